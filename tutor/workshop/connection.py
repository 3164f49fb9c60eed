"""A connection to a class's servers."""

import asyncio
import base64
import contextlib
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal, NamedTuple

import nats.errors
from nats.aio.client import Client

from tutor.base import aio, errors
from tutor.workshop import certificate, failures, nkeys, transport

LOG = logging.getLogger(__name__)

State = Literal["connected", "disconnected", "refused"]
Work = Callable[[Client], Coroutine[Any, Any, None]]

CONNECT_SECONDS = 5.0
LOOK_SECONDS = 1.0
"""How often a connection is looked at that has said nothing of its end."""
WRITTEN_SECONDS = 0.001
"""How often is looked whether all is written: a server that is overrun may take nothing for long."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries, each with up to half as much again, so that a class does not come back as one."""


class Credential(NamedTuple):
    """Who calls: `inbox` is where answers come, if not in one named after `who`; a guest has neither seed nor token."""

    who: str
    seed: str = ""
    token: str = ""
    inbox: str = ""


class Link(NamedTuple):
    """How to reach a class: servers as `HOST:PORT`, the certificate that they show (PEM), and who calls.

    `authorities` (PEM, or certificate.SYSTEM) stand in place of that certificate where the servers are not the class's
    own: then their names count, and it is theirs to say when TLS begins.
    """

    servers: tuple[str, ...]
    trusted: str
    caller: Credential
    authorities: str = ""

    async def connect(self, closed: Callable[[], None] | None = None) -> Client:
        """A client, which calls `closed` once its connection is lost or closed. Raises EnvironmentLacks."""
        logging.getLogger("asyncio").addFilter(_is_news)
        met: list[Exception] = []
        live = False

        async def note(error: Exception) -> None:
            met.append(error)
            LOG.info("the class's server: %r", error)
            # While it connects, another server may still answer.
            if live and closed is not None and _is_end(error):
                closed()

        client = Client()
        if self.authorities:
            client._transport = transport.Secure()  # noqa: SLF001 - the client takes one in no other way
        try:
            await client.connect(
                servers=[f"tls://{one}" for one in self.servers],
                tls=self._trust(),
                tls_handshake_first=True,
                inbox_prefix=(self.caller.inbox or f"_INBOX_{self.caller.who}").encode(),
                connect_timeout=int(CONNECT_SECONDS),
                allow_reconnect=False,
                max_reconnect_attempts=1,  # with 0 the client tries a server that does not answer for ever
                reconnect_time_wait=0,
                ping_interval=10,
                max_outstanding_pings=2,
                closed_cb=_calling(closed),
                error_cb=note,
                **self._proof(),
            )
            live = True
        except nats.errors.NoServersError as error:
            cause = met[-1] if met else error
            raise self._lost(client, cause) from cause
        except Exception as error:
            raise self._lost(client, error) from error
        return client

    def _lost(self, client: Client, error: Exception) -> errors.TutorError:
        if client._transport is not None:  # noqa: SLF001 - a client that could not connect closes nothing
            client._transport.close()  # type: ignore[no-untyped-call]  # noqa: SLF001
        return failures.lost(self.servers, error, vouched=bool(self.authorities))

    def _trust(self) -> ssl.SSLContext:
        return (
            certificate.vouched(self.authorities) if self.authorities else certificate.trusting(self.trusted)
        )

    def _proof(self) -> dict[str, Any]:
        """What a caller shows: their token, and that they have its key. A guest shows nothing."""
        if not self.caller.seed:
            return {}
        key = nkeys.Key.of_seed(self.caller.seed)
        return {
            "user_jwt_cb": lambda: bytearray(self.caller.token.encode()),
            "signature_cb": lambda nonce: base64.b64encode(key.sign(nonce.encode())),
        }

    async def run(self, work: Work, told: Callable[[State, errors.TutorError | None], None]) -> None:
        """Connect and do `work` until the connection is lost, for ever anew. A refused credential ends it.

        `told` hears of each change. What `work` raises itself is raised, but for what a lost connection explains.
        """
        tries = 0
        while True:
            gone = asyncio.Event()
            try:
                client = await self.connect(gone.set)
            except errors.TutorError as error:
                refused = failures.is_refusal(error.__cause__)
                told("refused" if refused else "disconnected", error)
                if refused:
                    return
            else:
                tries = 0
                told("connected", None)
                await _while_connected(client, gone, work)
                told("disconnected", None)
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            await asyncio.sleep(pause * random.uniform(1, 1.5))


def _is_end(error: Exception) -> bool:
    """Of a connection. An answer that is late is none, though its error is an OSError since Python 3.11."""
    return isinstance(error, nats.errors.UnexpectedEOF | OSError) and not isinstance(error, TimeoutError)


async def _while_connected(client: Client, gone: asyncio.Event, work: Work) -> None:
    async with aio.tasks() as tasks:
        doing = tasks.start(work(client), name="work of a connection")
        lost_it = tasks.start(_end_of(client, gone), name="a connection's end")
        try:
            await asyncio.wait((doing, lost_it), return_when=asyncio.FIRST_COMPLETED)
        finally:
            was_connected = client.is_connected and not gone.is_set()
            await end(client)
    if doing.done() and not doing.cancelled() and (error := doing.exception()):
        if was_connected and not isinstance(error, nats.errors.Error | OSError | TimeoutError):
            raise error
        LOG.info("the connection to the class was lost: %r", error)


async def end(client: Client) -> None:
    """Close a connection, one that is lost too, with all that it has at work.

    Where it finds while it closes that what it had still to write cannot be written, the client leaves the tasks of its
    subscriptions to nobody (nats-py 2.16, Client._close).
    """
    left = list(client._subs.values())  # noqa: SLF001 - no public name leads to them
    try:
        await client.close()
    finally:  # also where whoever closes is cancelled: a server that is gone keeps the end of TLS waiting
        for one in left:
            one._stop_processing()  # noqa: SLF001 - the same


def _is_news(record: logging.LogRecord) -> bool:
    """asyncio remarks at the end of each of the client's TLS connections that they have no half-open end."""
    return not record.getMessage().startswith("returning true from eof_received")


async def _end_of(client: Client, gone: asyncio.Event) -> None:
    """Until the connection is lost. The client does not always say so: its callback is left out as `end` tells."""
    while not gone.is_set() and not client.is_closed:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(gone.wait(), LOOK_SECONDS)


def _calling(closed: Callable[[], None] | None) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        if closed is not None:
            closed()

    return call


async def certificate_of(host: str, port: int) -> str:
    """The certificate (PEM) that a server shows; nothing else is said to it. Raises EnvironmentLacks."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(host, port, ssl=certificate.unchecked())
    except (OSError, TimeoutError) as error:
        raise failures.lost([f"{host}:{port}"], error) from error
    try:
        found: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return ssl.DER_cert_to_PEM_cert(found)
    finally:
        writer.transport.abort()


async def settle(client: Client) -> None:
    """Wait until the server has taken in all that was said: its own `flush` sends the ping ahead of what waits."""
    while client.is_connected and client.pending_data_size:
        await asyncio.sleep(WRITTEN_SECONDS)
    await client.flush()
