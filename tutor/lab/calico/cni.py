"""Plugs pods of one node in and out: address, veth pair, routes (cni-plugin/internal/pkg/utils, felix)."""

import asyncio
import contextlib
import dataclasses
import datetime
import os
import socket
import time
from collections.abc import Sequence
from typing import Protocol

from tutor.base import aio, errors
from tutor.lab.calico import allocator, ipam, naming, portmap, rtnetlink
from tutor.lab.net import netns

_HOST_PARAMETERS = {
    "conf/{}/proxy_arp": "1",
    "neigh/{}/proxy_delay": "0",
    "conf/{}/forwarding": "1",
    "conf/{}/route_localnet": "1",
    "conf/{}/rp_filter": "0",
}
_POD_DEVICE_INDEX = 2
DEFAULT_MTU = 1500
PREDECESSOR_SECONDS = 3.0
"""A little more than a pod whose object is gone is given to end."""
PAUSE_SECONDS = 0.02


class Iptables(Protocol):
    """The node's iptables."""

    async def restore(self, text: str) -> None:
        """Run iptables-restore --noflush. Raises tutor.base.errors.LabError."""


@dataclasses.dataclass(frozen=True)
class Endpoint:
    """A pod's network: what WorkloadEndpoint objects are made of."""

    namespace: str
    pod: str
    node: str
    interface: str
    address: str
    handle: str
    ports: tuple[portmap.Port, ...] = ()

    @property
    def sandbox(self) -> str:
        """The id that the runtime gave to the sandbox."""
        return self.handle.partition(".")[2]


class Cni:
    """The kubelet's way to the network, on one node."""

    def __init__(
        self,
        node: str,
        node_pid: int,
        addresses: allocator.Allocator,
        iptables: Iptables,
        *,
        mtu: int = DEFAULT_MTU,
    ) -> None:
        self._iptables, self._maps_ports = iptables, False
        self.endpoints: dict[tuple[str, str], Endpoint] = {}
        self._node, self._addresses, self._mtu = node, addresses, mtu - naming.VXLAN_OVERHEAD
        self._netns = os.open(f"/proc/{node_pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        with netns.entered(self._netns):
            self._netlink = rtnetlink.Netlink()
        self._turn = asyncio.Lock()
        addresses.release_pods(node)

    def close(self) -> None:
        """Let go of the node's namespace."""
        self._netlink.close()
        os.close(self._netns)

    async def add(
        self, namespace: str, name: str, sandbox_pid: int, ports: Sequence[portmap.Port] = ()
    ) -> str:
        """Connect a pod; its IPv4 address. Raises LabError when the kernel or the pool refuses."""
        interface = naming.veth(namespace, name)
        await self.remove(namespace, name)
        handle = naming.pod_handle()
        try:
            address = await self._address(namespace, name, handle)
        except ipam.NoAddressLeft as error:
            raise errors.LabError(f"no address for pod {namespace}/{name}", why=str(error)) from error
        try:
            async with self._turn:
                await aio.whole(asyncio.to_thread(self._plug, interface, address, sandbox_pid))
        except asyncio.CancelledError:
            self._addresses.release_handle(handle)
            raise
        except OSError as error:
            self._addresses.release_handle(handle)
            raise errors.LabError(f"pod {namespace}/{name} cannot be connected", why=str(error)) from error
        self.endpoints[(namespace, name)] = made = Endpoint(
            namespace, name, self._node, interface, address, handle, tuple(ports)
        )
        if ports:
            await self._map(made)
        return address

    async def _map(self, made: Endpoint) -> None:
        """Lend the pod its host ports. Raises LabError."""
        async with self._turn:
            if not self._maps_ports:
                await self._iptables.restore(portmap.base())
                self._maps_ports = True
            await self._iptables.restore(portmap.added(made.sandbox, made.address, made.ports))

    async def _address(self, namespace: str, name: str, handle: str) -> str:
        """The address that a restored pod had, once its predecessor has let go of it; else any."""
        about = _attributes(self._node, namespace, name)
        deadline = time.monotonic() + PREDECESSOR_SECONDS
        while (wish := self._addresses.wishes.get((namespace, name))) and time.monotonic() < deadline:
            if self._addresses.take(self._node, wish, handle, about):
                return wish
            await asyncio.sleep(PAUSE_SECONDS)
        return self._addresses.assign(self._node, handle, about)

    async def remove(self, namespace: str, name: str) -> None:
        """Take a pod's interface and address back; no error when there is none."""
        known = self.endpoints.pop((namespace, name), None)
        if known is None:
            return
        self._addresses.release_handle(known.handle)
        async with self._turn:
            await aio.whole(asyncio.to_thread(self._netlink.send, [rtnetlink.delete_link(known.interface)]))
            if known.ports:
                with contextlib.suppress(
                    errors.LabError
                ):  # it never came so far, or somebody took it away by hand
                    await self._iptables.restore(portmap.removed(known.sandbox, known.ports))

    def _plug(self, interface: str, address: str, sandbox_pid: int) -> None:
        """Everything about one pod. Raises OSError; what was made half is taken down again."""
        pod = os.open(f"/proc/{sandbox_pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            # A pair of that name belongs to a pod that ended without being unplugged.
            stale = rtnetlink.delete_link(interface)
            mac = naming.pod_mac()
            pair = rtnetlink.veth(
                interface, naming.HOST_MAC, self._mtu, peer=naming.POD_DEVICE, peer_mac=mac, peer_netns=pod
            )
            self._netlink.send([stale, pair])
            try:
                self._configure_host(interface, address)
                self._configure_pod(pod, address)
            except OSError:
                with contextlib.suppress(OSError):
                    self._netlink.send([stale])
                raise
        finally:
            os.close(pod)

    def _configure_host(self, interface: str, address: str) -> None:
        with netns.entered(self._netns):
            netns.sysctl(
                {f"ipv4/{name.format(interface)}": value for name, value in _HOST_PARAMETERS.items()}
            )
            index = socket.if_nametoindex(interface)
        route = rtnetlink.route(f"{address}/32", index=index, scope=rtnetlink.SCOPE_LINK)
        self._netlink.send([rtnetlink.link_up(index), route])

    def _configure_pod(self, pod: int, address: str) -> None:
        with netns.entered(pod):
            netns.sysctl({"ipv4/ip_forward": "0"})
            with rtnetlink.Netlink() as inside:
                inside.send(
                    [
                        rtnetlink.link_up(1),
                        rtnetlink.link_up(_POD_DEVICE_INDEX),
                        rtnetlink.address(_POD_DEVICE_INDEX, address, 32),
                        rtnetlink.route(
                            f"{naming.GATEWAY}/32", index=_POD_DEVICE_INDEX, scope=rtnetlink.SCOPE_LINK
                        ),
                        rtnetlink.route("default", index=_POD_DEVICE_INDEX, gateway=naming.GATEWAY),
                    ]
                )


def _attributes(node: str, namespace: str, pod: str) -> dict[str, str]:
    """What a block tells of a pod's address; the time is written as Go prints one."""
    now = datetime.datetime.now(datetime.UTC)
    stamp = f"{now:%Y-%m-%d %H:%M:%S.%f} +0000 UTC"
    return {"namespace": namespace, "node": node, "pod": pod, "timestamp": stamp}
