"""Keeps one node's rules true to Services and EndpointSlices, as kube-proxy does.

Source: pkg/proxy/iptables/proxier.go.
"""

import asyncio
import collections
import contextlib
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from tutor.base import aio, errors
from tutor.lab.client import informer
from tutor.lab.proxy import (
    base_rules,
    batches,
    conntrack,
    fragments,
    health,
    metrics,
    pace,
    rules,
    rules22,
    ruleset,
    services,
    serving,
    tracker,
)
from tutor.lab.proxy import config as config_

SETTLE_SECONDS = 0.003
"""Changes of one moment make one set of rules."""
PERIOD_SECONDS = 30.0
"""How often rules that somebody else has removed are put back (iptables.syncPeriod)."""
RETRY_SECONDS = (0.05, 0.2, 1.0, 5.0)
NEWEST = "1.28"
FORMS = {NEWEST: rules.build, "1.22": rules22.build}
"""By the release that brought it."""

Zone = Callable[[], Awaitable[str]]
"""Finds the node's zone; empty where it has none."""

log = logging.getLogger(__name__)


class Node(Protocol):
    """What the proxy needs of its node."""

    async def restore(self, text: str) -> None:
        """Run iptables-restore --noflush. Raises tutor.base.errors.LabError with its words."""

    async def save(self) -> str:
        """The output of iptables-save. Raises tutor.base.errors.LabError."""

    async def run(self, argv: Sequence[str]) -> int:
        """Run a program in the node's namespaces, its output thrown away; its exit code."""

    def sysctl(self, name: str, value: str) -> None:
        """Set a parameter below /proc/sys/net of the node."""


@dataclasses.dataclass
class State:
    """What has been written to the kernel."""

    rules: ruleset.RuleSet | None = None
    endpoints: dict[services.Key, list[services.Endpoint]] = dataclasses.field(default_factory=dict)


class Proxy:
    """One node's proxy. The informers are shared by the proxies of all nodes and run elsewhere."""

    def __init__(
        self,
        config: config_.Config,
        node: Node,
        cluster_services: informer.Cache,
        slices: informer.Cache,
        *,
        healthy: health.Health | None = None,
        form: str = NEWEST,
        zone: Zone | None = None,
    ) -> None:
        self.synced = asyncio.Event()
        self._config, self._node, self._health, self._form = config, node, healthy, form
        self._zone = zone
        self._services, self._slices = cluster_services, slices
        self._changed = asyncio.Event()
        self._state, self._pace = State(), pace.Pace()
        self._kept = fragments.Fragments()
        self._metrics = healthy.metrics if healthy else metrics.Metrics(config.family)
        self._tracker = tracker.Tracker(config.family, config.node_name)
        for source, handler in ((cluster_services, self._tracker.service), (slices, self._tracker.slice)):
            source.on_change(handler)
            source.on_change(self._queue)

    def _queue(self, *_: object) -> None:
        self._changed.set()
        if self._health is not None:
            self._health.queued()

    async def run(self) -> None:
        """Write rules whenever something has changed, and check on them now and then."""
        if self._config.localhost_node_ports and self._config.family == "IPv4":
            self._node.sysctl("ipv4/conf/all/route_localnet", "1")
        await self._services.synced.wait()
        await self._slices.synced.wait()
        async with aio.tasks() as tasks:
            if self._health is not None:
                await self._health.start()
            tasks.start(self._guard(), name=f"kube-proxy guard {self._config.node_name}")
            try:
                self._changed.set()
                while True:
                    await self._changed.wait()
                    await asyncio.sleep(SETTLE_SECONDS + self._pace.delay(asyncio.get_running_loop().time()))
                    self._changed.clear()
                    await self._insist(self.sync)
            finally:
                if self._health is not None:
                    await self._health.stop()

    async def _insist(self, work: Callable[[], Awaitable[None]]) -> None:
        """Repeat until iptables takes the rules."""
        for attempt in range(10**9):
            try:
                await work()
                return
            except errors.LabError as error:
                log.error("kube-proxy on %s: %s: %s", self._config.node_name, error.what, error.why)
                self._state.rules = None
                await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])

    async def sync(self) -> None:
        """Bring the node's rules up to date. Raises errors.LabError when iptables refuses them."""
        began, full = time.perf_counter(), self._state.rules is None
        for kind, count in zip(("service", "endpoint"), self._tracker.settle(), strict=True):
            self._metrics.changed(kind, count)
        await self._find_zone()
        ports, known = self._tracker.ports(), dict(self._tracker.endpoints)
        wanted = FORMS[self._form](self._config, ports, known, self._kept)
        base_rules.write_kubelet(wanted, marks_drops=self._form != NEWEST)
        first = await self._jumps(wanted) if self._state.rules is None else []
        texts = batches.texts(wanted, self._state.rules, first=first)
        for text in texts:
            await self._restore(text, full=full)
        before, self._state = self._state.endpoints, State(wanted, known)
        await self._forget(conntrack.stale(ports, before, known))
        if self._health is not None:
            self._health.synced()
            await self._health.update(self._answers(ports, known))
        self._measure(time.perf_counter() - began, "".join(texts), wanted, full=full)
        self.synced.set()

    async def _find_zone(self) -> None:
        """Ask for the node's zone where hints depend on it: endpoints change their hints when nodes move."""
        if (
            self._zone is not None
            and self._tracker.zoned
            and (zone := await self._zone()) != self._config.zone
        ):
            self._config, self._kept = dataclasses.replace(self._config, zone=zone), fragments.Fragments()

    async def _restore(self, text: str, *, full: bool) -> None:
        try:
            await self._node.restore(text)
        except errors.LabError:
            self._metrics.failed("restore" if full else "partial_restore")
            raise

    def _measure(self, seconds: float, text: str, wanted: ruleset.RuleSet, *, full: bool) -> None:
        last = {
            table: part.count("\n-A ")
            for part in text.split("*")
            for table in [part[: part.find("\n")]]
            if table in ruleset.TABLES
        }
        self._metrics.synced(seconds, full=full, total=wanted.sizes(), last=last)

    async def _jumps(self, wanted: ruleset.RuleSet) -> list[tuple[str, str]]:
        """Jumps out of built-in chains that are not there yet; chains of an earlier run are learnt on the way."""
        saved = _tables(await self._node.save())
        self._state.rules = _left_over(saved)
        return [
            (table, ruleset.line(chain, rule, verb="-I"))
            for table, chain, rule in base_rules.jump_rules(wanted)
            if not _jumps_to(saved.get(table, []), chain, rule[rule.index("-j") + 1])
        ]

    async def _guard(self) -> None:
        """Write everything anew when chains have not as many rules as they were given: somebody has changed them."""
        while True:
            await asyncio.sleep(PERIOD_SECONDS)
            known = self._state.rules
            with contextlib.suppress(errors.LabError):
                saved = await self._node.save()
                if known is not None and known is self._state.rules and not _holds(saved, known):
                    self._state.rules = None
                    self._changed.set()

    async def _forget(self, found: conntrack.Stale) -> None:
        for call in conntrack.argv(*found):
            try:
                await self._node.run(call)  # exit code 1 says that there was no such entry
            except errors.LabError as error:
                log.warning("kube-proxy on %s cannot run conntrack: %s", self._config.node_name, error.what)
                return

    def _answers(
        self, ports: Sequence[services.ServicePort], known: dict[services.Key, list[services.Endpoint]]
    ) -> dict[int, serving.Reply]:
        """What each health check node port says: of the ready endpoints here of all the Service's ports together."""
        found: dict[int, serving.Reply] = {}
        here: dict[int, set[str]] = {}
        for port in ports:
            if port.health_check_node_port:
                local = here.setdefault(port.health_check_node_port, set())
                local |= {end.address for end in known.get(port.key, ()) if end.local and end.ready}
                reply = health.service_answer(port.namespace, port.service, len(local))
                found[port.health_check_node_port] = reply
        return found


def _tables(saved: str) -> dict[str, list[str]]:
    """Lines of iptables-save by table."""
    found: dict[str, list[str]] = {}
    table = ""
    for line in saved.splitlines():
        table = line[1:] if line.startswith("*") else table
        found.setdefault(table, []).append(line)
    return found


def _holds(saved: str, known: ruleset.RuleSet) -> bool:
    """Whether iptables-save shows every chain, with as many rules as it should have."""
    for table, lines in _tables(saved).items():
        counts = collections.Counter(line.split(" ", 2)[1] for line in lines if line.startswith("-A "))
        chains = {line[1:].split(" ")[0] for line in lines if line.startswith(":")}
        for chain, listed in known.tables.get(table, {}).items():
            if chain not in chains or counts[chain] != len(listed):
                return False
    return all(f"*{table}\n" in saved for table in known.tables)


def _jumps_to(lines: Sequence[str], chain: str, target: str) -> bool:
    return any(line.startswith(f"-A {chain} ") and line.endswith(f"-j {target}") for line in lines)


def _left_over(saved: dict[str, list[str]]) -> ruleset.RuleSet:
    """Service chains that are in the kernel already, with contents that differ from any: rewritten, or removed."""
    found = ruleset.RuleSet()
    for table, lines in saved.items():
        for line in lines:
            if line.startswith(_SERVICE_CHAINS):
                found.add(table, line[1:].split(" ")[0], "?")
    return found


_SERVICE_CHAINS = tuple(f":KUBE-{kind}-" for kind in ("SVC", "SVL", "SEP", "EXT", "FW", "XLB"))
