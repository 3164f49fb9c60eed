"""Layer 2 as a speaker's protocol (speaker/layer2_controller.go)."""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence

from tutor.lab.client import resources
from tutor.lab.metallb import log as log_
from tutor.lab.metallb import model
from tutor.lab.metallb.layer2 import announcer, election, electorate, stats

Complain = Callable[[str, str, str], None]
"""Writes a Warning event about the service "namespace/name": reason and message."""
Changed = Callable[[str], None]
"""Told of the service "namespace/name" whose announcement began, changed or ended."""


class Controller:
    """Implements tutor.lab.metallb.protocol.Protocol for one node."""

    name = model.LAYER2

    def __init__(
        self,
        *,
        node: str,
        log: log_.Log,
        rules: electorate.Rules,
        exclude: re.Pattern[str] | None = None,
        complain: Complain,
        changed: Changed,
    ) -> None:
        self._node, self._log, self._rules = node, log, rules
        self._complain, self._changed = complain, changed
        self._labels: dict[str, str] = {}
        self._announcer = announcer.Announcer(log, exclude)

    @property
    def stats(self) -> stats.Stats:
        """What the responders have counted."""
        return self._announcer.stats

    def announced(self, service: str) -> announcer.Advertisement | None:
        """What this node announces for the service."""
        return self._announcer.advertised(service)

    async def run(self) -> None:
        """Answer on every interface, until cancelled."""
        await self._announcer.run()

    async def set_config(self, config: model.Config) -> None:
        """Nothing is kept of it: each service brings its pool."""

    async def set_node_labels(self, labels: Mapping[str, str]) -> None:
        """They choose the interfaces."""
        self._labels = dict(labels)

    def should_announce(
        self,
        pool: model.Pool,
        address: model.Address,
        service: resources.Object,
        slices: Sequence[resources.Object],
    ) -> str:
        """ "notOwner" unless this node wins the election."""
        candidates = self._rules.candidates(pool, service, slices)
        won = election.owner(candidates, str(address)) == self._node
        return "" if won else electorate.NOT_OWNER

    async def set_balancer(self, service: str, address: model.Address, pool: model.Pool) -> None:
        """Answer for the address, wherever the pool's advertisements say; IPv6 is not announced by the lab."""
        if not isinstance(address, ipaddress.IPv4Address):
            return
        wanted = announcer.Advertisement(address, electorate.interfaces(pool, self._labels))
        if wanted.interfaces is not None and not wanted.interfaces & self._announcer.interfaces:
            self._nowhere(service, address)
            return
        self._announcer.set(service, wanted)
        self._changed(service)

    async def delete_balancer(self, service: str, reason: str) -> None:  # noqa: ARG002 - the speaker logs it
        """Answer for it no more."""
        if self._announcer.advertised(service) is None:
            return
        self._announcer.delete(service)
        self._changed(service)

    def _nowhere(self, service: str, address: ipaddress.IPv4Address) -> None:
        said = {"op": "SetBalancer", "protocol": self.name, "service": service}
        text = "the specified interfaces used to announce LB IP don't exist"
        self._log.error(**said, localIfs=sorted(self._announcer.interfaces), msg=text)
        lacking = f'the interfaces specified by LB IP "{address}" doesn\'t exist'
        message = f'{lacking} in assigned node "{self._node}" with protocol "{self.name}"'
        self._complain(service, "announceFailed", message)
