"""Types of the kinds that users define, read from the `openAPIV3Schema` of a CustomResourceDefinition.

apiextensions-apiserver: pkg/apiserver/schema (structural schemas, pruning), and its list and map type extensions.
"""

from collections.abc import Mapping
from typing import Any

from tutor.lab.apiserver.schema import model, types

Schema = Mapping[str, Any]
_META = "meta.v1/ObjectMeta"


def of(api_version: str, kind: str, schema: Schema | None) -> model.Type:
    """The type of a custom kind; without a schema, one that takes everything."""
    properties = dict((schema or {}).get("properties") or {})
    for name in ("apiVersion", "kind", "metadata"):
        properties.pop(name, None)
    fields = {name: _field(name, found) for name, found in properties.items()}
    own = {
        "kind": _plain("kind", model.Shape("string")),
        "apiVersion": _plain("apiVersion", model.Shape("string")),
        "metadata": _plain("metadata", _struct(types.by_key(_META))),
    }
    free = schema is None or _keeps_unknown(schema)
    required = frozenset((schema or {}).get("required") or ())
    key = f"{api_version}/{kind}"
    return model.Type(key, kind, own | fields, open=free, required=required, loose=True)


def _plain(name: str, shape: model.Shape) -> model.Field:
    return model.Field(name, shape, pointer=True, omitempty=True)


def _struct(found: model.Type) -> model.Shape:
    return model.Shape("struct", ref=found.key, resolve=lambda: found)


def _keeps_unknown(schema: Schema) -> bool:
    return bool(schema.get("x-kubernetes-preserve-unknown-fields"))


def _field(name: str, schema: Schema) -> model.Field:
    kind = str(schema.get("x-kubernetes-list-type", "atomic"))
    keys = tuple(schema.get("x-kubernetes-list-map-keys") or ())
    return model.Field(
        name,
        _shape(name, schema),
        pointer=True,
        omitempty=True,
        list_type=kind,
        list_keys=keys,
        atomic=schema.get("x-kubernetes-map-type") == "atomic",
        default=schema.get("default"),
    )


def _shape(name: str, schema: Schema) -> model.Shape:
    if schema.get("x-kubernetes-embedded-resource"):
        return _struct(of("", name, {"x-kubernetes-preserve-unknown-fields": True}))
    if schema.get("type") == "array":
        return model.Shape("list", item=_shape(name, schema.get("items") or {}))
    if schema.get("type") != "object":
        return model.Shape("any")
    extra = schema.get("additionalProperties")
    if isinstance(extra, Mapping):
        return model.Shape("map", item=_shape(name, extra))
    properties = schema.get("properties")
    if extra is True or (not properties and _keeps_unknown(schema)):
        return model.Shape("any")
    fields = {inner: _field(inner, found) for inner, found in (properties or {}).items()}
    required = frozenset(schema.get("required") or ())
    atomic = schema.get("x-kubernetes-map-type") == "atomic"
    return _struct(
        model.Type(
            name, name, fields, atomic=atomic, open=_keeps_unknown(schema), required=required, loose=True
        )
    )
