"""The faults that a caller has put into force: links, and the resolver outside the cluster."""

import asyncio
import os
import socket
from collections.abc import Mapping
from typing import Any

from tutor.base import errors
from tutor.lab.inside import muting
from tutor.lab.net import cards, delayline, impairment, topology
from tutor.lab.root import spawn

OWN = "/proc/self/ns/net"
"""The supervisor's net namespace, where the bridges lie."""

Key = tuple[str, str]
"""Host and card."""


class Faults:
    """Knows what is wrong by intent, and makes and mends it. One change at a time."""

    def __init__(self, hosts: Mapping[str, spawn.HostInit], namespaces: Mapping[str, int]) -> None:
        self._hosts = hosts
        self._namespaces = namespaces
        self._links: dict[Key, impairment.Impairment] = {}
        self._lines: dict[Key, delayline.Line] = {}
        self._queues: set[Key] = set()
        self._resolver: list[socket.socket] = []
        self._one = asyncio.Lock()
        self.resolver_mute = False

    def said(self) -> list[dict[str, Any]]:
        """What is in force: {"kind": "link", "host", "card", "down", "delay" (ms), "loss" (%)}, {"kind": "dns"}."""
        found: list[dict[str, Any]] = [
            {
                "kind": "link",
                "host": host,
                "card": card,
                "down": one.down,
                "delay": one.delay,
                "loss": one.loss,
            }
            for (host, card), one in sorted(self._links.items())
        ]
        return found + ([{"kind": "dns"}] if self.resolver_mute else [])

    def watch_resolver(self, sockets: list[socket.socket]) -> None:
        """The sockets on which the resolver outside the cluster answers."""
        self._resolver = [socket.socket(fileno=os.dup(sock.fileno())) for sock in sockets]

    def mute_resolver(self, *, mute: bool) -> None:
        """Let it answer nothing at all, or answer again."""
        for sock in self._resolver:
            (muting.mute if mute else muting.unmute)(sock)
        self.resolver_mute = mute

    async def link(self, host: str, card: str, action: str, value: str) -> None:
        """Change one link. Raises UsageError, or LabError with what the kernel lacks."""
        place, plug = found(host, card)
        async with self._one:
            old = self._links.get((host, card), impairment.Impairment())
            new = impairment.changed(old, action, value)
            if (new.delay, new.loss) != (old.delay, old.loss):
                await self._shape(place, plug, new)
            if new.down != old.down:
                self._plug(place, plug, up=not new.down)
            self._links.pop((host, card), None)
            if new != impairment.Impairment():
                self._links[host, card] = new

    def forget(self, host: str) -> None:
        """A host has lost its cards, and with them what was wrong: it will boot with new ones."""
        for key in [key for key in self._links if key[0] == host]:
            del self._links[key]
            self._queues.discard(key)
            if (line := self._lines.pop(key, None)) is not None:
                line.close()

    def _plug(self, host: topology.Host, card: topology.Interface, *, up: bool) -> None:
        # The other end of the cable: the host sees no carrier, keeps its routes, and cannot mend it from inside.
        try:
            cards.switch(self._segment(card), topology.far_end(host, card), up=up)
        except OSError as error:
            raise errors.LabError(f"the cable of {host.name} {card.name} has gone", why=str(error)) from error

    def _segment(self, card: topology.Interface) -> int | str:
        return OWN if card.segment in topology.SEGMENTS else self._namespaces[card.segment]

    async def _shape(self, host: topology.Host, card: topology.Interface, new: impairment.Impairment) -> None:
        key = (host.name, card.name)
        if key not in self._lines and (new.shapes or key in self._queues):
            if await self._queue(host.name, impairment.tc(card.name, new)):
                (self._queues.add if new.shapes else self._queues.discard)(key)
                return
            if card.segment not in topology.SEGMENTS:
                raise errors.LabError(
                    f"this kernel can neither delay nor lose what passes {host.name} {card.name}",
                    why="it has no netem (the module sch_netem)",
                    todo="load it once as root: modprobe sch_netem; or use another card of the host",
                )
        self._line(key, topology.bridge(card.segment), topology.far_end(host, card), card.mac, new)

    async def _queue(self, host: str, argv: tuple[str, ...]) -> bool:
        """Run tc on the host; whether the kernel could."""
        process = await self._hosts[host].spawn(spawn.ProcessSpec(argv=argv, env=spawn.default_env()))
        return await process.wait() == 0

    def _line(self, key: Key, bridge: str, port: str, mac: str, new: impairment.Impairment) -> None:
        line = self._lines.get(key)
        try:
            if line is None:
                line = self._lines[key] = delayline.start(OWN, bridge, port, mac)
            line.impairment = new
            if not new.shapes:
                self._lines.pop(key).close()
        except OSError as error:
            raise errors.LabError(f"the cable of {key[0]} {key[1]} has gone", why=str(error)) from error


def found(host: str, card: str) -> tuple[topology.Host, topology.Interface]:
    """The host and its card. Raises UsageError with those that there are."""
    place = topology.BY_NAME.get(host)
    if place is None:
        raise errors.UsageError(
            f"there is no host {host!r} in the lab", todo=f"choose one of {', '.join(topology.BY_NAME)}"
        )
    for one in place.interfaces:
        if one.name == card:
            return place, one
    raise errors.UsageError(
        f"{host} has no card {card!r} with a cable",
        todo=f"choose one of {', '.join(one.name for one in place.interfaces)}",
    )
