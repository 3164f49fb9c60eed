"""A lab of one node for tests: an API server, one kubelet, and a bridge for its pods. No scheduler, no controllers.

Run as `python -m tests.lab.kubelet.minilab FD`, FD being a listening TCP socket; prints `ready`, or `lacks: why` where
namespaces are forbidden, and ends with its stdin.
"""

import asyncio
import faulthandler
import importlib
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from pyroute2 import IPRoute

from tutor.base import aio, errors
from tutor.lab import supervisor
from tutor.lab.client import resources, rest
from tutor.lab.control import wire
from tutor.lab.net import netlink, netns
from tutor.lab.root import hostroot, labroot, places, spawn, template

NODE, ADDRESS, GATEWAY = "node-1", "192.168.77.11", "172.16.77.1"


class BridgeCni:
    """Plugs each pod into one bridge of the node."""

    def __init__(self, node_namespace: str) -> None:
        self._node = node_namespace
        self._next = 2

    async def add(self, namespace: str, name: str, sandbox_pid: int, ports: Sequence[object] = ()) -> str:
        """A cable from the bridge to the pod's eth0."""
        address, number = f"172.16.77.{self._next}", self._next
        self._next += 1
        # In a thread of its own: pyroute2 refuses to open a socket where an event loop runs.
        await asyncio.to_thread(self._plug, address, number, sandbox_pid)
        return address

    def _plug(self, address: str, number: int, sandbox_pid: int) -> None:
        pod = os.open(f"/proc/{sandbox_pid}/ns/net", os.O_RDONLY)
        try:
            with netlink.opened(self._node) as route:
                peer = {"ifname": "eth0", "net_ns_fd": pod}
                route.link("add", ifname=f"pod{number}", kind="veth", peer=peer)
                bridge = netlink.index(route, "cni0")
                route.link("set", index=netlink.index(route, f"pod{number}"), master=bridge, state="up")
            with netlink.opened(pod) as route:
                netlink.loopback_up(route)
                card = netlink.index(route, "eth0")
                netlink.add_address(route, card, f"{address}/24")
                route.link("set", index=card, state="up")
                route.route("add", dst="default", gateway=GATEWAY)
        finally:
            os.close(pod)

    async def remove(self, namespace: str, name: str) -> None:
        """The cable goes with the pod's namespace."""


def _bridge(route: IPRoute) -> None:
    netlink.loopback_up(route)
    for name, address in (("eth0", f"{ADDRESS}/24"), ("cni0", f"{GATEWAY}/24")):
        route.link("add", ifname=name, kind="bridge")
        netlink.add_address(route, netlink.index(route, name), address)
        route.link("set", index=netlink.index(route, name), state="up")


def main() -> None:
    """Enter namespaces of its own and run until stdin ends."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    folders = places.shown_folders(package)
    try:
        supervisor._enter()
    except (errors.EnvironmentLacks, OSError) as error:
        print(f"lacks: {error}", flush=True)
        sys.exit(1)
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        os._exit(0)
    labroot.enter("", folders)
    copier = labroot.copy_etc()
    registry = importlib.import_module("tutor.lab.kubelet.images.registry")
    for name in ("asyncio", "tutor.lab.kubelet.rootfs", *registry.PRELOAD):
        if True:
            importlib.import_module(name)
    ours, theirs = wire.pair()
    template.fork(ours, theirs)
    faulthandler.register(signal.SIGUSR1)
    os.waitpid(copier, 0)
    namespace = netns.create()
    with netlink.opened(namespace) as route:
        _bridge(route)
    asyncio.run(_run(listening, template.Template(ours), folders, namespace))
    os._exit(0)


async def _run(
    listening: socket.socket, hosts: template.Template, folders: list[str], namespace: int
) -> None:
    async with aio.tasks() as tasks:
        files = {"/etc/hosts": "127.0.0.1 localhost\n", "/etc/resolv.conf": "nameserver 10.0.2.3\n"}
        root = hostroot.HostRoot({**files, "/etc/hostname": f"{NODE}\n"}, {}, tuple(folders))
        host = await hosts.host(NODE, root, namespace)
        tasks.start(host.run(), name="host")
        await _serve_api(listening, host)
        client = rest.Client(socket="/run/k8stutor/api.sock", user="system:node:node-1")
        kubelet = _kubelet(host, client)
        tasks.start(kubelet.run(), name="kubelet")
        tasks.start(_watch_failure(tasks), name="failures")
        await kubelet.ready.wait()
        await client.create(resources.SERVICE_ACCOUNTS, {"metadata": {"name": "default"}}, "default")
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def _watch_failure(tasks: aio.Tasks) -> None:
    error = await tasks.failed
    print(f"failed: {error!r}", flush=True)
    os._exit(1)


def _kubelet(host: spawn.HostInit, client: rest.Client) -> Any:
    config = importlib.import_module("tutor.lab.kubelet.config")
    kubelet = importlib.import_module("tutor.lab.kubelet.kubelet")
    registry = importlib.import_module("tutor.lab.kubelet.images.registry")
    node = config.NodeConfig(NODE, ADDRESS, pod_cidr="172.16.77.0/24", ca_certificate="test CA\n")
    return kubelet.Kubelet(node, host, client, BridgeCni(host.namespace("net")), registry.find)


async def _serve_api(listening: socket.socket, host: spawn.HostInit) -> None:
    import aiohttp

    from tutor.lab.apiserver import server, state

    def made(info: Any) -> socket.socket:
        return netns.make_socket(host.namespace("net"), info[0], info[1], info[2])

    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=made))

    def dial(_name: str, _node: Mapping[str, Any]) -> aiohttp.ClientSession:
        return session

    serving = server.ApiServer(state.Config(), kubelet_session=dial)
    await serving.serve(listening, trusted=True)
    unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unix.bind("/run/k8stutor/api.sock")
    await serving.serve(unix, trusted=True)


if __name__ == "__main__":
    main()
