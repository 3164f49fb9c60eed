"""One peer's session: connects, stays connected, and keeps the peer told of the routes that are wanted."""

import asyncio
import ipaddress
import os
from collections.abc import Coroutine, Iterable
from typing import Any

from tutor.base import aio
from tutor.lab.metallb import log as logs
from tutor.lab.metallb import model
from tutor.lab.metallb.bgp import advertise, attributes, fsm, messages, notifications, transport

HANDSHAKE_SECONDS = 10.0
"""For TCP and OPEN together (MetalLB's internal/bgp/native/native.go)."""

UP, DOWN, HEARD, FAILED = "native.go:117", "native.go:123", "native.go:392", "native.go:108"
"""The lines of that file which log these events."""

Routes = dict[ipaddress.IPv4Network, advertise.Route]


class Session:
    """Run `run()` as a task; ending that task closes the connection, without a NOTIFICATION, as MetalLB does.

    `origin` is what routes say of where they come from.
    """

    def __init__(self, peer: model.Peer, log: logs.Log, *, origin: int = attributes.IGP) -> None:
        where = f"{peer.address}:{peer.port}"
        self._log = log.having(peer=where, localASN=peer.my_asn, peerASN=peer.peer_asn)
        self._where = where
        self._peer, self._origin = peer, origin
        self._wanted: Routes = {}
        self._changed = asyncio.Event()
        self._backoff = fsm.Backoff()

    def set(self, wanted: Iterable[advertise.Route]) -> None:
        """The peer is to have these routes and no others; it hears of changes soon."""
        self._wanted = advertise.compact(wanted)
        self._changed.set()

    async def run(self) -> None:
        """Connect again and again, until cancelled."""
        while True:
            try:
                link, machine = await self._establish()
            except (transport.DialError, _HandshakeError) as error:
                self._log.error(
                    caller=FAILED, op="connect", error=str(error), msg="failed to connect to peer"
                )
                await asyncio.sleep(self._backoff.next())
                continue
            self._backoff.reset()
            self._log.info(caller=UP, event="sessionUp", msg="BGP session established")
            try:
                await self._talk(link, machine)
            finally:
                self._log.warn(caller=DOWN, event="sessionDown", msg="BGP session down")

    async def _establish(self) -> tuple[transport.Link, fsm.Machine]:
        """Raises DialError, _HandshakeError."""
        peer = self._peer
        machine = fsm.Machine(fsm.Terms(peer.my_asn, peer.peer_asn, peer.hold_time, peer.keepalive))
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                link = await transport.connect(peer)
                await self._shake_hands(link, machine)
        except TimeoutError:
            raise _HandshakeError(f'connect "{self._where}": i/o timeout') from None
        return link, machine

    async def _shake_hands(self, link: transport.Link, machine: fsm.Machine) -> None:
        async def step() -> None:
            await link.send(machine.connected(self._identifier(link)))
            while machine.state is not fsm.State.ESTABLISHED:
                answer = machine.received(await link.receive())
                if answer is not None:
                    await link.send(answer)
            link.wide = machine.wide

        try:
            await self._answering(link, step())
        except fsm.Ended as error:
            self._heard(error)
            raise _HandshakeError(f'read OPEN from "{self._where}": {error}') from error
        except (notifications.Fault, OSError, EOFError) as error:
            raise _HandshakeError(f'read OPEN from "{self._where}": {_words(error)}') from error

    def _identifier(self, link: transport.Link) -> ipaddress.IPv4Address:
        given = self._peer.router_id
        return given if isinstance(given, ipaddress.IPv4Address) else link.local

    async def _talk(self, link: transport.Link, machine: fsm.Machine) -> None:
        """Until the session ends; only being cancelled raises."""
        try:
            await self._answering(link, self._pump(link, machine))
        except fsm.Ended as error:
            self._heard(error)
        except (notifications.Fault, OSError, EOFError) as error:
            self._log.debug(op="talk", error=_words(error))

    async def _answering(self, link: transport.Link, work: Coroutine[Any, Any, None]) -> None:
        """Do `work`; where it raises, close, and raise. A fault of the peer's it is told, as RFC 4271 asks for."""
        try:
            await work
        except notifications.Fault as fault:
            link.send_now(messages.Notification(fault.code, fault.subcode, fault.data))
            link.close()
            raise
        except BaseException:
            link.close()
            raise

    async def _pump(self, link: transport.Link, machine: fsm.Machine) -> None:
        """Listen, keep alive, announce; returns never. Raises what the first of them raises."""
        async with aio.tasks() as tasks:
            tasks.start(_listen(link, machine), name=f"BGP hear {self._where}")
            tasks.start(_keep_alive(link, machine), name=f"BGP keepalive {self._where}")
            tasks.start(self._announce(link, machine), name=f"BGP announce {self._where}")
            raise await asyncio.shield(tasks.failed)

    async def _announce(self, link: transport.Link, machine: fsm.Machine) -> None:
        told: Routes = {}
        while True:
            self._changed.clear()
            wanted = self._wanted
            for prefix, route in wanted.items():
                if told.get(prefix) != route:
                    word = advertise.update(
                        route, link.local, self._peer.my_asn, internal=machine.internal, origin=self._origin
                    )
                    await link.send(word)
            for word in advertise.withdrawals([prefix for prefix in told if prefix not in wanted]):
                await link.send(word)
            told = wanted
            await self._changed.wait()

    def _heard(self, error: fsm.Ended) -> None:
        words = "peer sent notification, closing session"
        self._log.error(caller=HEARD, event="peerNotification", error=str(error), msg=words)


class _HandshakeError(Exception):
    """TCP came up, the session did not."""


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return "EOF" if isinstance(error, EOFError) else str(error)


async def _listen(link: transport.Link, machine: fsm.Machine) -> None:
    """Raises what ends the session: Fault (the hold timer's among them), Ended, OSError, EOFError."""
    while True:
        try:
            async with asyncio.timeout(machine.hold_time or None):
                message = await link.receive()
        except TimeoutError:
            raise notifications.Fault(notifications.HOLD_TIMER, 0) from None
        machine.received(message)


async def _keep_alive(link: transport.Link, machine: fsm.Machine) -> None:
    if not machine.keepalive:
        return  # neither side asked for any
    while True:
        await asyncio.sleep(machine.keepalive)
        await link.send(messages.Keepalive())
