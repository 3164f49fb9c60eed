"""Reads a stream from where one was to its end, then live: each message once, in the server's order.

It is an ordered consumer (https://docs.nats.io/nats-concepts/jetstream/consumers): without acknowledgements, made anew
behind the last message that was taken whenever one is missed or the server falls silent. The answer to the server's
flow control stands in line behind the messages before it, so that no more wait here than can be taken in.
"""

import asyncio
import contextlib
import functools
from collections.abc import Callable

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import api
from nats.js import errors as js_errors

TURN = 32
"""Messages that are taken before others have their turn: a screen is drawn between."""
HEARTBEAT_SECONDS = 2.0
SILENT_SECONDS = 7.0
DELIVERED, FLOW = "$JS.ACK.", "$JS.FC."
"""Where a message that was stored, and one that asks how far the reader is, want their answers.

What a message says of itself counts for nothing: its headers are its sender's.
"""
WAIT_SECONDS = 0.2
"""Between two looks for a stream that its host has not made yet."""

Take = Callable[[Msg], None]
"""Must not raise: what is foreign is its own matter."""


class Reader:
    """One stream; remembers how far it was read, over connections that were lost."""

    def __init__(self, stream: str, take: Take, forget: Callable[[], None] = lambda: None) -> None:
        """`forget` is called where the server has lost the stream, and it begins anew."""
        self.stream = stream
        self.reading = False
        """Whether it is known, on this connection, which stream it is."""
        self.ready = asyncio.Event()
        """All that was stored when the reading began has been taken."""
        self._take = take
        self._forget = forget
        self.last = 0
        """The number of the message that was taken last."""
        self._born = ""
        self._expected = 1
        self._turn = 0
        self._heard = 0.0
        self._missed = asyncio.Event()
        self._inbox = ""

    async def read(self, client: Client) -> None:
        """Until cancelled. Raises what the client raises when its connection is lost."""
        self.reading = False
        while True:
            await self._find(client)
            inbox = client.new_inbox()
            self._inbox = inbox
            heard = await client.subscribe(inbox, cb=functools.partial(self._hear, client, inbox))
            try:
                self._expected, self._heard = 1, asyncio.get_running_loop().time()
                self._missed.clear()
                made = await client.jsm().add_consumer(self.stream, self._consumer(inbox))
                if not made.num_pending:
                    self.ready.set()
                await self._silence()
            finally:
                if client.is_connected:
                    await heard.unsubscribe()
            with contextlib.suppress(js_errors.NotFoundError):
                await client.jsm().delete_consumer(self.stream, made.name)

    async def _find(self, client: Client) -> None:
        """Wait for the stream; one that was made anew is read from its beginning."""
        while True:
            try:
                found = await client.jsm().stream_info(self.stream)
            except js_errors.NotFoundError:
                await asyncio.sleep(WAIT_SECONDS)
                continue
            born = str(found.created)
            if born != self._born or found.state.last_seq < self.last:
                if self._born:
                    self._forget()
                self._born, self.last = born, 0
            self.reading = True
            return

    def _consumer(self, inbox: str) -> api.ConsumerConfig:
        return api.ConsumerConfig(
            deliver_subject=inbox,
            deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=self.last + 1,
            ack_policy=api.AckPolicy.NONE,
            flow_control=True,
            idle_heartbeat=HEARTBEAT_SECONDS,
            max_deliver=1,
            mem_storage=True,
            num_replicas=1,
        )

    async def _hear(self, client: Client, inbox: str, message: Msg) -> None:
        if inbox != self._inbox:
            return  # of a consumer that was given up
        self._heard = asyncio.get_running_loop().time()
        if not message.reply.startswith(DELIVERED):
            await _hear_control(client, message)
            return
        found = message.metadata
        if self._missed.is_set() or found.sequence.consumer != self._expected:
            self._missed.set()  # what was missed comes again before this does
            return
        self._expected += 1
        self.last = found.sequence.stream
        self._take(message)
        if not found.num_pending:
            self.ready.set()
        self._turn += 1
        if self._turn % TURN == 0:
            await asyncio.sleep(0)

    async def _silence(self) -> None:
        """Returns once a message was missed, or nothing was heard for too long."""
        clock = asyncio.get_running_loop().time
        while not self._missed.is_set() and (left := self._heard + SILENT_SECONDS - clock()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._missed.wait(), left)


async def _hear_control(client: Client, message: Msg) -> None:
    """Answer the server's flow control, and nothing else that may have come here."""
    wanted = message.reply or (message.headers or {}).get("Nats-Consumer-Stalled", "")
    if wanted.startswith(FLOW):
        await client.publish(wanted)
