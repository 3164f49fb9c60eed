"""What a table is made of: a column's definition, and a printer that turns an object into cells."""

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from typing import Any

Object = dict[str, Any]
Cells = list[Any]


@dataclasses.dataclass(frozen=True)
class Column:
    """One column; kubectl shows priority 1 only with `-o wide`."""

    name: str
    type: str = "string"
    format: str = ""
    priority: int = 0
    description: str = ""


@dataclasses.dataclass(frozen=True)
class Printer:
    """How one kind is shown; `cells` gives a value for each column, the wide ones too."""

    columns: tuple[Column, ...]
    cells: Callable[[Object, datetime.datetime], Cells]
    conditions: Callable[[Object], list[Object]] = lambda _obj: []
    order: Callable[[Object], Any] | None = None
    """What the rows of a list are sorted by, for the few kinds whose lists are."""


NAME = Column("Name", format="name")
AGE = Column("Age")
CREATED_AT = Column("Created At")


def number(name: str) -> Column:
    """An integer column."""
    return Column(name, type="integer")


def wide(*names: str) -> tuple[Column, ...]:
    """Text columns that only `-o wide` shows."""
    return tuple(Column(name, priority=1) for name in names)


def text(*names: str) -> tuple[Column, ...]:
    """Text columns."""
    return tuple(Column(name) for name in names)


def printer(columns: Sequence[Column], cells: Callable[[Object, datetime.datetime], Cells]) -> Printer:
    """A printer from its parts."""
    return Printer(tuple(columns), cells)
