"""The paths of a kind with their operations, as far as clients read them: what a verb takes, and for which kind."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from tutor.lab.apiserver.openapi import schemas

Operation = dict[str, Any]


class Sub(Protocol):
    """A subresource of a served kind."""

    @property
    def name(self) -> str: ...
    @property
    def verbs(self) -> Sequence[str]: ...
    @property
    def gvk(self) -> tuple[str, str, str] | None: ...


class Served(Protocol):
    """What the documents need to know of a served kind."""

    @property
    def group(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def plural(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def namespaced(self) -> bool: ...
    @property
    def custom(self) -> bool: ...
    @property
    def verbs(self) -> Sequence[str]: ...
    @property
    def subresources(self) -> Sequence[Sub]: ...


_METHODS = {
    "get": ("get", "get"),
    "update": ("put", "put"),
    "patch": ("patch", "patch"),
    "delete": ("delete", "delete"),
}
_COLLECTION = {
    "list": ("get", "list"),
    "create": ("post", "post"),
    "deletecollection": ("delete", "deletecollection"),
}
_PATCHES = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/apply-patch+yaml",
)
_STRATEGIC = "application/strategic-merge-patch+json"
"""For built-in kinds only; kubectl reads from here which patch a kind takes."""
_WRITES = frozenset({"put", "post", "patch"})
_QUERY = {
    "pretty": "How the answer is laid out.",
    "dryRun": "All: everything is done but the writing.",
    "fieldManager": "Who is changing the object.",
    "fieldValidation": "What becomes of unknown and doubled fields: Ignore, Warn or Strict.",
}


def paths(one: Served, schema: str) -> Iterator[tuple[str, Operation]]:
    """Each path of a kind; `schema` is the OpenAPI name of its type."""
    root = f"/apis/{one.group}/{one.version}" if one.group else f"/api/{one.version}"
    scope = "/namespaces/{namespace}" if one.namespaced else ""
    base = f"{root}{scope}/{one.plural}"
    gvk = (one.group, one.version, one.kind)
    if _COLLECTION.keys() & set(one.verbs):
        yield base, _item(one, one.verbs, _COLLECTION, gvk, schema)
    if _METHODS.keys() & set(one.verbs):
        yield f"{base}/{{name}}", _item(one, one.verbs, _METHODS, gvk, schema)
    for sub in one.subresources:
        verbs = ["get", *sub.verbs] if sub.name == "log" else sub.verbs
        table = _METHODS if "create" not in sub.verbs else {**_METHODS, "create": _COLLECTION["create"]}
        yield f"{base}/{{name}}/{sub.name}", _item(one, verbs, table, sub.gvk or gvk, schema)


def _item(
    one: Served,
    verbs: Sequence[str],
    table: dict[str, tuple[str, str]],
    gvk: tuple[str, str, str],
    schema: str,
) -> Operation:
    found: Operation = {}
    for verb, (method, action) in table.items():
        if verb in verbs:
            found[method] = _operation(one, method, action, gvk, schema)
    found["parameters"] = [_parameter(name, "path") for name in _in_path(one, table)]
    return found


def _in_path(one: Served, table: dict[str, tuple[str, str]]) -> list[str]:
    names = ["namespace"] if one.namespaced else []
    return ["name", *names] if "get" in table else names


def _operation(one: Served, method: str, action: str, gvk: tuple[str, str, str], schema: str) -> Operation:
    group, version, kind = gvk
    content = {"schema": schemas.reference(schema)}
    found: Operation = {
        "tags": [f"{one.group.partition('.')[0] or 'core'}_{one.version}"],
        "operationId": f"{action}{one.version.capitalize()}{one.kind}",
        "responses": {"200": {"description": "OK", "content": {"application/json": content}}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": kind},
    }
    if method in _WRITES:
        found["parameters"] = [_parameter(name, "query") for name in _QUERY]
        patches = _PATCHES if one.custom else (*_PATCHES, _STRATEGIC)
        media = patches if method == "patch" else ("*/*",)
        body = {"schema": {"type": "object"}} if method == "patch" else content
        found["requestBody"] = {"content": dict.fromkeys(media, body), "required": True}
    return found


def _parameter(name: str, where: str) -> Operation:
    found: Operation = {"name": name, "in": where, "schema": {"type": "string", "uniqueItems": True}}
    if where == "path":
        found["required"] = True
    else:
        found["description"] = _QUERY[name]
    return found
