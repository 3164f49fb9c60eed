"""Field selectors as `fieldSelector=` writes them (apimachinery: pkg/fields/selector.go)."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tutor.lab.apiserver.selectors import errors

Object = dict[str, Any]

ALWAYS = ("metadata.name", "metadata.namespace")
"""What every kind can be selected by."""

_ALIASES = {"spec.host": "spec.nodeName", "name": "metadata.name", "source": "source.component"}
_FALSE_BY_DEFAULT = ("spec.unschedulable", "spec.hostNetwork")
_ZERO_BY_DEFAULT = ("status.replicas", "status.successful")


@dataclasses.dataclass(frozen=True)
class Requirement:
    """`field` equals (or not) `value`."""

    field: str
    value: str
    equal: bool = True


@dataclasses.dataclass(frozen=True)
class Selector:
    """All terms must hold; no term selects everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, obj: Object) -> bool:
        """Whether the object is selected."""
        return all((value(obj, one.field) == one.value) is one.equal for one in self.requirements)

    def check(self, supported: Collection[str]) -> None:
        """Raise SelectorError for a field that the kind cannot be selected by."""
        for one in self.requirements:
            if one.field not in supported and one.field not in ALWAYS:
                raise errors.SelectorError(f"field label not supported: {one.field}")

    def exact(self, field: str) -> str | None:
        """The one value that `field` must have, if the selector says so."""
        return next((one.value for one in self.requirements if one.field == field and one.equal), None)


def parse(text: str) -> Selector:
    """Read a selector. Raises SelectorError with the server's message."""
    return Selector(tuple(_requirement(text, term) for term in _terms(text) if term))


def _terms(text: str) -> Iterator[str]:
    """Split at commas that no backslash protects."""
    term, escaped = "", False
    for letter in text:
        if letter == "," and not escaped:
            yield term
            term = ""
        else:
            term += letter
        escaped = letter == "\\" and not escaped
    yield term


def _requirement(text: str, term: str) -> Requirement:
    for index in range(len(term)):
        for operator in ("!=", "==", "="):
            if term.startswith(operator, index):
                raw = term[index + len(operator) :]
                return Requirement(term[:index], _unescape(text, raw), operator != "!=")
    raise errors.SelectorError(f"invalid selector: '{text}'; can't understand '{term}'")


def _unescape(text: str, raw: str) -> str:
    value, escaped = "", False
    for letter in raw:
        if escaped:
            if letter not in "\\,=":
                raise errors.SelectorError(f"invalid field selector: invalid escape sequence: \\{letter}")
            value += letter
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter in ",=":
            raise errors.SelectorError(
                f"invalid field selector: invalid unescaped character: {letter!r} in {text!r}"
            )
        else:
            value += letter
    return value


def value(obj: Object, field: str) -> str:
    """A field of an object as the text that a selector compares with."""
    if field == "status.podIPs":
        return ",".join(one.get("ip", "") for one in obj.get("status", {}).get("podIPs") or ())
    if field == "status.successful":
        field = "status.succeeded"
    found: Any = obj
    for step in _ALIASES.get(field, field).split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if found is None:
        if field in _FALSE_BY_DEFAULT:
            return "false"
        return "0" if field in (*_ZERO_BY_DEFAULT, "status.succeeded") else ""
    if isinstance(found, bool):
        return str(found).lower()
    return str(found)
