"""What a speaker asks of each way to announce an address (MetalLB's speaker/main.go, interface Protocol)."""

import typing
from collections.abc import Mapping, Sequence

from tutor.lab.client import resources
from tutor.lab.metallb import model


class Protocol(typing.Protocol):
    """Layer 2 or BGP on one node. The speaker calls it from one task, in turn, and runs `run` beside."""

    name: str
    """model.LAYER2 or model.BGP."""

    async def run(self) -> None:
        """Do what goes on by itself, until cancelled; then end in order (BGP: close the sessions)."""

    async def set_config(self, config: model.Config) -> None:
        """Take up a new configuration."""

    async def set_node_labels(self, labels: Mapping[str, str]) -> None:
        """This node's labels, at the start and when they change: selectors of peers and advertisements use them."""

    def should_announce(
        self,
        pool: model.Pool,
        address: model.Address,
        service: resources.Object,
        slices: Sequence[resources.Object],
    ) -> str:
        """Why this node must not announce the address ("notOwner", "noEndpoints" …); empty when it must."""

    async def set_balancer(self, service: str, address: model.Address, pool: model.Pool) -> None:
        """Announce the address of the service "namespace/name"; called again for every later change of it."""

    async def delete_balancer(self, service: str, reason: str) -> None:
        """Announce nothing for the service any more."""
