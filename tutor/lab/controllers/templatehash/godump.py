"""A value printed as go-spew prints it with `%#v`, which is what Kubernetes hashes (k8s.io/utils/dump.ForHash)."""

import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tutor.lab.controllers.templatehash import layout, quantity

_NUMBERS = ("int32", "int64")
_PRIMITIVES = ("string", "bool", *_NUMBERS)


class Field(NamedTuple):
    """One field of a Go struct and where its value is in the JSON."""

    name: str
    json: str
    type: str
    embedded: bool


@functools.cache
def structs() -> dict[str, tuple[Field, ...]]:
    """The known Go structs by name."""
    found: dict[str, tuple[Field, ...]] = {}
    for line in layout.TYPES.strip().splitlines():
        name, _, fields = line.partition(":")
        found[name] = tuple(_field(text.split()) for text in fields.split(","))
    found["EphemeralContainerCommon"] = found["Container"]
    return found


def _field(words: list[str]) -> Field:
    head, kind = words
    name, _, explicit = head.rstrip("+").partition("=")
    return Field(name, explicit or json_name(name), kind, head.endswith("+"))


def json_name(name: str) -> str:
    """A Go field's usual JSON name: DNSPolicy is dnsPolicy, HTTPGet httpGet, TTY tty."""
    run = re.match(r"[A-Z]+(?![a-z])|[A-Z]", name)
    assert run is not None, f"a Go field that is not exported: {name}"
    return name[: run.end()].lower() + name[run.end() :]


def typed(kind: str) -> str:
    """The type as reflect names it: types of the core API carry the package `v1`."""
    for prefix in ("[]", "*"):
        if kind.startswith(prefix):
            return prefix + typed(kind[len(prefix) :])
    if kind in _PRIMITIVES or "." in kind or kind.startswith("map["):
        return kind
    return {"Quantity": "resource.Quantity", "IntOrString": "intstr.IntOrString"}.get(kind, f"v1.{kind}")


def dump(value: Any, kind: str) -> str:
    """`value` (as JSON, None for absent) of the Go type `kind`, with its type in front."""
    if kind.startswith("*"):
        return f"({typed(kind)})<nil>" if value is None else f"({typed(kind)}){bare(value, kind[1:])}"
    return f"({typed(kind)}){bare(value, kind)}"


def bare(value: Any, kind: str) -> str:
    """The same without the type."""
    if kind.startswith("[]"):
        return "<nil>" if not value else f"[{' '.join(bare(one, kind[2:]) for one in value)}]"
    if kind.startswith("map[") or kind == "ResourceList":
        of = "Quantity" if kind == "ResourceList" else "string"
        pairs = (f"{key}:{bare(value[key], of)}" for key in sorted(value or ()))
        return f"map[{' '.join(pairs)}]" if value else "<nil>"
    if kind in structs():
        return "{" + " ".join(_fields(value or {}, kind)) + "}"
    return _scalar(value, kind)


def _fields(value: dict[str, Any], kind: str) -> Iterator[str]:
    for field in structs()[kind]:
        inner = value if field.embedded else value.get(field.json)
        yield f"{field.name}:{dump(inner, field.type)}"


def _scalar(value: Any, kind: str) -> str:
    if kind == "Time":
        return "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
    if kind == "Quantity":
        return quantity.dump(value)
    if kind == "IntOrString":
        text = value if isinstance(value, str) else ""
        number = value if isinstance(value, int) else 0
        return f"{{Type:(intstr.Type){int(bool(text))} IntVal:(int32){number} StrVal:(string){text}}}"
    if kind == "bool":
        return str(bool(value)).lower()
    if kind in _NUMBERS:
        return str(value or 0)
    return "" if value is None else str(value)
