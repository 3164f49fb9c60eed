"""The learner's end of a class: what is to be told goes out once and in order, what is asked comes in once.

A report is kept in the outbox before anything else is done with it, so that neither a crash nor a lost network loses
it. With every connection the host is asked what the class has, since word of it may have been lost, or the server's
data; only then is anything sent. https://docs.nats.io/nats-concepts/jetstream/streams tells how the server drops what
it has by the header `Nats-Msg-Id`. The host is asked again now and then: so an order comes that was lost on its way.
"""

import asyncio
import datetime
import json
import logging
import random
import secrets
from collections.abc import Callable

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from tutor.base import aio, clock, errors
from tutor.workshop import (
    connection,
    failures,
    hearing,
    incoming,
    keeping,
    orders,
    reports,
    sending,
    settling,
    subjects,
    synced,
    wire,
)

LOG = logging.getLogger(__name__)

ASK_SECONDS, AGAIN_SECONDS = 5.0, 1.0
LOOK_SECONDS = (30.0, 60.0)
"""After a while between these the host is asked again, so that a class does not ask as one."""
PULSE_SECONDS, FRAME_SECONDS = 15.0, 0.2
SILENCE = (nats.errors.NoRespondersError, TimeoutError, ValueError, TypeError, KeyError)
"""How it shows that the host does not answer, or no host's words."""
AHEAD = "ahead"
"""The setting that holds by how much the class's clock was ahead."""


class Attendee:
    """Let `run` go on in a task; everything else returns at once, whatever the network does."""

    def __init__(
        self,
        link: connection.Link,
        names: subjects.Subjects,
        learner: str,
        outbox: keeping.Outbox,
        pulse: Callable[[], reports.Pulse],
    ) -> None:
        """`pulse` says where the learner is."""
        self._link = link
        self._names = names
        self._learner = learner
        self._outbox = outbox
        self._pulse = pulse
        self._listeners: list[incoming.Listener] = []
        self._source = outbox.setting("source") or secrets.token_hex(6)
        outbox.set_setting("source", self._source)
        self._ahead = float(outbox.setting(AHEAD) or 0)
        self._hearing = hearing.Hearing(self._emit)
        self._sender = sending.Sender(
            names, learner, self._source, outbox, lambda: self._emit(incoming.Changed())
        )
        self._asking = asyncio.Lock()
        self._frame_due = asyncio.Event()
        self._hearing_due = asyncio.Event()
        self._frame: reports.Frame | None = None
        self._frames, self._hears = 0, False
        self._kept = True
        self.state: incoming.State = "connecting"
        self.error: errors.TutorError | None = None
        """Why there is no connection."""

    @property
    def waiting(self) -> int:
        """How many reports wait to be sent; 0 where the file does not tell."""
        try:
            return self._outbox.waiting()
        except errors.TutorError:
            return 0

    def listen(self, listener: incoming.Listener) -> None:
        """Be told of everything that comes in."""
        self._listeners.append(listener)

    def _emit(self, event: incoming.Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    # What is told.

    def tell(self, report: reports.Report) -> str:
        """Keep a report, which is sent as soon as it can be; SOURCE-N by which the class knows it.

        What cannot be kept is told to the listeners, and has no such name: "".
        """
        try:
            n = self._outbox.add(lambda n: wire.encode(report, self._envelope(n), wire.STORED_LIMIT))
        except wire.Malformed as error:
            LOG.warning("a report was not sent: %s", error)
            return ""
        except errors.TutorError as error:
            self._not_kept(error)
            return ""
        self._kept = True
        self._sender.due.set()
        self._emit(incoming.Changed())
        return f"{self._source}-{n}"

    def _not_kept(self, error: errors.TutorError) -> None:
        if self._kept:
            self._kept = False
            self._emit(incoming.NotKept(error))

    def _envelope(self, n: int) -> wire.Envelope:
        """By the class's clock: of several machines the latest word counts, and who has asked first is helped first."""
        at = clock.now() + datetime.timedelta(seconds=self._ahead)
        return wire.Envelope(n, clock.rfc3339_micro(at), self._source)

    def show(self, frame: reports.Frame | None) -> None:
        """What a terminal shows now; only the newest is sent, None takes back what was not sent yet."""
        self._frame = frame
        self._frame_due.set()

    def hear_watchers(self, *, wanted: bool) -> None:
        """Hear what those who watch say in passing, or no more."""
        self._hears = wanted
        self._hearing_due.set()

    def setting(self, name: str) -> str:
        """Something that is remembered with the membership; "" where the file does not obey."""
        try:
            return self._outbox.setting(name)
        except errors.TutorError:
            return ""

    def set_setting(self, name: str, value: str) -> None:
        """Remember it; where the file does not obey, the next report will tell."""
        try:
            self._outbox.set_setting(name, value)
        except errors.TutorError as error:
            LOG.warning("not kept: %s", error)

    # The connection.

    async def run(self) -> None:
        """Be in the class, through all that happens to the network; ends where the credential is refused."""
        await self._link.run(self._attend, self._told)

    def _told(self, state: connection.State, error: errors.TutorError | None) -> None:
        known: dict[connection.State, incoming.State] = {
            "connected": "connecting",
            "disconnected": "offline",
            "refused": "refused",
        }
        self.state, self.error = known[state], error
        self._emit(incoming.Changed())

    async def leave(self, seconds: float) -> None:
        """Tell the class so, and wait until everything is sent: at most so long, and not without a connection."""
        self._emit(incoming.Leaving())
        self.tell(reports.Left())
        deadline = asyncio.get_running_loop().time() + seconds
        while self.state == "online" and self.waiting and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)

    async def _attend(self, client: Client) -> None:
        """One connection. An outbox that does not obey ends it, and the next one begins with what the class has."""
        try:
            await self._take_part(client)
        except errors.TutorError as error:
            self._not_kept(error)
            await asyncio.sleep(AGAIN_SECONDS)
            raise ConnectionError("the outbox does not obey") from error

    async def _take_part(self, client: Client) -> None:
        """Hear what is said from now on, then what was said before, then speak."""
        self._hearing.hold()
        for subject in (self._names.to_all, self._names.to(self._learner)):
            await client.subscribe(subject, cb=self._hearing.came)
        await self._sender.listen(client)
        await connection.settle(client)
        answer = await self._sync(client)
        self.state, self.error = "online", None
        self._emit(incoming.Changed())
        async with aio.tasks() as tasks:
            tasks.start(self._send(client, answer), name="send reports to the class")
            tasks.start(self._look_again(client), name="ask for what did not come")
            tasks.start(self._beat(client), name="tell the class that the learner is there")
            tasks.start(self._film(client), name="show a terminal to the class")
            tasks.start(self._hear_watchers(client), name="hear those who watch")
            raise await tasks.failed

    async def _sync(self, client: Client) -> synced.Answer:
        """Learn what the class knows, and what was missed; goes on asking until the host answers."""
        while (answer := await self._ask(client)) is None:
            self.state, self.error = "offline", failures.host_away()
            self._emit(incoming.Changed())
            await asyncio.sleep(AGAIN_SECONDS * random.uniform(1, 2))
        self._ahead = answer.known.ahead
        self._outbox.set_setting(AHEAD, str(self._ahead))
        self._settle(answer)
        self._emit(answer.known)
        return answer

    def _settle(self, answer: synced.Answer) -> None:
        """Not by less than what is stored: much would be sent twice."""
        if answer.current:
            settling.settle(self._outbox, answer.last, answer.known.ahead)

    async def _send(self, client: Client, answer: synced.Answer) -> None:
        """What the class lacks, once the host knows."""
        while not answer.current:
            await asyncio.sleep(AGAIN_SECONDS * random.uniform(1, 2))
            answer = await self._ask(client) or answer
            self._settle(answer)
        await self._sender.run(client, lambda: self._ask(client))

    async def _look_again(self, client: Client) -> None:
        """Orders come live; one that was lost on its way comes by this."""
        while True:
            await asyncio.sleep(random.uniform(*LOOK_SECONDS))
            await self._ask(client)

    async def _ask(self, client: Client) -> synced.Answer | None:
        """What the class has, to its last page, with the orders that were missed; None where nobody answers."""
        async with self._asking:
            found, after, answer = list[tuple[int, bytes]](), self._hearing.after, None
            while answer is None or answer.more:
                try:
                    answer = await self._page(client, after)
                except SILENCE as error:
                    if client.is_closed:
                        raise
                    LOG.info("the class's host does not answer: %r", error)
                    return None
                found += answer.orders
                after = answer.orders[-1][0] if answer.orders else after
            self._hearing.missed(found)
            self._sender.ways(answer.lanes)
            return answer

    async def _page(self, client: Client, after: int) -> synced.Answer:
        asked, begun = json.dumps({"after": after}).encode(), clock.now().timestamp()
        reply = await client.request(self._names.ask(self._learner), asked, timeout=ASK_SECONDS)
        return synced.read(reply.data, self._source, begun, clock.now().timestamp())

    # What goes on while there is one.

    async def _beat(self, client: Client) -> None:
        while True:
            await client.publish(
                self._names.pulse(self._learner), wire.encode(self._pulse(), self._envelope(0))
            )
            await asyncio.sleep(PULSE_SECONDS)

    async def _film(self, client: Client) -> None:
        while True:
            await self._frame_due.wait()
            self._frame_due.clear()
            frame, self._frame = self._frame, None
            if frame is None:
                continue
            self._frames += 1
            data = wire.encode(frame, self._envelope(self._frames))
            await client.publish(self._names.screen(self._learner), data)
            await asyncio.sleep(FRAME_SECONDS)

    async def _hear_watchers(self, client: Client) -> None:
        heard: Subscription | None = None
        while True:
            if self._hears and heard is None:
                heard = await client.subscribe(self._names.keys(self._learner), cb=self._passed)
            elif not self._hears and heard is not None:
                await heard.unsubscribe()
                heard = None
            self._hearing_due.clear()
            await self._hearing_due.wait()

    async def _passed(self, message: Msg) -> None:
        try:
            came = wire.decode(message.data, orders.PASSING_KINDS)
        except wire.Malformed as error:
            LOG.warning("what a console said in passing was no such thing: %s", error)
            return
        desk, typed = came.envelope.source, isinstance(came.body, orders.Keys)
        if self._hears:
            self._emit(incoming.Typed(came.body, desk) if typed else incoming.Watching(desk))
