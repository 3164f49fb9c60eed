"""JSON patch (RFC 6902) with JSON pointers (RFC 6901), negative indices as the API server's library takes them."""

import copy
from collections.abc import Sequence
from typing import Any

from tutor.lab.apiserver.patch import errors

_MISSING = object()
_NEEDS_VALUE = frozenset({"add", "replace", "test"})
_NEEDS_FROM = frozenset({"move", "copy"})
MOST_OPERATIONS = 10_000


def apply(doc: dict[str, Any], operations: Any) -> dict[str, Any]:
    """The document after all `operations`, which are taken in order, all or none.

    Raises PatchError: 400 for a malformed patch, 422 where an operation cannot be done or a test fails.
    """
    if not isinstance(operations, list) or not all(isinstance(found, dict) for found in operations):
        kind = "object" if isinstance(operations, dict) else "value"
        raise errors.PatchError(f"json: cannot unmarshal {kind} into Go value of type jsonpatch.Patch")
    if len(operations) > MOST_OPERATIONS:
        raise errors.PatchError(
            f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(operations)}", 413
        )
    result = copy.deepcopy(doc)
    for operation in operations:
        result = _step(result, operation)
    if not isinstance(result, dict):
        raise _rejected("the patch leaves no object")
    return result


def _rejected(why: str) -> errors.PatchError:
    return errors.PatchError(why, errors.UNPROCESSABLE)


def _step(doc: Any, operation: dict[str, Any]) -> Any:
    verb, path = operation.get("op"), operation.get("path")
    if not isinstance(path, str):
        raise _rejected("operation missing path field")
    if verb in _NEEDS_VALUE:
        if "value" not in operation:
            raise _rejected(f"{verb} operation missing value field")
        return _with_value(doc, str(verb), path, operation["value"])
    if verb == "remove":
        return _remove(doc, path)[0]
    if verb in _NEEDS_FROM:
        source = operation.get("from")
        if not isinstance(source, str):
            raise _rejected(f"{verb} operation missing from field")
        return _carry(doc, str(verb), source, path)
    raise _rejected(f"Unexpected kind: {verb}")


def _with_value(doc: Any, verb: str, path: str, value: Any) -> Any:
    if verb == "test":
        found = _get(doc, path, None)
        if not _same(found, value):
            raise _rejected(f"testing path {path} failed")
        return doc
    if verb == "replace":
        _get(doc, path)
    return _put(doc, path, copy.deepcopy(value), insert=verb == "add")


def _carry(doc: Any, verb: str, source: str, path: str) -> Any:
    value = copy.deepcopy(_get(doc, source))
    if verb == "move":
        if path.startswith(source + "/"):
            raise _rejected(f"cannot move {source} into itself")
        doc = _remove(doc, source)[0]
    return _put(doc, path, value, insert=True)


def _tokens(path: str) -> list[str]:
    if not path:
        return []
    if not path.startswith("/"):
        raise _rejected(f"invalid path {path}")
    return [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]


def _index(step: str, items: Sequence[Any], *, inserting: bool) -> int:
    if step == "-" and inserting:
        return len(items)
    digits = step.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or (len(digits) > 1 and digits[0] == "0"):
        raise _rejected(f"invalid array index {step}")
    index, last = int(step), len(items) if inserting else len(items) - 1
    if index < 0:
        index += last + 1
    if not 0 <= index <= last:
        raise _rejected(f"unable to access invalid index: {step}")
    return index


def _child(node: Any, step: str, default: Any) -> Any:
    if isinstance(node, dict):
        if step in node:
            return node[step]
    elif isinstance(node, list):
        return node[_index(step, node, inserting=False)]
    if default is _MISSING:
        raise _rejected(f"missing key: {step}")
    return default


def _get(doc: Any, path: str, default: Any = _MISSING) -> Any:
    *parents, last = ["", *_tokens(path)]
    if not parents:
        return doc
    for step in parents[1:]:
        doc = _child(doc, step, _MISSING)
    return _child(doc, last, default)


def _put(doc: Any, path: str, value: Any, *, insert: bool) -> Any:
    tokens = _tokens(path)
    if not tokens:
        return value
    parent = _get(doc, path.rpartition("/")[0])
    if isinstance(parent, dict):
        parent[tokens[-1]] = value
    elif isinstance(parent, list):
        index = _index(tokens[-1], parent, inserting=insert)
        parent[index : index if insert else index + 1] = [value]
    else:
        raise _rejected(f"no container at {path}")
    return doc


def _remove(doc: Any, path: str) -> tuple[Any, Any]:
    value = _get(doc, path)
    tokens = _tokens(path)
    if not tokens:
        return None, value
    parent = _get(doc, path.rpartition("/")[0])
    del parent[_index(tokens[-1], parent, inserting=False) if isinstance(parent, list) else tokens[-1]]
    return doc, value


def _same(left: Any, right: Any) -> bool:
    """JSON equality: 1 and 1.0 are equal, 1 and true are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)
