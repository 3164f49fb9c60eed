"""The learner's side of a class: reports go out, each once and in order; orders come in, each once."""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.base import aio, clock, errors
from tutor.workshop import connection, orders, reports, subjects, wire

LOG = logging.getLogger(__name__)
PULSE_SECONDS = 15.0
BATCH = 100
ACK_SECONDS = 10.0
SEEN = "orders"
"""The outbox's setting that keeps how far orders were heard."""


class Outbox(Protocol):
    """What waits to be told: `tutor.progress.outbox.Outbox`, or a test's."""

    source: str

    def add(self, write: Callable[[int], bytes]) -> int:
        """Keep the report that `write` makes for its number."""
        ...

    def unsent(self, limit: int) -> Sequence[tuple[int, bytes]]:
        """The oldest that were not told."""
        ...

    def waiting(self) -> int:
        """How many were not told."""
        ...

    def sent(self, number: int) -> None:
        """The class has that one."""
        ...

    def requeue_after(self, number: int) -> int:
        """Tell those behind it again."""
        ...

    def setting(self, name: str) -> str:
        """A remembered word."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Remember one."""
        ...


class Heard(NamedTuple):
    """An order that came; `fresh` unless it was heard before the tutor was started this time."""

    message: wire.Message
    fresh: bool


class Remembered(NamedTuple):
    """What the class knows of the learner: [(lesson, step, status, hints)], and where they are."""

    steps: tuple[tuple[str, str, str, int], ...]
    place: tuple[str, str] | None


class Listener(Protocol):
    """Who is told; never on a thread of another's, and nothing is awaited."""

    def connection(self, state: connection.State, error: errors.TutorError | None) -> None:
        """The connection came, went, or is refused."""
        ...

    def order(self, heard: Heard) -> None:
        """The instructor asks something."""
        ...

    def keys(self, keys: orders.Keys) -> None:
        """The instructor types."""
        ...

    def remembered(self, known: Remembered) -> None:
        """What the class knew when the tutor was started."""
        ...


class Attendee:
    """One learner in one class. `run` it as a task; `tell` at any time, connected or not."""

    def __init__(self, link: connection.Link, names: subjects.Subjects, outbox: Outbox, to: Listener) -> None:
        self._link = link
        self._names = names
        self._learner = link.caller.who
        self._outbox = outbox
        self._to = to
        self._wake = asyncio.Event()
        self._client: Client | None = None
        self._heard: set[str] = set()
        self._after = 0
        self._seen = int(outbox.setting(SEEN) or 0)
        self._known = False
        self._touched = time.monotonic()
        self.place = ("", "")
        """Lesson and step, for the pulse."""

    @property
    def waiting(self) -> int:
        """How many reports wait."""
        return self._outbox.waiting()

    def touch(self) -> None:
        """The learner has pressed a key."""
        self._touched = time.monotonic()

    def tell(self, report: reports.Report) -> None:
        """Keep a report until the class has it. Raises EnvironmentLacks where the outbox does not take it."""
        if isinstance(report, reports.Entered):
            self.place = (report.lesson, report.step)
        self.touch()
        at = clock.rfc3339_micro(clock.now())

        def write(number: int) -> bytes:
            envelope = wire.Envelope(number, at, self._outbox.source, secrets.token_hex(8))
            return wire.encode(report, envelope)

        try:
            self._outbox.add(write)
        except wire.Malformed as error:  # longer than any message may be: the class can live without it
            LOG.warning("not told to the class: %s", error)
        self._wake.set()

    async def show(self, frame: reports.Frame) -> None:
        """Send what a terminal shows; lost where there is no connection."""
        if self._client is not None and self._client.is_connected:
            envelope = wire.Envelope(0, clock.rfc3339_micro(clock.now()), self._outbox.source)
            await self._client.publish(self._names.screen(self._learner), wire.encode(frame, envelope))

    async def run(self) -> None:
        """Until it is cancelled, or the class refuses the credential."""
        await self._link.run(self._work, self._to.connection)

    async def drained(self) -> None:
        """Wait until the class has everything."""
        while self._outbox.waiting():
            await asyncio.sleep(0.02)

    async def _work(self, client: Client) -> None:
        for subject in (self._names.to_all, self._names.to(self._learner)):
            await client.subscribe(subject, cb=self._ordered)
        await client.subscribe(self._names.keys(self._learner), cb=self._typed)
        await self._sync(client)
        self._client = client
        async with aio.tasks() as tasks:
            tasks.start(self._pump(client), name="tell the class")
            tasks.start(self._pulse(client), name="pulse")
            raise await tasks.failed

    async def _pump(self, client: Client) -> None:
        """One after the other: the next is sent when the class has the one before."""
        stream, subject = client.jetstream(), self._names.event(self._learner)
        while True:
            self._wake.clear()
            while batch := self._outbox.unsent(BATCH):
                for number, data in batch:
                    named = {"Nats-Msg-Id": f"{self._outbox.source}-{number}"}
                    await stream.publish(subject, data, timeout=ACK_SECONDS, headers=named)
                    self._outbox.sent(number)
            await self._wake.wait()

    async def _pulse(self, client: Client) -> None:
        while True:
            pulse = reports.Pulse(*self.place, round(time.monotonic() - self._touched, 1))
            envelope = wire.Envelope(0, clock.rfc3339_micro(clock.now()), self._outbox.source)
            await client.publish(self._names.pulse(self._learner), wire.encode(pulse, envelope))
            await asyncio.sleep(PULSE_SECONDS)

    # What comes.

    async def _sync(self, client: Client) -> None:
        """Hear what was missed, and tell again what the class has lost."""
        more = True
        while more:
            asked = json.dumps({"verb": "sync", "after": self._after}).encode()
            reply = await client.request(self._names.ask(self._learner), asked, timeout=ACK_SECONDS)
            answer = _answer(reply.data)
            for number, text in answer["orders"]:
                self._after = max(self._after, number)
                self._take(text.encode(), fresh=number > self._seen)
            more = answer["more"] and bool(answer["orders"])
        self._seen = max(self._seen, self._after)
        self._outbox.set_setting(SEEN, str(self._seen))
        if lost := self._outbox.requeue_after(answer["stored"].get(self._outbox.source, 0)):
            LOG.info("%d reports are told once more", lost)
        if not self._known:
            self._known = True
            self._to.remembered(answer["remembered"])

    async def _ordered(self, message: Msg) -> None:
        self._take(message.data, fresh=True)

    def _take(self, data: bytes, *, fresh: bool) -> None:
        try:
            message = wire.decode(data, orders.KINDS)
        except wire.Malformed as error:
            LOG.warning("an order that makes no sense: %s", error)
            return
        if message.envelope.id not in self._heard:
            self._heard.add(message.envelope.id)
            self._to.order(Heard(message, fresh))

    async def _typed(self, message: Msg) -> None:
        try:
            keys = wire.decode(message.data, (orders.Keys,)).body
        except wire.Malformed as error:
            LOG.warning("keys that make no sense: %s", error)
            return
        self._to.keys(keys)


def _answer(data: bytes) -> dict[str, Any]:
    """The desk's answer, checked. Raises wire.Malformed."""
    try:
        found = json.loads(data)
        place = found["place"]
        steps = tuple((str(a), str(b), str(c), int(d)) for a, b, c, d in found["steps"])
        stored: Mapping[str, int] = {str(source): int(n) for source, n in found["stored"].items()}
        return {
            "orders": [(int(number), str(text)) for number, text in found["orders"]],
            "more": bool(found["more"]),
            "stored": stored,
            "remembered": Remembered(steps, (str(place[0]), str(place[1])) if place else None),
        }
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise wire.Malformed("an answer that makes no sense") from error
