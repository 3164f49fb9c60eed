"""The tables against the types inside the real kubectl."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lab.apiserver.decode import capture
from tests.lab.apiserver.schema import gotypes
from tutor.lab.apiserver.schema import model, types

_PACKAGES = {
    "core.v1": "k8s.io/api/core/v1",
    "meta.v1": "k8s.io/apimachinery/pkg/apis/meta/v1",
}
_KINDS = {1: "bool", 5: "int32", 6: "int64", 14: "float64", 24: "string", 8: "uint8"}
_SPECIAL = {
    "v1.Time": "time",
    "v1.MicroTime": "microtime",
    "intstr.IntOrString": "intstr",
    "resource.Quantity": "quantity",
    "runtime.RawExtension": "raw",
    "v1.FieldsV1": "fields",
}


@pytest.fixture(scope="module")
def program() -> gotypes.Program:
    """kubectl's types; skipped where the binary is laid out in another way."""
    try:
        return gotypes.Program(Path(capture.program()))
    except (OSError, LookupError) as fault:
        pytest.skip(str(fault))


def _package(table: str) -> str:
    group, _, version = table.rpartition(".")
    return _PACKAGES.get(table, f"k8s.io/api/{group.partition('.')[0]}/{version}")


def _shape(program: gotypes.Program, address: int) -> str:
    kind, _, name = program.header(address)
    if name in _SPECIAL:
        return _SPECIAL[name]
    if kind == gotypes.POINTER:
        return _shape(program, program.element(address))
    if kind == gotypes.SLICE:
        inner = _shape(program, program.element(address))
        return "bytes" if inner == "uint8" else f"[]{inner}"
    if kind == gotypes.MAP:
        return "{}" + _shape(program, program.element(address))
    return name.rpartition(".")[2] if kind == gotypes.STRUCT else _KINDS.get(kind, "any")


def _told(shape: model.Shape) -> str:
    if shape.item is not None:
        return ("[]" if shape.kind == "list" else "{}") + _told(shape.item)
    return shape.ref.partition("/")[2] if shape.kind == "struct" else shape.kind


class Facts(NamedTuple):
    """What both know of a field."""

    number: int
    shape: str
    pointer: bool
    omitempty: bool
    omitzero: bool
    strategies: frozenset[str]
    merge_key: str


def _part(pattern: str, tag: str) -> str:
    found = re.search(pattern, tag)
    return found[1] if found else ""


def _kubectls(program: gotypes.Program, address: int) -> dict[str, Facts]:
    """The fields of a struct in kubectl, by the names of the tables."""
    found = {}
    for field in program.fields(address):
        name, _, options = _part(r'json:"([^"]*)"', field.tag).partition(",")
        strategies = _part(r'patchStrategy:"([^"]*)"', field.tag)
        found[name or "+" + program.header(field.type)[2].rpartition(".")[2]] = Facts(
            int(_part(r'protobuf:"\w+,(\d+),', field.tag) or 0),
            _shape(program, field.type),
            program.header(field.type)[0] == gotypes.POINTER,
            "omitempty" in options.split(","),
            "omitzero" in options.split(","),
            frozenset(strategies.split(",")) if strategies else frozenset(),
            _part(r'patchMergeKey:"([^"]*)"', field.tag),
        )
    return found


def _ours(key: str) -> dict[str, Facts]:
    """The fields of a type in the tables."""
    return {
        f"+{one.name}" if one.inline else one.name: Facts(
            one.number,
            _told(one.shape),
            one.pointer,
            one.omitempty,
            one.omitzero,
            one.strategies,
            one.merge_key,
        )
        for one in types.by_key(key).wire
    }


def test_numbers_types_tags_and_merge_keys_are_kubectls_own(program: gotypes.Program) -> None:
    """Every field that both know is the same in both, and hardly any is unknown to kubectl."""
    structs = program.structs()
    # kubectl sends definitions of custom kinds as JSON only, and does not hold their types.
    tables = [table for table in types.tables() if not table.startswith(("apiextensions", "apiregistration"))]
    compared, missing = 0, []
    for key in (key for table in tables for key in types.keys(table)):
        address = structs.get(f"{_package(key.partition('/')[0])}.{key.partition('/')[2]}")
        theirs = _kubectls(program, address) if address else {}
        for name, facts in _ours(key).items():
            if name in theirs:
                assert facts == theirs[name], f"{key}.{name}"
                compared += 1
            else:
                missing.append(f"{key}.{name}")
    assert compared > 2000
    assert len(missing) < compared / 50, missing
