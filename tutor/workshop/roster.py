"""All learners of a class, folded from their reports as they come. Pure: its clock is its callers'.

A report is folded in time that does not depend on the size of the class, and what changed is told, so that a console
looks at nothing else: `changed` also names those whose state changed only because time went by.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tutor.base import clock
from tutor.workshop import clocks, grouping, learner, reports, stuck, wire
from tutor.workshop.timeline import StepKey

MOST = 100_000
"""Reports of one learner that are taken in: a course takes some 2,000. A stream keeps the newest of whoever goes on and
on telling; who folds them would have no end of it."""
YEARS = range(2000, 9000)
"""Times of other years fit into no calendar once they are shown in another zone."""


class Roster:
    """Learners by id."""

    def __init__(self, founded: float = 0.0) -> None:
        """`founded` is when the class was (seconds since 1970), 0 where that is not known."""
        self.learners: dict[str, learner.Learner] = {}
        self.malformed = 0
        """Messages that were none of ours."""
        self.doubled = 0
        """Reports that came once more."""
        self.started: float | None = None
        """When the oldest report was written, as far as they are still stored."""
        self._clocks = clocks.Clocks(founded)
        self.terms = learner.Terms()
        """What states depend on besides reports."""
        self._untold: set[str] = set()
        self._touched: set[str] = set()
        self._states: dict[str, learner.State] = {}
        self._stuck = grouping.Grouping()
        self._turns: list[tuple[float, str]] = []
        self._queued: set[str] = set()

    def __len__(self) -> int:
        return len(self.learners)

    def __iter__(self) -> Iterator[learner.Learner]:
        return iter(self.learners.values())

    def take(self, who: str, data: bytes, stored: float | None = None) -> bool:
        """Fold a report as it came; whether it was one, and new. Never raises for what is foreign."""
        if (one := self.learners.get(who)) and one.came >= MOST:
            self.malformed += 1
            return False
        try:
            return self.fold(who, wire.decode(data, reports.KINDS), stored)
        except wire.Malformed:
            self.malformed += 1
            return False

    def take_pulse(self, who: str, data: bytes, heard: float) -> bool:
        """Note a pulse as it came; whether it was one."""
        try:
            message = wire.decode(data, (reports.Pulse,))
        except wire.Malformed:
            self.malformed += 1
            return False
        self.pulse(who, message.body, heard)
        return True

    def fold(self, who: str, message: wire.Message, stored: float | None = None) -> bool:
        """Fold a report that the server stored then; False where it came before. Raises Malformed for no time."""
        try:
            moment = clock.parse(message.envelope.at)
        except ValueError as error:
            raise wire.Malformed("no time") from error
        if moment.tzinfo is None or moment.year not in YEARS:
            raise wire.Malformed("a time of no zone, or of no class")
        at = moment.timestamp()
        if message.envelope.n < 1:
            raise wire.Malformed("reports count from 1")
        if stored is not None:
            at = self._clocks.right((who, message.envelope.source), at, stored)
        if not self._learner(who).fold(message, at):
            self.doubled += 1
            return False
        self.started = at if self.started is None else min(at, self.started)
        self._touched.add(who)
        return True

    def pulse(self, who: str, pulse: reports.Pulse, heard: float) -> None:
        """They are there; `heard` by the caller's clock. Changes nothing that is shown but the state, and the place of
        whom nothing else tells of it."""
        one = self._learner(who)
        moved = one.pulse(pulse, heard)
        if moved or one.state(heard, self.terms) != self._states.get(who):
            self._touched.add(who)

    def listen(self, now: float) -> None:
        """From now on pulses are heard."""
        self._agree(self.terms._replace(listening=now))

    def expect(self, due: frozenset[StepKey]) -> None:
        """These are the steps of the lessons that are open; who has them behind them is done."""
        if due != self.terms.due:
            self._agree(self.terms._replace(due=due))

    def _agree(self, terms: learner.Terms) -> None:
        """Everybody is looked at anew, and again when their time has come by these terms."""
        self.terms = terms
        self._turns.clear()
        self._queued.clear()
        self._touched |= self.learners.keys()

    def changed(self, now: float) -> frozenset[str]:
        """Ids of those who changed since the last call, by a report or because time went by."""
        self._refresh(now)
        found, self._untold = self._untold, set()
        return frozenset(found)

    def state(self, who: str, now: float) -> learner.State:
        """How a learner is doing. Raises KeyError for one that nobody has heard of."""
        self._refresh(now)
        return self._states[who]

    def counts(self, now: float) -> Mapping[learner.State, int]:
        """How many are in each state."""
        self._refresh(now)
        counted = Counter(self._states.values())
        return {state: counted[state] for state in learner.STATES}

    def stuck(self, now: float) -> Sequence[stuck.Group]:
        """Who is there and stuck, grouped; the same object as long as nothing of it changed."""
        self._refresh(now)
        return self._stuck.groups()

    def hands(self, now: float) -> Sequence[learner.Learner]:
        """Who asks for help and is there, the longest waiting first."""
        self._refresh(now)
        asking = [self.learners[who] for who, state in self._states.items() if state == "asking"]
        return sorted(asking, key=lambda one: (one.hand.key.at, one.id))

    def _refresh(self, now: float) -> None:
        """Look anew at those who did something, and at those whose time has come."""
        while self._turns and self._turns[0][0] < now:
            _, who = heapq.heappop(self._turns)
            self._queued.discard(who)
            if self.learners[who].state(now, self.terms) == self._states.get(who):
                self._queue(who, now)
            else:
                self._touched.add(who)
        for who in self._touched:
            one = self.learners[who]
            state = self._states[who] = one.state(now, self.terms)
            self._stuck.put(who, one.stuck() if state not in (*learner.AWAY, "done") else None)
            self._queue(who, now)
        self._untold |= self._touched
        self._touched = set()

    def _learner(self, who: str) -> learner.Learner:
        found = self.learners.get(who)
        if found is None:
            found = self.learners[who] = learner.Learner(who)
            self._touched.add(who)
        return found

    def _queue(self, who: str, now: float) -> None:
        # Signs of life only put a turn off: one that is queued comes too early at worst, and is looked at again.
        if who not in self._queued and (at := self.learners[who].turns(now, self.terms)) != float("inf"):
            self._queued.add(who)
            heapq.heappush(self._turns, (at, who))
