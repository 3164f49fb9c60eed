"""Types as OpenAPI v3 schemas (kube-openapi: pkg/builder3 and its x-kubernetes extensions)."""

from collections.abc import Iterable, Iterator
from typing import Any

from tutor.lab.apiserver.schema import enums, model, names, prose, types

Schema = dict[str, Any]
PREFIX = "#/components/schemas/"
_META = "io.k8s.apimachinery.pkg.apis.meta.v1."
_SCALARS: dict[str, Schema] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "uint8": {"type": "integer", "format": "byte"},
    "float64": {"type": "number", "format": "double"},
    "bytes": {"type": "string", "format": "byte"},
    "any": {},
}
_SPECIAL: dict[str, tuple[str, Schema]] = {
    "time": (
        f"{_META}Time",
        {
            "type": "string",
            "format": "date-time",
            "description": "A moment, to the second, as RFC 3339 writes it.",
        },
    ),
    "microtime": (
        f"{_META}MicroTime",
        {
            "type": "string",
            "format": "date-time",
            "description": "A moment, to the microsecond, as RFC 3339 writes it.",
        },
    ),
    "intstr": (
        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        {
            "format": "int-or-string",
            "oneOf": [{"type": "integer"}, {"type": "string"}],
            "description": "A number or a text, such as a port by its number or by its name.",
        },
    ),
    "quantity": (
        "io.k8s.apimachinery.pkg.api.resource.Quantity",
        {
            "oneOf": [{"type": "string"}, {"type": "number"}],
            "description": "An amount with an optional suffix: 100m, 1.5, 64Mi, 2G, 1e3.",
        },
    ),
    "fields": (
        f"{_META}FieldsV1",
        {"type": "object", "description": "A set of fields as a tree of their paths."},
    ),
    "raw": (
        "io.k8s.apimachinery.pkg.runtime.RawExtension",
        {"type": "object", "description": "An object of a kind that is not known here."},
    ),
}


def reference(name: str) -> Schema:
    """A pointer to the schema of that OpenAPI name."""
    return {"$ref": PREFIX + name}


def closure(roots: Iterable[str], library: prose.Library) -> dict[str, Schema]:
    """The schemas of these types (`core.v1/Pod`) and of all they are made of, by OpenAPI name."""
    found: dict[str, Schema] = {}
    todo = list(roots)
    while todo:
        key = todo.pop()
        name = names.openapi(key)
        if name in found:
            continue
        of = types.by_key(key)
        found[name] = of_type(of, library)
        for shape in _leaves(of):
            if shape.kind == "struct":
                todo.append(shape.ref)
            elif shape.kind in _SPECIAL:
                special, schema = _SPECIAL[shape.kind]
                found[special] = schema
    return dict(sorted(found.items()))


def _leaves(of: model.Type) -> Iterator[model.Shape]:
    for field in of.fields.values():
        yield _leaf(field.shape)


def _leaf(shape: model.Shape) -> model.Shape:
    while shape.item is not None:
        shape = shape.item
    return shape


def _own_words(of: model.Type, field: model.Field) -> str:
    return prose.of_struct(of.key, field.name) if _leaf(field.shape).kind == "struct" else ""


def of_type(of: model.Type, library: prose.Library) -> Schema:
    """One type, with what is said of it."""
    said = library.about(of.key)
    schema: Schema = {"type": "object"}
    if said.text:
        schema["description"] = said.text
    if of.required:
        schema["required"] = sorted(of.required)
    if of.fields:
        schema["properties"] = {
            name: _property(field, said.fields.get(name) or _own_words(of, field))
            for name, field in sorted(of.fields.items())
        }
    if of.atomic:
        schema["x-kubernetes-map-type"] = "atomic"
    return schema


def _property(field: model.Field, text: str) -> Schema:
    schema = _shape(field.shape)
    if "$ref" in schema:
        schema = {"allOf": [schema]}
    allowed = enums.values(field.shape.named)
    described = text + _values_text(allowed)
    if described:
        schema["description"] = described
    return schema | _extensions(field)


def _values_text(allowed: dict[str, str]) -> str:
    if not allowed:
        return ""
    lines = [f' - `"{value}"` {meaning}'.rstrip() for value, meaning in allowed.items()]
    return "\n\nPossible enum values:\n" + "\n".join(lines)


def _shape(shape: model.Shape) -> Schema:
    if shape.kind == "struct":
        return reference(names.openapi(shape.ref))
    if shape.kind in _SPECIAL:
        return reference(_SPECIAL[shape.kind][0])
    if shape.item is not None:
        inner = _shape(shape.item)
        inner = {"allOf": [inner]} if "$ref" in inner else inner
        return (
            {"type": "array", "items": inner}
            if shape.kind == "list"
            else {
                "type": "object",
                "additionalProperties": inner,
            }
        )
    schema = dict(_SCALARS[shape.kind])
    allowed = enums.values(shape.named)
    return schema | {"enum": list(allowed)} if allowed else schema


def _extensions(field: model.Field) -> Schema:
    found: Schema = {}
    if field.shape.kind == "list" and field.list_type != "atomic":
        found["x-kubernetes-list-type"] = field.list_type
        if field.list_keys:
            found["x-kubernetes-list-map-keys"] = list(field.list_keys)
    if field.atomic:
        found["x-kubernetes-map-type"] = "atomic"
    if field.strategies:
        found["x-kubernetes-patch-strategy"] = ",".join(sorted(field.strategies))
    if field.merge_key:
        found["x-kubernetes-patch-merge-key"] = field.merge_key
    return found
