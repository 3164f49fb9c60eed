"""Why a patch could not be applied.

PatchError
└── ConflictError   another manager owns a field that an apply would change
"""

from collections.abc import Sequence
from typing import NamedTuple

BAD_REQUEST, UNPROCESSABLE, INTERNAL = 400, 422, 500


class PatchError(Exception):
    """A patch that is malformed (`code` 400), cannot be applied to this document (422) or is not supported (500)."""

    def __init__(self, message: str, code: int = BAD_REQUEST) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Conflict(NamedTuple):
    """One field that another manager owns: `.data.k`, owned by `manager` as a message names it."""

    manager: str
    field: str


class ConflictError(PatchError):
    """Server-side apply without force met fields of other managers (409, reason Conflict).

    `conflicts` are in the order of the causes; each cause has the reason FieldManagerConflict.
    """

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(_message(conflicts), 409)
        self.conflicts = tuple(conflicts)

    def causes(self) -> list[dict[str, str]]:
        """As `details.causes` of the Status carries them."""
        return [
            {
                "reason": "FieldManagerConflict",
                "message": f"conflict with {found.manager}",
                "field": found.field,
            }
            for found in self.conflicts
        ]


def _message(conflicts: Sequence[Conflict]) -> str:
    """One conflict on one line, more of them grouped by manager (apimachinery: managedfields/internal/conflict.go)."""
    if len(conflicts) == 1:
        found = conflicts[0]
        return f"Apply failed with 1 conflict: conflict with {found.manager}: {found.field}"
    lines: list[str] = []
    for manager in sorted({found.manager for found in conflicts}):
        lines.append(f"conflicts with {manager}:")
        lines.extend(f"- {found.field}" for found in conflicts if found.manager == manager)
    return f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(lines)
