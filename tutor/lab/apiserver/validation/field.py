"""Errors of fields, gathered (apimachinery: pkg/util/validation/field/errors.go)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tutor.lab.apiserver import errors


def shown(value: Any) -> str:
    """A value as a message shows it: JSON, compact."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Errors:
    """Gathers causes; `raise_for` turns them into one Invalid."""

    def __init__(self) -> None:
        self.causes: list[errors.Cause] = []

    def __bool__(self) -> bool:
        return bool(self.causes)

    def add(self, reason: str, path: str, message: str) -> None:
        """A cause in its own words."""
        self.causes.append(errors.Cause(reason, message, path))

    def required(self, path: str, detail: str = "") -> None:
        """A field that must be there."""
        self.add("FieldValueRequired", path, f"Required value: {detail}" if detail else "Required value")

    def invalid(self, path: str, value: Any, detail: str) -> None:
        """A value that is not allowed."""
        self.add("FieldValueInvalid", path, f"Invalid value: {shown(value)}: {detail}")

    def forbidden(self, path: str, detail: str) -> None:
        """A field that must not be set or changed."""
        self.add("FieldValueForbidden", path, f"Forbidden: {detail}")

    def duplicate(self, path: str, value: Any) -> None:
        """The same thing twice."""
        self.add("FieldValueDuplicate", path, f"Duplicate value: {shown(value)}")

    def not_found(self, path: str, value: Any) -> None:
        """A reference to what is not there."""
        self.add("FieldValueNotFound", path, f"Not found: {shown(value)}")

    def unsupported(self, path: str, value: Any, supported: Iterable[str]) -> None:
        """A value outside a closed set."""
        known = ", ".join(shown(one) for one in supported)
        self.add(
            "FieldValueNotSupported", path, f"Unsupported value: {shown(value)}: supported values: {known}"
        )

    def too_long(self, path: str, most: int) -> None:
        """A text or list beyond its limit."""
        self.add("FieldValueTooLong", path, f"Too long: may not be more than {most} bytes")

    def one_of(self, path: str, value: Any, supported: Sequence[str]) -> None:
        """Demand a member of a closed set; an empty value is `required`'s to judge."""
        if value not in supported:
            self.unsupported(path, value, supported)

    def immutable(self, path: str, new: Any, old: Any) -> None:
        """Demand that nothing changed."""
        if new != old:
            self.invalid(path, new, "field is immutable")

    def not_negative(self, path: str, value: Any) -> None:
        """Demand an integer of at least 0, if any."""
        if isinstance(value, int) and value < 0:
            self.invalid(path, value, "must be greater than or equal to 0")

    def raise_for(self, group: str, kind: str, name: str) -> None:
        """Raises errors.Invalid if anything was gathered."""
        if self.causes:
            raise errors.Invalid(group, kind, name, self.causes)
