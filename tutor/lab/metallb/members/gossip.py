"""Probes the other members, listens to them, and spreads what is new (SWIM; memberlist: state.go, net.go)."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterable

from tutor.lab.metallb import log as log_
from tutor.lab.metallb.members import membership, message, seal, wire

PORT = 7946
Changed = Callable[[membership.Change], None]


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Gossip:
    """One speaker's part; run `run()` as a task, and `leave()` before it is cancelled."""

    def __init__(
        self, node: str, address: str, *, secret: str, log: log_.Log, changed: Changed, port: int = PORT
    ) -> None:
        # A restarted speaker counts more than all that is known of its former life.
        self.members = membership.Membership(node, address, int(time.time()))
        self._address, self._port, self._log, self._changed = address, port, log, changed
        self._seal = seal.Seal(secret, time.time_ns(), _milliseconds)
        self._wire: wire.Wire | None = None
        self._numbers = itertools.count(1)
        self._awaited: dict[int, asyncio.Future[None]] = {}
        self._relayed: dict[int, tuple[str, int]] = {}
        self._suspicions: set[asyncio.TimerHandle] = set()
        self._leaving = False

    async def start(self) -> None:
        """Listen. Raises OSError."""
        self._wire = await wire.Wire.opened(self._seal, (self._address, self._port), self._hear, self._log)
        self._spread()

    async def run(self) -> None:
        """Probe one member a second and compare all with one now and then, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._probe_all(), name="metallb members probes")
                group.create_task(self._sync_all(), name="metallb members sync")
        finally:
            for timer in self._suspicions:
                timer.cancel()
            if self._wire is not None:
                self._wire.close()

    async def join(self, addresses: Iterable[str]) -> int:
        """Exchange all that is known with the speakers at these addresses; how many answered in time."""
        asked = [self._ask(address, message.Kind.SYNC, claims=self.members.claims()) for address in addresses]
        answers = await asyncio.gather(
            *(self._within(*one, membership.PROBE_TIMEOUT_SECONDS) for one in asked)
        )
        return sum(answers)

    def leave(self) -> None:
        """Tell all that this speaker ends, so that they need not find out."""
        self._leaving = True
        self.members.leave()
        self._spread()

    async def _probe_all(self) -> None:
        """Each member once a round, the rounds in random order, so that a dead one is found soon by somebody."""
        waiting: list[str] = []
        while True:
            began = time.monotonic()
            waiting = [node for node in waiting if node in self.members.others()]
            if not waiting:
                waiting = list(self.members.others())
                random.shuffle(waiting)
            if waiting:
                await self._probe(waiting.pop())
            await asyncio.sleep(max(0.0, membership.PROBE_SECONDS - (time.monotonic() - began)))

    async def _probe(self, node: str) -> None:
        others = self.members.others()
        number, answer = self._ask(others.pop(node), message.Kind.PING, target=node)
        if await self._within(number, answer, membership.PROBE_TIMEOUT_SECONDS, keep=True):
            return
        helpers = random.sample(sorted(others.values()), min(membership.INDIRECT, len(others)))
        for address in helpers:
            self._send(address, message.Kind.ASK, number, target=node)
        rest = membership.PROBE_SECONDS - membership.PROBE_TIMEOUT_SECONDS
        if not await self._within(number, answer, rest):
            self.members.suspect(node)
            self._spread()

    async def _sync_all(self) -> None:
        while True:
            await asyncio.sleep(membership.SYNC_SECONDS)
            others = list(self.members.others().values())
            if others:
                await self.join([random.choice(others)])

    def _ask(
        self,
        address: str,
        kind: message.Kind,
        *,
        target: str = "",
        claims: tuple[message.Claim, ...] = (),
    ) -> tuple[int, asyncio.Future[None]]:
        number = next(self._numbers)
        self._awaited[number] = asyncio.get_running_loop().create_future()
        self._send(address, kind, number, target=target, claims=claims)
        return number, self._awaited[number]

    async def _within(
        self, number: int, answer: asyncio.Future[None], seconds: float, *, keep: bool = False
    ) -> bool:
        """Whether the answer comes in time; with `keep` it may still come later."""
        await asyncio.wait((answer,), timeout=seconds)
        if answer.done() or not keep:
            self._awaited.pop(number, None)
        return answer.done()

    def _send(
        self,
        address: str,
        kind: message.Kind,
        number: int = 0,
        *,
        target: str = "",
        claims: tuple[message.Claim, ...] = (),
    ) -> None:
        if self._wire is not None:
            self._wire.send(address, message.Message(kind, self.members.node, number, target, claims))

    def _hear(self, heard: message.Message, source: str) -> None:
        if self._leaving or heard.sender == self.members.node:
            return
        self.members.hear(heard.claims)
        match heard.kind:
            case message.Kind.PING if heard.target == self.members.node:
                self._send(source, message.Kind.ACK, heard.number)
            case message.Kind.ASK:
                self._probe_for(heard, source)
            case message.Kind.ACK | message.Kind.STATE:
                self._answered(heard.number)
            case message.Kind.SYNC:
                self._send(source, message.Kind.STATE, heard.number, claims=self.members.claims())
        self._spread()

    def _probe_for(self, heard: message.Message, source: str) -> None:
        """Another member hears nothing of the target: ask from here, and pass on the answer."""
        address = self.members.others().get(heard.target)
        if address is None:
            return
        number = next(self._numbers)
        self._relayed[number] = (source, heard.number)
        asyncio.get_running_loop().call_later(membership.PROBE_SECONDS, self._relayed.pop, number, None)
        self._send(address, message.Kind.PING, number, target=heard.target)

    def _answered(self, number: int) -> None:
        if number in self._relayed:
            self._send(self._relayed[number][0], message.Kind.ACK, self._relayed[number][1])
        waiting = self._awaited.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _spread(self) -> None:
        """Pass on what is new, also to whom it is about, and tell this speaker who came and went."""
        news, self.members.news = tuple(self.members.news), []
        if news:
            about = {claim.address for claim in news}
            for address in (set(self.members.others().values()) | about) - {self._address}:
                self._send(address, message.Kind.NEWS, claims=news)
        for claim in news:
            if claim.state is message.State.SUSPECT:
                self._watch(claim)
        changes, self.members.changes = self.members.changes, []
        for change in changes:
            if not self._leaving:
                self._changed(change)

    def _watch(self, claim: message.Claim) -> None:
        """Bury a suspect that does not refute it in time."""

        def end() -> None:
            self._suspicions.discard(timer)
            self.members.bury(claim.node, claim.incarnation)
            self._spread()

        wait = self.members.suspicion_seconds()
        timer = asyncio.get_running_loop().call_later(wait, end)
        self._suspicions.add(timer)
