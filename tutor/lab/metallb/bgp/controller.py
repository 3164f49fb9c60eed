"""BGP on one node, as the speaker drives it (`tutor.lab.metallb.protocol`)."""

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence

from tutor.base import aio
from tutor.lab.client import resources
from tutor.lab.metallb import log as logs
from tutor.lab.metallb import model
from tutor.lab.metallb.bgp import advertise, attributes, endpoints, session

ADDED, REMOVED, FILTERED = "bgp_controller.go:225", "bgp_controller.go:89", "bgp_controller.go:213"
LABELS, UPDATED = "bgp_controller.go:420", "bgp_controller.go:283"
"""The lines of MetalLB's speaker/bgp_controller.go which log these events."""

EXCLUDED = "nodeLabeledExcludeBalancers"
"""Why a node with the label model.EXCLUDED announces nothing, from 0.14 on."""
GONE = "peer deconfigured, closing BGP session"


@dataclasses.dataclass
class _Peer:
    """A configured peer; no session where this node is not selected for it. `task` runs the session."""

    config: model.Peer
    live: session.Session | None = None
    task: asyncio.Task[None] | None = None


class Controller:
    """A `protocol.Protocol`.

    With `legacy` endpoints count as they did up to 0.12, routes have the origin that they had then, and a node's label
    to be left out of load balancers counts for nothing, nor does it with `ignore_exclusion`.
    """

    name = model.BGP

    def __init__(
        self, *, node: str, log: logs.Log, legacy: bool = False, ignore_exclusion: bool = False
    ) -> None:
        self._node = node
        self._log = log
        self._legacy = legacy
        self._heeds_exclusion = not (legacy or ignore_exclusion)
        self._labels: dict[str, str] | None = None
        self._peers: list[_Peer] = []
        self._table = advertise.Table()
        self._balancers: dict[str, tuple[model.Address, model.Pool]] = {}
        self._tasks: aio.Tasks | None = None

    async def run(self) -> None:
        """Keep the sessions, until cancelled; then close them."""
        async with aio.tasks() as tasks:
            self._tasks = tasks
            try:
                for peer in self._peers:
                    self._start(peer)
                raise await asyncio.shield(tasks.failed)
            finally:
                self._tasks = None

    async def set_config(self, config: model.Config) -> None:
        """Peers that did not change keep their sessions."""
        old, self._peers = self._peers, []
        for wanted in config.peers:
            same = next((one for one in old if one.config == wanted), None)
            if same is not None:
                old.remove(same)
            self._peers.append(same or _Peer(wanted))
        for peer in old:
            self._log_removed(peer, REMOVED, "removedFromConfig")
            await _end(peer)
        await self._sync()

    async def set_node_labels(self, labels: Mapping[str, str]) -> None:
        """Which peers this node speaks to may change."""
        if self._labels == dict(labels):
            return
        self._labels = dict(labels)
        words = "Node labels changed, resyncing BGP peers"
        self._log.info(caller=LABELS, event="nodeLabelsChanged", msg=words)
        for service, (address, pool) in self._balancers.items():
            self._table.set(service, advertise.routes(address, pool, self._labels))
        await self._sync()

    def should_announce(
        self,
        pool: model.Pool,
        address: model.Address,  # noqa: ARG002 - a protocol may go by the address; BGP does not
        service: resources.Object,
        slices: Sequence[resources.Object],
    ) -> str:
        """ "notOwner", EXCLUDED, "noLocalEndpoints", "noEndpoints", or nothing against it."""
        labels = self._labels or {}
        if not advertise.on_node(pool, labels):
            return "notOwner"
        if self._heeds_exclusion and model.EXCLUDED in labels:
            return EXCLUDED
        return endpoints.reason_against(service, slices, self._node, serving=not self._legacy)

    async def set_balancer(self, service: str, address: model.Address, pool: model.Pool) -> None:
        """Every peer hears of what changed."""
        made = advertise.routes(address, pool, self._labels or {})
        self._balancers[service] = (address, pool)
        self._table.set(service, made)
        self._tell()
        ips = {"ip": str(address)} if self._legacy else {"ips": [str(address)]}
        told = {"service": service, "pool": pool.name, "protocol": self.name, **ips}
        words = "making advertisements using BGP"
        self._log.info(caller=UPDATED, event="updatedAdvertisements", numAds=len(made), msg=words, **told)

    async def delete_balancer(self, service: str, reason: str) -> None:  # noqa: ARG002 - the speaker logs it
        """Prefixes that no other service makes are withdrawn."""
        self._balancers.pop(service, None)
        if self._table.remove(service):
            self._tell()

    def advertised(self) -> dict[str, tuple[advertise.Route, ...]]:
        """What each session's peer ("address:port") is to have."""
        return {
            f"{peer.config.address}:{peer.config.port}": self._table.of(peer.config.name)
            for peer in self._peers
            if peer.live is not None
        }

    async def _sync(self) -> None:
        """Sessions with the peers that this node is selected for, and no others."""
        for peer in self._peers:
            selected = model.any_matches(peer.config.nodes, self._labels or {})
            if peer.live is not None and not selected:
                self._log_removed(peer, FILTERED, "filteredByNodeSelector")
                await _end(peer)
            elif peer.live is None and selected:
                where = str(peer.config.address)
                words = "peer configured, starting BGP session"
                self._log.info(caller=ADDED, event="peerAdded", peer=where, msg=words)
                origin = attributes.INCOMPLETE if self._legacy else attributes.IGP
                peer.live = session.Session(peer.config, self._log, origin=origin)
                self._start(peer)
        self._tell()

    def _start(self, peer: _Peer) -> None:
        if self._tasks is not None and peer.live is not None and peer.task is None:
            peer.task = self._tasks.start(peer.live.run(), name=f"BGP session {peer.config.address}")

    def _tell(self) -> None:
        for peer in self._peers:
            if peer.live is not None:
                peer.live.set(self._table.of(peer.config.name))

    def _log_removed(self, peer: _Peer, caller: str, reason: str) -> None:
        where = str(peer.config.address)
        self._log.info(caller=caller, event="peerRemoved", peer=where, reason=reason, msg=GONE)


async def _end(peer: _Peer) -> None:
    """Close its session as one that is configured no more."""
    running, peer.task = peer.task, None
    peer.live = None
    if running is not None:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
