"""The table of members, and how claims change it (after memberlist's state.go). Pure.

Claims have an order, and the weightiest of a node counts: so all tables come to agree, whoever heard what first.
memberlist differs in small things, such as that it takes no note of the death of one whom it did not know.
"""

import dataclasses
import enum
import math
from collections.abc import Iterable

from tutor.lab.metallb.members import message

ALIVE, SUSPECT, DEAD, LEFT = message.State

PROBE_SECONDS = 1.0
PROBE_TIMEOUT_SECONDS = 0.5
SYNC_SECONDS = 30.0
INDIRECT = 3
"""How many members are asked to probe one that does not answer."""
_SUSPICION = 4


class Event(enum.Enum):
    """What happened to a member, by memberlist's names."""

    JOIN = "NodeJoin"
    LEAVE = "NodeLeave"
    UPDATE = "NodeUpdate"


@dataclasses.dataclass(frozen=True)
class Change:
    """A member came or went, or this speaker hears that it was taken for dead (UPDATE)."""

    node: str
    address: str
    event: Event


class Membership:
    """What one speaker knows of all. `news` collects what the others should hear, `changes` who came and went."""

    def __init__(self, node: str, address: str, incarnation: int) -> None:
        self.node = node
        self.news: list[message.Claim] = []
        self.changes: list[Change] = [Change(node, address, Event.JOIN)]
        self._unmourned = incarnation
        self._table = {node: message.Claim(node, address, incarnation, ALIVE)}

    @property
    def own(self) -> message.Claim:
        """What this speaker says of itself."""
        return self._table[self.node]

    def claims(self) -> tuple[message.Claim, ...]:
        """All that is known, for one who joins."""
        return tuple(self._table.values())

    def alive(self) -> frozenset[str]:
        """The members; one is a member as long as it is only suspected."""
        return frozenset(node for node, claim in self._table.items() if claim.state in (ALIVE, SUSPECT))

    def others(self) -> dict[str, str]:
        """The addresses of the other members, by node."""
        return {node: self._table[node].address for node in sorted(self.alive() - {self.node})}

    def addresses(self) -> frozenset[str]:
        """The addresses of all members."""
        return frozenset(self._table[node].address for node in self.alive())

    def state(self, node: str) -> message.State | None:
        """How a node is known to be."""
        claim = self._table.get(node)
        return claim.state if claim else None

    def suspicion_seconds(self) -> float:
        """How long a suspected member has to refute it (memberlist: util.go, suspicionTimeout)."""
        scale = max(1.0, math.log10(max(1, len(self.alive()))))
        return _SUSPICION * scale * PROBE_SECONDS

    def hear(self, claims: Iterable[message.Claim]) -> None:
        """Take in what another says."""
        for claim in claims:
            known = self._table.get(claim.node)
            if claim.node == self.node:
                self._about_me(claim)
            elif known is None or _weight(claim) > _weight(known):
                self._put(claim)

    def suspect(self, node: str) -> None:
        """It did not answer."""
        self._say(node, SUSPECT, only_if=(ALIVE,))

    def bury(self, node: str, incarnation: int) -> None:
        """Its time to refute is over; nothing happens if it has done so."""
        if self._table[node].incarnation == incarnation:
            self._say(node, DEAD, only_if=(SUSPECT,))

    def leave(self) -> None:
        """Say goodbye; nothing that others say of this speaker counts from now on."""
        self._put(dataclasses.replace(self.own, state=LEFT))

    def _about_me(self, claim: message.Claim) -> None:
        own = self.own
        self._note_own_death(claim)
        if own.state is LEFT or claim.incarnation < own.incarnation or claim == own:
            return
        if claim.state is ALIVE and claim.incarnation == own.incarnation:
            return
        self._put(dataclasses.replace(own, incarnation=claim.incarnation + 1))

    def _note_own_death(self, claim: message.Claim) -> None:
        """Others have taken over meanwhile: what this speaker announces must be told of again.

        It may have refuted a suspicion before it hears that this was too late.
        """
        if claim.state is DEAD and claim.incarnation >= self._unmourned:
            self._unmourned = claim.incarnation + 1
            self.changes.append(Change(self.node, self.own.address, Event.UPDATE))

    def _say(self, node: str, state: message.State, *, only_if: tuple[message.State, ...]) -> None:
        known = self._table.get(node)
        if known is not None and known.state in only_if:
            self._put(dataclasses.replace(known, state=state))

    def _put(self, claim: message.Claim) -> None:
        known = self._table.get(claim.node)
        before = known is not None and known.state in (ALIVE, SUSPECT)
        after = claim.state in (ALIVE, SUSPECT)
        self._table[claim.node] = claim
        self.news.append(claim)
        if before != after:
            event = Event.JOIN if after else Event.LEAVE
            self.changes.append(Change(claim.node, claim.address, event))


def _weight(claim: message.Claim) -> tuple[int, int]:
    """A later incarnation counts more, and of the same one the worse news."""
    return claim.incarnation, (ALIVE, SUSPECT, DEAD, LEFT).index(claim.state)
