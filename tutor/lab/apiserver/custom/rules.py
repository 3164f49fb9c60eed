"""The rules that a schema states (kube-openapi: pkg/validation/validate). Pure.

Not checked: x-kubernetes-validations (CEL) and formats other than date-time.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from tutor.lab.apiserver.validation import field

Schema = Mapping[str, Any]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_NAMES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}


def check(value: Any, schema: Schema, path: str, errors: field.Errors) -> None:
    """Hold a value at `path` to its schema."""
    if value is None and schema.get("nullable"):
        return
    if not _has_type(value, schema):
        _wrong_type(value, str(schema.get("type")), path, errors)
        return
    if "enum" in schema and value not in schema["enum"]:
        errors.unsupported(path, value, schema["enum"])
    if isinstance(value, str):
        _text(value, schema, path, errors)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _number(value, schema, path, errors)
    elif isinstance(value, list):
        _list(value, schema, path, errors)
    elif isinstance(value, dict):
        _object(value, schema, path, errors)
    _combined(value, schema, path, errors)


def _has_type(value: Any, schema: Schema) -> bool:
    if schema.get("x-kubernetes-int-or-string"):
        return isinstance(value, int | str) and not isinstance(value, bool)
    wanted = schema.get("type")
    if wanted is None:
        return True
    if isinstance(value, bool):
        return bool(wanted == "boolean")
    if wanted == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES.get(wanted, (object,)))


def _wrong_type(value: Any, wanted: str, path: str, errors: field.Errors) -> None:
    name = _NAMES[type(value)]
    where = path or "<nil>"
    errors.add(
        "FieldValueTypeInvalid",
        where,
        f'Invalid value: "{name}": {path} in body must be of type {wanted}: "{name}"',
    )


def _text(value: str, schema: Schema, path: str, errors: field.Errors) -> None:
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        errors.too_long(path, schema["maxLength"])
    if "minLength" in schema and len(value) < schema["minLength"]:
        errors.invalid(path, value, f"{path} in body should be at least {schema['minLength']} chars long")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        errors.invalid(path, value, f"{path} in body should match '{schema['pattern']}'")
    if schema.get("format") == "date-time":
        try:
            datetime.datetime.fromisoformat(value)
        except ValueError:
            errors.invalid(path, value, f"{path} in body must be of type date-time: {field.shown(value)}")


def _number(value: float, schema: Schema, path: str, errors: field.Errors) -> None:
    for key, exclusive, words in (
        ("minimum", "exclusiveMinimum", "greater"),
        ("maximum", "exclusiveMaximum", "less"),
    ):
        if key not in schema:
            continue
        bound, strict = schema[key], bool(schema.get(exclusive))
        beyond = value < bound if key == "minimum" else value > bound
        if beyond or (strict and value == bound):
            equal = "" if strict else " or equal to"
            errors.invalid(path, value, f"{path} in body should be {words} than{equal} {bound}")
    if (step := schema.get("multipleOf")) and value % step:
        errors.invalid(path, value, f"{path} in body should be a multiple of {step}")


def _list(value: list[Any], schema: Schema, path: str, errors: field.Errors) -> None:
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        most = schema["maxItems"]
        errors.add("FieldValueTooMany", path, f"Too many: {len(value)}: must have at most {most} items")
    if "minItems" in schema and len(value) < schema["minItems"]:
        errors.invalid(path, len(value), f"{path} in body should have at least {schema['minItems']} items")
    for index, found in enumerate(value):
        check(found, schema.get("items") or {}, f"{path}[{index}]", errors)


def _object(value: dict[str, Any], schema: Schema, path: str, errors: field.Errors) -> None:
    known = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in value:
            errors.required(_joined(path, name))
    extra = schema.get("additionalProperties")
    for name, found in value.items():
        inner = known.get(name, extra)
        if isinstance(inner, Mapping):
            check(found, inner, _joined(path, name), errors)


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _passes(value: Any, schema: Schema, path: str) -> bool:
    found = field.Errors()
    check(value, schema, path, found)
    return not found


def _combined(value: Any, schema: Schema, path: str, errors: field.Errors) -> None:
    for one in schema.get("allOf") or ():
        check(value, one, path, errors)
    if (options := schema.get("anyOf")) and not any(_passes(value, one, path) for one in options):
        errors.invalid(path, value, f"{path} in body must validate at least one schema (anyOf)")
    if (options := schema.get("oneOf")) and sum(_passes(value, one, path) for one in options) != 1:
        errors.invalid(path, value, f"{path} in body must validate one and only one schema (oneOf)")
    if (banned := schema.get("not")) is not None and _passes(value, banned, path):
        errors.invalid(path, value, f"{path} in body must not validate the schema (not)")
