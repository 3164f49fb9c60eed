"""Felix on one node: the tunnel device, routes to the other nodes' blocks, and iptables chains.

Source of the behaviour: felix/dataplane/linux/{vxlan_mgr,masq_mgr}.go. Device names and addresses come from `naming`.
"""

import asyncio
import dataclasses
import fcntl
import logging
import os
import socket
import struct
from typing import Any, Protocol

from tutor.base import errors
from tutor.lab.calico import allocator, ipam, naming, rtnetlink, rules
from tutor.lab.client import informer
from tutor.lab.net import netns

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
_GET_ADDRESS, _GET_MTU = 0x8915, 0x8921
"""SIOCGIFADDR, SIOCGIFMTU (netdevice(7))."""


class Iptables(Protocol):
    """The node's iptables."""

    async def restore(self, text: str) -> None:
        """Run iptables-restore --noflush. Raises tutor.base.errors.LabError."""

    async def save(self) -> str:
        """The output of iptables-save. Raises tutor.base.errors.LabError."""


@dataclasses.dataclass(frozen=True)
class Node:
    """A node as others reach it: its address, its tunnel's, and its blocks: through the tunnel, and without it."""

    name: str
    address: str
    tunnel: str
    blocks: tuple[str, ...]
    direct: tuple[str, ...] = ()


class Agent:
    """Keeps one node's data path true to the cluster's nodes and blocks."""

    def __init__(
        self,
        name: str,
        node_pid: int,
        addresses: allocator.Allocator,
        nodes: informer.Cache,
        iptables: Iptables,
        *,
        parent: str = "enp0s8",
    ) -> None:
        self.tunnel = claim_tunnel(addresses, name)
        self.ready = asyncio.Event()
        self._name, self._addresses, self._nodes = name, addresses, nodes
        self._iptables, self._parent = iptables, parent
        self._netns = os.open(f"/proc/{node_pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        with netns.entered(self._netns):
            self._netlink = rtnetlink.Netlink()
        self._index = self._parent_index = 0
        self._known: dict[str, Node] = {}
        self._ruled: tuple[list[str], tuple[ipam.Pool, ...]] | None = None
        self._changed = asyncio.Event()
        self._own_blocks: set[str] = set()
        nodes.on_change(lambda *_: self._changed.set())
        self._deaf = addresses.on_layout(self._changed.set)

    async def run(self) -> None:
        """Set the node up, then follow the cluster until cancelled."""
        try:
            self._device()
            self.ready.set()
            self._changed.set()
            while True:
                await self._changed.wait()
                self._changed.clear()
                try:
                    await self._follow()
                except (errors.LabError, OSError) as error:
                    log.error("calico on %s: %s", self._name, error)
                    await asyncio.sleep(RETRY_SECONDS)
                    self._changed.set()
        finally:
            self._deaf()
            self._netlink.close()
            os.close(self._netns)

    def _device(self) -> None:
        """Make vxlan.calico with the node's tunnel address. Raises OSError."""
        with netns.entered(self._netns):
            self._parent_index = socket.if_nametoindex(self._parent)
            address, mtu = _address_of(self._parent), _mtu_of(self._parent)
            device = rtnetlink.vxlan(
                naming.TUNNEL_DEVICE,
                naming.tunnel_mac(self._name),
                mtu - naming.VXLAN_OVERHEAD,
                vni=naming.VNI,
                port=naming.VXLAN_PORT,
                local=address,
                parent=self._parent_index,
            )
            self._netlink.send([device])
            self._index = socket.if_nametoindex(naming.TUNNEL_DEVICE)
        address_ = rtnetlink.address(self._index, self.tunnel, 32)
        self._netlink.send([address_, rtnetlink.link_up(self._index), *self._blackholes()])

    def _blackholes(self) -> list[rtnetlink.Message]:
        """Routes that keep packets for addresses of own blocks that no pod has from going round in circles."""
        blocks = {block.cidr for block in self._addresses.node_blocks(self._name)}
        fresh, self._own_blocks = blocks - self._own_blocks, blocks
        protocol = naming.ROUTE_PROTOCOL
        return [rtnetlink.route(cidr, kind=rtnetlink.BLACKHOLE, protocol=protocol) for cidr in sorted(fresh)]

    async def _follow(self) -> None:
        """Write what has changed since the last time."""
        wanted = {node.name: node for node in map(self._node, self._nodes) if node is not None}
        messages = self._blackholes()
        for name, node in self._known.items():
            if wanted.get(name) != node:
                messages += self._leave(node)
        for name, node in wanted.items():
            if self._known.get(name) != node:
                messages += self._join(node)
        self._netlink.send(messages)
        self._known = wanted
        hosts = sorted(node.address for node in wanted.values())
        pools = self._addresses.pools
        if (hosts, pools) != self._ruled:
            jumps = self._ruled is None and not rules.has_jumps(await self._iptables.save())
            await self._iptables.restore(rules.restore_text(pools, hosts, jumps=jumps))
            self._ruled = (hosts, pools)

    def _node(self, obj: dict[str, Any]) -> Node | None:
        """A remote node that can be reached; None for this node, and for one without address or block."""
        name = obj["metadata"]["name"]
        addresses = obj.get("status", {}).get("addresses") or []
        internal = next((item["address"] for item in addresses if item["type"] == "InternalIP"), "")
        blocks = [block.cidr for block in self._addresses.node_blocks(name)]
        if name == self._name or not internal or not blocks:
            return None
        blocks += [f"{address}/32" for address in self._addresses.borrowed_by(name)]
        modes = {cidr: pool.vxlan_mode if (pool := self._addresses.pool_of(cidr)) else "" for cidr in blocks}
        return Node(
            name,
            internal,
            claim_tunnel(self._addresses, name),
            tuple(cidr for cidr in blocks if modes[cidr] == ipam.ALWAYS),
            # The lab's nodes share one subnet.
            tuple(cidr for cidr in blocks if modes[cidr] == ipam.CROSS_SUBNET),
        )

    def _join(self, node: Node) -> list[rtnetlink.Message]:
        mac = naming.tunnel_mac(node.name)
        routes = [
            rtnetlink.route(
                block,
                index=self._index,
                gateway=node.tunnel,
                protocol=naming.ROUTE_PROTOCOL,
                flags=rtnetlink.ONLINK,
            )
            for block in node.blocks
        ]
        peers = [
            rtnetlink.neighbour(self._index, node.tunnel, mac),
            rtnetlink.forwarding_entry(self._index, mac, node.address),
        ]
        return peers + routes + [self._direct(block, node) for block in node.direct]

    def _direct(self, block: str, node: Node) -> rtnetlink.Message:
        return rtnetlink.route(
            block, index=self._parent_index, gateway=node.address, protocol=naming.ROUTE_PROTOCOL
        )

    def _leave(self, node: Node) -> list[rtnetlink.Message]:
        return [
            *(rtnetlink.delete_route(block, index=self._index) for block in node.blocks),
            *(rtnetlink.delete_route(block, index=self._parent_index) for block in node.direct),
            rtnetlink.delete_forwarding_entry(self._index, naming.tunnel_mac(node.name), node.address),
            rtnetlink.delete_neighbour(self._index, node.tunnel),
        ]


def claim_tunnel(addresses: allocator.Allocator, node: str) -> str:
    """The tunnel's own address of a node, taken from its first block when it has none yet."""
    handle = naming.tunnel_handle(node)
    for block in addresses.node_blocks(node):
        for address, owner in block.addresses():
            if owner == handle:
                return address
    return addresses.assign(node, handle, {"node": node, "type": "vxlanTunnelAddress"})


def _address_of(interface: str) -> str:
    """The first IPv4 address of an interface of the current net namespace. Raises OSError where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("256s", interface.encode())
        return socket.inet_ntoa(fcntl.ioctl(any_socket, _GET_ADDRESS, request)[20:24])


def _mtu_of(interface: str) -> int:
    """The MTU of an interface of the current net namespace. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sI252x", interface.encode(), 0)
        found: int = struct.unpack_from("16sI", fcntl.ioctl(any_socket, _GET_MTU, request))[1]
        return found
