"""The types of the built-in kinds, read from the tables on first use (a type at a time: well under a millisecond)."""

import dataclasses
import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from tutor.lab.apiserver.schema import model, names, notation, ownership

TABLES = Path(__file__).parent / "tables"
Rows = Mapping[str, Mapping[str, str]]


@functools.cache
def _rows(group_version: str) -> Rows:
    file = TABLES / f"{group_version}.json"
    if not file.is_file():
        return {}
    rows: Rows = json.loads(file.read_text())
    return rows


@functools.cache
def by_key(key: str) -> model.Type:
    """The type `core.v1/PodSpec`. Raises KeyError where there is none."""
    group_version, _, name = key.partition("/")
    row = _rows(group_version)[name]
    wire = tuple(
        ownership.owned(key, notation.field(field, text, group_version, by_key))
        for field, text in row.items()
    )
    flat = dict(_flattened(wire))
    return model.Type(
        key,
        name,
        flat,
        wire=wire,
        atomic=ownership.is_atomic(key),
        required=frozenset(name for name, field in flat.items() if field.required),
    )


def _flattened(wire: tuple[model.Field, ...]) -> Iterator[tuple[str, model.Field]]:
    for field in wire:
        if field.inline:
            yield from field.shape.type.fields.items()
        else:
            yield field.name, field


def of(group: str, version: str, kind: str) -> model.Type | None:
    """The type of a kind, or of any other struct of that group's version; None where there is none."""
    group_version = names.table(group, version)
    return by_key(f"{group_version}/{kind}") if kind in _rows(group_version) else None


def named(openapi_name: str) -> model.Type:
    """The type by its OpenAPI name, `io.k8s.api.core.v1.PodSpec`. Raises KeyError where there is none."""
    package, _, name = openapi_name.rpartition(".")
    for group_version in tables():
        if names.package(group_version) == package:
            return by_key(f"{group_version}/{name}")
    raise KeyError(openapi_name)


@functools.cache
def tables() -> tuple[str, ...]:
    """The group versions that have a table: `core.v1`, `apps.v1`, …"""
    return tuple(sorted(file.name.removesuffix(".json") for file in TABLES.glob("*.json")))


def keys(group_version: str) -> tuple[str, ...]:
    """All types of one table."""
    return tuple(f"{group_version}/{name}" for name in _rows(group_version))


def without_status(found: model.Type) -> model.Type:
    """The type less its status, for writes that leave it alone."""
    return dataclasses.replace(found, fields={k: v for k, v in found.fields.items() if k != "status"})
