"""The addresses that this node answers for, on its interfaces as they come and go (internal/layer2/announcer.go).

An address is never given to an interface: the node answers for it by ARP, and kube-proxy's rules take what then
arrives. So nobody answers a ping to it.
"""

import asyncio
import dataclasses
import ipaddress
import re
import time

from tutor.lab.metallb import log as log_
from tutor.lab.metallb.layer2 import gratuitous, links, responder, stats

SCANNED, CLOSED = "announcer.go:126", "announcer.go:151"
"""Lines of MetalLB's internal/layer2/announcer.go."""
SETTLE_SECONDS = 0.02
"""A new pod's interface changes several times at once."""


@dataclasses.dataclass(frozen=True)
class Advertisement:
    """An address, and where it is told of; `interfaces` None are all."""

    address: ipaddress.IPv4Address
    interfaces: frozenset[str] | None = None

    def on(self, interface: str) -> bool:
        """Whether it is told of there."""
        return self.interfaces is None or interface in self.interfaces


class Announcer:
    """Run `run()` as a task; `set` and `delete` tell it what to answer for."""

    def __init__(self, log: log_.Log, exclude: re.Pattern[str] | None = None) -> None:
        self.stats = stats.Stats()
        self.interfaces: frozenset[str] = frozenset()
        """The names of the interfaces that there are, without excluded ones."""
        self._log, self._exclude = log, exclude
        self._advertised: dict[str, Advertisement] = {}
        self._services: dict[ipaddress.IPv4Address, set[str]] = {}
        self._responders: dict[int, responder.Responder] = {}
        self._rounds = gratuitous.Rounds()
        self._begun = asyncio.Event()

    def advertised(self, service: str) -> Advertisement | None:
        """What is announced for the service."""
        return self._advertised.get(service)

    def set(self, service: str, what: Advertisement) -> None:
        """Answer for an address, and tell of it unasked; services may share one."""
        before = self._advertised.get(service)
        if before is not None and before.address != what.address:
            self.delete(service)
        self._advertised[service] = what
        self._services.setdefault(what.address, set()).add(service)
        if self._rounds.begin(what.address, time.monotonic()):
            self._tell(what.address)
        self._begun.set()

    def delete(self, service: str) -> None:
        """Answer for it no more; whoever takes it over tells of itself, so nothing is sent."""
        known = self._advertised.pop(service, None)
        if known is None:
            return
        users = self._services[known.address]
        users.discard(service)
        if not users:
            del self._services[known.address]
            self._rounds.end(known.address)

    def announces(self, address: ipaddress.IPv4Address, interface: str) -> bool:
        """Whether a request for the address is answered on that interface."""
        users = self._services.get(address, ())
        return any(self._advertised[service].on(interface) for service in users)

    def _tell(self, address: ipaddress.IPv4Address) -> None:
        for each in self._responders.values():
            if self.announces(address, each.link.name):
                each.tell(address)

    async def run(self) -> None:
        """Follow the interfaces and repeat what is told, until cancelled; then close every socket."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(), name="metallb gratuitous ARP")
            group.create_task(self._follow(), name="metallb interfaces")

    async def _follow(self) -> None:
        changed, loop = asyncio.Event(), asyncio.get_running_loop()
        with links.Watcher() as watcher:
            loop.add_reader(watcher.changes, changed.set)
            try:
                while True:
                    watcher.drain()
                    changed.clear()
                    self._take_up(watcher)
                    await changed.wait()
                    await asyncio.sleep(SETTLE_SECONDS)
            finally:
                loop.remove_reader(watcher.changes)
                self._close()

    async def _repeat(self) -> None:
        while True:
            await self._begun.wait()
            while self._rounds:
                await asyncio.sleep(gratuitous.EVERY_SECONDS)
                for address in self._rounds.due(time.monotonic()):
                    self._tell(address)
            self._begun.clear()

    def _take_up(self, watcher: links.Watcher) -> None:
        """Open what is new, close what has gone."""
        try:
            there = watcher.read()
        except OSError as error:
            self._log.error(op="getInterfaces", error=error, msg="couldn't list interfaces")
            return
        wanted = links.eligible(there, self._exclude)
        self.interfaces = frozenset(
            link.name for link in there if not (self._exclude and self._exclude.search(link.name))
        )
        for index, known in list(self._responders.items()):
            if index not in wanted or not known.link.same_as(wanted[index]):
                self._drop(index, known, gone=index not in wanted)
        for index, link in wanted.items():
            if index not in self._responders:
                self._open(index, link)

    def _open(self, index: int, link: links.Link) -> None:
        log = self._log.having(caller=SCANNED, interface=link.name)
        try:
            made = responder.Responder(link, self.announces, self.stats, self._log)
        except OSError as error:
            log.error(op="createARPResponder", error=error, msg="failed to create ARP responder")
            return
        self._responders[index] = made
        log.info(event="createARPResponder", msg="created ARP responder for interface")

    def _drop(self, index: int, known: responder.Responder, *, gone: bool) -> None:
        known.close()
        del self._responders[index]
        if gone:
            text = "deleted ARP responder for interface"
            log = self._log.having(caller=CLOSED, interface=known.link.name)
            log.info(event="deleteARPResponder", msg=text)

    def _close(self) -> None:
        for each in self._responders.values():
            each.close()
        self._responders.clear()
