"""The speaker as a whole: what it is made of, in which order it starts, and how it ends."""

import asyncio
from collections.abc import Mapping, Sequence

from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.metallb import access, events, model, monitoring, protocol
from tutor.lab.metallb import log as log_
from tutor.lab.metallb.bgp import controller as bgp
from tutor.lab.metallb.config import source
from tutor.lab.metallb.layer2 import controller as layer2
from tutor.lab.metallb.layer2 import electorate
from tutor.lab.metallb.members import speakers
from tutor.lab.metallb.speaker import (
    follow,
    manner,
    measures,
    nodes,
    services,
    settings,
    status,
)

COMPONENT = "metallb-speaker"
"""Who events are from, and who writes to the API."""
RELOAD = "metallbreload/reload"
"""The request by which MetalLB from 0.13 on tells itself to look at every service."""
RECONCILE, REPROCESS = "service_controller.go:60", "service_controller_reload.go:61"


class Speaker:
    """One node's speaker. Make it and `run` it where an event loop runs."""

    def __init__(self, told: settings.Settings, client: rest.Client, log: log_.Log) -> None:
        self._told, self._client, self._log = told, client, log
        self._turn = asyncio.Lock()
        """Protocols and services are worked on in turn, by whatever task."""
        self._followed = follow.Followed(client, only_node=told.node if told.legacy else "")
        self._members = _members(told, log, self._force)
        self._events = events.Events(client, COMPONENT)
        self._statuses = status.Statuses(client, log, node=told.node, namespace=told.namespace, pod=told.pod)
        self._layer2 = self._by_layer2()
        protocols: list[protocol.Protocol] = [
            bgp.Controller(
                node=told.node, log=log, legacy=told.legacy, ignore_exclusion=told.ignore_exclusion
            ),
            self._layer2,
        ]
        self._protocols = {each.name: each for each in protocols}
        self._node = nodes.Node(told.node, self._followed, self._relabel, self._members.rejoin)
        self._services = services.Services(
            node=told.node,
            protocols=self._protocols,
            words=manner.Early() if told.legacy else manner.Selective(),
            log=log,
            tell=self._events.tell,
        )
        self._source = source.Source(
            client,
            log,
            self._take,
            form=told.form,
            namespace=told.namespace,
            name=told.config_map,
            kinds=source.SPEAKER_KINDS,
        )
        self._metrics = monitoring.Server(told.port, self._measures, told.host)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then end in order. Raises OSError for an address that cannot be had."""
        await access.knock()
        await self._members.start()
        await self._metrics.start()
        async with aio.tasks() as owner:
            owner.start(self._work(owner), name="speaker")
            ended = owner.start(stop.wait(), name="speaker end")
            await asyncio.wait((ended, owner.failed), return_when=asyncio.FIRST_COMPLETED)
            # Before anything else ends: whoever hears it takes over at once.
            self._members.leave()
            if owner.failed.done():
                raise owner.failed.result()
        await self._metrics.stop()

    async def _work(self, owner: aio.Tasks) -> None:
        """Nobody is elected before this node and its fellows are known, as far as they can be."""
        owner.start(self._members.run(self._client), name="speaker members")
        for each in self._protocols.values():
            owner.start(each.run(), name=f"speaker {each.name}")
        owner.start(self._events.run(), name="speaker events")
        owner.start(self._followed.watch(), name="speaker watches")
        if not self._told.legacy:
            owner.start(self._statuses.run(self._layer2.announced), name="speaker statuses")
        await self._followed.synced()
        owner.start(self._node.run(), name="speaker node")
        await self._node.known.wait()
        owner.start(self._source.run(), name="speaker configuration")
        await self._source.synced.wait()
        await self._members.joined.wait()
        self._node.on_fitness(self._force)
        await self._followed.work(self._sync)

    def _by_layer2(self) -> layer2.Controller:
        return layer2.Controller(
            node=self._told.node,
            log=self._log,
            rules=self._rules(),
            exclude=self._told.excluded_interfaces,
            complain=self._complain,
            changed=self._statuses.changed,
        )

    def _rules(self) -> electorate.Rules:
        known = _Electorate(self._members, self._followed)
        if self._told.legacy:
            return electorate.Early(known)
        return electorate.Selective(known, ignore_exclusion=self._told.ignore_exclusion)

    async def _take(self, config: model.Config | None) -> bool:
        async with self._turn:
            taken = await self._services.set_config(config)
        if taken:
            self._followed.again()
        return taken

    async def _relabel(self, labels: Mapping[str, str]) -> None:
        async with self._turn:
            for each in self._protocols.values():
                await each.set_node_labels(labels)
        self._followed.again()

    def _force(self) -> None:
        """Work on every service anew: who lives, or who may stand, has changed."""
        if not self._told.legacy:
            log = self._log.having(caller=REPROCESS, controller="ServiceReconciler - reprocessAll")
            log.info(**{"start reconcile": RELOAD})
            log.info(**{"end reconcile": RELOAD})
        self._followed.again()

    async def _sync(
        self, name: str, service: resources.Object | None, slices: Sequence[resources.Object]
    ) -> None:
        log = self._log.having(caller=RECONCILE, controller="ServiceReconciler")
        if not self._told.legacy:
            log.info(**{"start reconcile": name})
        if service is None or self._ours(service):
            async with self._turn:
                await self._services.set_balancer(name, service, slices)
        if not self._told.legacy:
            log.info(**{"end reconcile": name})

    def _ours(self, service: resources.Object) -> bool:
        """Whether the service's loadBalancerClass names this MetalLB; before 0.13 nobody asked."""
        return self._told.legacy or service["spec"].get("loadBalancerClass", "") == self._told.balancer_class

    def _complain(self, name: str, reason: str, message: str) -> None:
        service = self._followed.service(name)
        if service is not None:
            self._events.tell(service, reason, message, warning=True)

    def _measures(self) -> list[monitoring.Family]:
        return [
            *measures.configuration(loaded=self._source.loaded, stale=self._source.stale),
            measures.announced(self._services.announced, self._told.node),
            *measures.layer2(self._layer2.stats),
        ]


class _Electorate:
    """What the election asks, answered from what the speaker follows."""

    def __init__(self, members: speakers.Speakers | speakers.Unwatched, followed: follow.Followed) -> None:
        self._members, self._followed = members, followed

    def speakers(self) -> frozenset[str] | None:
        """See electorate.Electorate."""
        return self._members.usable()

    def nodes(self) -> Mapping[str, resources.Object]:
        """See electorate.Electorate."""
        return self._followed.nodes()


def _members(
    told: settings.Settings, log: log_.Log, changed: speakers.Changed
) -> speakers.Speakers | speakers.Unwatched:
    if not told.members_address or not told.members_labels:
        return speakers.Unwatched(log)
    if not told.members_secret:
        warning = "no ml-secret-key set, memberlist traffic will not be encrypted"
        log.info(op="startup", warning=warning)
    return speakers.Speakers(
        told.node,
        told.members_address,
        secret=told.members_secret,
        namespace=told.members_namespace,
        labels=told.members_labels,
        log=log,
        changed=changed,
        port=told.members_port,
    )
