"""Defaults that a schema states (apiextensions-apiserver: pkg/apiserver/schema/defaulting). Pure."""

from collections.abc import Mapping
from typing import Any

from tutor.lab.apiserver.storage import entry

Schema = Mapping[str, Any]


def fill(value: Any, schema: Schema) -> None:
    """Set what is missing below `value`, in place; a null for a field that may not be null counts as missing."""
    if isinstance(value, dict):
        for name, inner in (schema.get("properties") or {}).items():
            if "default" in inner and (
                name not in value or (value[name] is None and not inner.get("nullable"))
            ):
                value[name] = entry.clone(inner["default"])
            if name in value:
                fill(value[name], inner)
        extra = schema.get("additionalProperties")
        if isinstance(extra, Mapping):
            for name, found in value.items():
                if name not in (schema.get("properties") or {}):
                    fill(found, extra)
    elif isinstance(value, list):
        for found in value:
            fill(found, schema.get("items") or {})
