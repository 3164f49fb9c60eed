"""JSON merge patch (RFC 7386)."""

from typing import Any

from tutor.lab.apiserver.patch import errors


def apply(doc: dict[str, Any], patch: Any) -> dict[str, Any]:
    """The document with `patch` merged in: null removes, objects merge, all else replaces.

    Raises PatchError (400) if the patch is no object: it would replace the whole document.
    """
    if not isinstance(patch, dict):
        raise errors.PatchError("Invalid JSON Patch")
    return _merged(doc, patch)


def _merged(target: Any, patch: dict[str, Any]) -> dict[str, Any]:
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            result[key] = _merged(result.get(key), value)
        else:
            result[key] = value
    return result
