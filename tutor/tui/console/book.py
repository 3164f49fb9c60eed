"""Which learners are shown, in which order, and where the cursor is. Pure.

The cursor stays with its learner when the order changes under it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from tutor.tui.console import clean, ports

Order = Literal["need", "name", "progress"]
ORDERS: tuple[Order, ...] = ("need", "name", "progress")
Key: TypeAlias = tuple[int | float, int | float, str, str]
"""What learners are sorted by."""
_NEED = {state: at for at, state in enumerate(ports.STATES)}


class Book:
    """All learners, and the view of them that was asked for."""

    def __init__(self) -> None:
        self.order: Order = "need"
        self.only: ports.State | None = None
        self.search = ""
        self.among: frozenset[str] | None = None
        """Only these, such as a group that is stuck on the same; None for all."""
        self.marked: set[str] = set()
        self.group = ""
        """The name of the group that is marked; "" where the marks are no group's."""
        self.shown: Sequence[ports.Learner] = ()
        self.current = ""
        """The id of the learner under the cursor."""
        self._all: dict[str, ports.Learner] = {}
        self._names: dict[str, str] = {}
        self._keys: dict[str, Key] = {}
        self._sorted: list[str] = []
        """All ids as they were sorted last: among thousands few change, and what is nearly sorted is soon sorted."""
        self._places: dict[str, int] = {}

    def update(self, learners: Iterable[ports.Learner]) -> None:
        """Take these in, new or changed."""
        for one in learners:
            known = self._all.get(one.id)
            if known is None or known.name != one.name:
                self._names[one.id] = clean.line(one.name, 60) or one.id
            if known is None:
                self._sorted.append(one.id)
            self._all[one.id] = one
            self._keys[one.id] = self._key(one)
        self.arrange()

    def arrange(self) -> None:
        """Sort and filter anew."""
        wanted = self.search.casefold()
        self._sorted.sort(key=self._keys.__getitem__)
        found = [
            one
            for one in map(self._all.__getitem__, self._sorted)
            if (self.only is None or one.state == self.only)
            and (self.among is None or one.id in self.among)
            and (not wanted or wanted in self._names[one.id].casefold())
        ]
        self.shown = found
        self._places = {one.id: at for at, one in enumerate(found)}
        if self.current not in self._places:
            self.current = found[0].id if found else ""

    def _key(self, one: ports.Learner) -> Key:
        name = self._names[one.id].casefold()
        match self.order:
            case "need":
                return (_NEED[one.state], one.since, name, one.id)
            case "name":
                return (0, 0, name, one.id)
            case "progress":
                return (sum(status == "passed" for status in one.steps.values()), one.since, name, one.id)

    def __len__(self) -> int:
        return len(self._all)

    @property
    def everyone(self) -> Collection[ports.Learner]:
        """All, shown or not, in no order."""
        return self._all.values()

    @property
    def counts(self) -> Mapping[ports.State, int]:
        """How many are in each state."""
        found = Counter(one.state for one in self._all.values())
        return {state: found[state] for state in ports.STATES}

    def name(self, learner: str) -> str:
        """A learner's name, clean; the id where they are not known."""
        return self._names.get(learner, learner)

    def get(self, learner: str) -> ports.Learner | None:
        """A learner."""
        return self._all.get(learner)

    @property
    def place(self) -> int:
        """Where the cursor is among the shown; 0 where none is."""
        return self._places.get(self.current, 0)

    def move(self, to: int) -> None:
        """Put the cursor on the learner at that place, or on the nearest."""
        if self.shown:
            self.current = self.shown[max(0, min(to, len(self.shown) - 1))].id

    def mark(self) -> None:
        """Mark the learner under the cursor for a message, or no more."""
        if self.current:
            self.group = ""
            self.marked ^= {self.current}

    def mark_all(self) -> None:
        """Mark all that are shown; where they are all marked, none."""
        ids = {one.id for one in self.shown}
        self.group = ""
        self.marked = set() if ids <= self.marked else self.marked | ids

    def clear(self) -> None:
        """Show all again, and mark none."""
        self.only, self.among, self.search = None, None, ""
        self.marked.clear()
        self.group = ""
        self.arrange()

    def mark_group(self, name: str, learners: Iterable[str]) -> None:
        """Mark these and nobody else."""
        self.group, self.marked = name, set(learners)

    def next_group(self, groups: Mapping[str, Collection[str]]) -> None:
        """Mark the next group; after the last, nobody."""
        names = ["", *groups]
        name = names[(names.index(self.group) + 1) % len(names)] if self.group in names else ""
        self.mark_group(name, groups.get(name, ()))

    def next_order(self) -> None:
        """The next way to sort."""
        self.sort_by(ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)])

    def sort_by(self, order: Order) -> None:
        """That way."""
        self.order = order
        self._keys = {one.id: self._key(one) for one in self._all.values()}
        self.arrange()

    def next_filter(self) -> None:
        """Only one state, the next; after the last, all."""
        states: list[ports.State | None] = [None, *ports.STATES]
        self.only = states[(states.index(self.only) + 1) % len(states)]
        self.arrange()

    @property
    def addressed(self) -> Sequence[str]:
        """Whom a message goes to: the marked, or the one under the cursor."""
        marked = [learner for learner in self._all if learner in self.marked]
        return marked or ([self.current] if self.current else [])
