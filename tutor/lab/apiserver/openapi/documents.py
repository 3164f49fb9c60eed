"""The index of documents and the document of one group's version, as /openapi/v3 serves them."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tutor.base import paths
from tutor.lab.apiserver.openapi import operations, schemas
from tutor.lab.apiserver.schema import names, prose, types

Document = dict[str, Any]
CustomSchema = Callable[[operations.Served], Mapping[str, Any] | None]
"""The openAPIV3Schema of a kind that a user defined; None for any other kind."""
VERSION = "v1.36.2"
V2_MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
"""What kubectl takes as an answer of /openapi/v2."""
_ALSO = ("meta.v1/DeleteOptions", "meta.v1/Status")
_OWN = {
    "apiVersion": {"type": "string", "description": "The group and version of this object's form."},
    "kind": {"type": "string", "description": "What kind of object this is."},
}


def _builtin(_: operations.Served) -> Mapping[str, Any] | None:
    return None


def v3(served: Iterable[operations.Served], path: str, custom: CustomSchema = _builtin) -> Document | None:
    """The index for an empty path, else the document `api/v1` or `apis/apps/v1`; None where nothing is served."""
    if not path:
        return index(served)
    return document(served, path, custom)


def v2() -> bytes:
    """The older document, without content: kubectl asks it for kinds that v3 lacks, and so learns they are unknown."""
    return b""


def location(one: operations.Served) -> str:
    """The path of the document that a kind belongs to."""
    return f"apis/{one.group}/{one.version}" if one.group else f"api/{one.version}"


def index(served: Iterable[operations.Served]) -> Document:
    """Every document with its URL, whose hash changes when the document does."""
    kinds: dict[str, list[str]] = {}
    for one in served:
        kinds.setdefault(location(one), []).append(f"{one.kind}/{one.plural}")
    return {
        "paths": {
            path: {"serverRelativeURL": f"/openapi/v3/{path}?hash={_hash(path, sorted(found))}"}
            for path, found in sorted(kinds.items())
        }
    }


def _hash(path: str, kinds: list[str]) -> str:
    text = "\n".join((VERSION, path, *kinds))
    return hashlib.sha512(text.encode()).hexdigest().upper()


def document(
    served: Iterable[operations.Served], path: str, custom: CustomSchema = _builtin
) -> Document | None:
    """All kinds of one group's version: their schemas, and the operations on them."""
    kinds = [one for one in served if location(one) == path]
    if not kinds:
        return None
    found = _components(kinds, custom)
    routes: dict[str, Any] = {}
    for one in kinds:
        routes.update(operations.paths(one, _name(one)))
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": VERSION},
        "paths": dict(sorted(routes.items())),
        "components": {"schemas": found},
    }


@functools.cache
def library() -> prose.Library:
    """What is said of the built-in types, from the cache of this user."""
    return prose.Library(paths.cache() / "schema")


def _name(one: operations.Served) -> str:
    """The OpenAPI name of a kind: of its type, or made of its reversed group for a custom one."""
    key = f"{names.table(one.group, one.version)}/{one.kind}"
    if types.of(one.group, one.version, one.kind) is not None:
        return names.openapi(key)
    return ".".join([*reversed(one.group.split(".")), one.version, one.kind])


def _components(kinds: list[operations.Served], custom: CustomSchema) -> dict[str, Any]:
    roots = [
        f"{names.table(one.group, one.version)}/{name}"
        for one in kinds
        for name in (one.kind, f"{one.kind}List")
        if types.of(one.group, one.version, name) is not None
    ]
    found = schemas.closure([*roots, *_ALSO, "meta.v1/ObjectMeta"], library())
    for one in kinds:
        name = _name(one)
        if name not in found:
            found[name] = _custom(custom(one) or {})
        mark = {"group": one.group, "kind": one.kind, "version": one.version}
        found[name] = {**found[name], "x-kubernetes-group-version-kind": [mark]}
    return found


def _custom(schema: Mapping[str, Any]) -> Document:
    metadata = {"allOf": [schemas.reference(names.openapi("meta.v1/ObjectMeta"))]}
    # Every kind says the same of these two, so any that is known will do.
    said = library().about("core.v1/Pod").fields
    own = {name: {**one, "description": said.get(name) or one["description"]} for name, one in _OWN.items()}
    properties = {**(schema.get("properties") or {}), **own, "metadata": metadata}
    return {"type": "object", **schema, "properties": properties}
