"""Three nodes with pods, rules and tunnels in net namespaces; prints what packets did, as JSON.

Run in a net namespace of its own: `unshare -n python -m tests.lab.calico.datapath`, with -Ur as an ordinary user.
"""

import asyncio
import errno
import json
import os
import socket
import subprocess
import time
from collections.abc import Sequence
from typing import Any

from pyroute2 import IPRoute

from tests.lab.proxy import test_sync
from tutor.base import errors
from tutor.lab.calico import agent, allocator, cni, ipam, rtnetlink
from tutor.lab.client import resources
from tutor.lab.net import netns
from tutor.lab.proxy import config, services, sync

NODES = {"k8s-m": "192.168.10.10", "k8s-w1": "192.168.10.101", "k8s-w2": "192.168.10.102"}
SERVICE_IP, NODE_PORT = "10.96.0.7", 30080


class Node:
    """A node's net namespace, held by a sleeping process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(["unshare", "-n", "sleep", "60"])
        own = os.readlink("/proc/self/ns/net")
        deadline = time.monotonic() + 5
        while os.readlink(f"/proc/{self.process.pid}/ns/net") == own and time.monotonic() < deadline:
            os.sched_yield()
        self.pid = self.process.pid
        self.path = f"/proc/{self.pid}/ns/net"

    def call(self, argv: Sequence[str], text: str = "") -> str:
        """Run a program inside."""
        with netns.entered(self.path):
            done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise errors.LabError(f"{argv[0]} failed", why=done.stderr)
        return done.stdout

    async def restore(self, text: str) -> None:
        self.call(["iptables-restore", "--noflush"], text)

    async def save(self) -> str:
        return self.call(["iptables-save"])

    async def run(self, argv: Sequence[str]) -> int:
        with netns.entered(self.path):
            return subprocess.run(argv, capture_output=True, check=False).returncode  # noqa: ASYNC221

    def sysctl(self, name: str, value: str) -> None:
        with netns.entered(self.path):
            netns.sysctl({name: value})

    def socket(self) -> socket.socket:
        """A TCP socket inside."""
        return netns.make_socket(self.path, socket.AF_INET, socket.SOCK_STREAM)


def cable(nodes: dict[str, Node]) -> None:
    """One bridge, and an enp0s8 in each node."""
    with IPRoute() as route:
        route.link("add", ifname="br0", kind="bridge")
        bridge = route.link_lookup(ifname="br0")[0]
        route.link("set", index=bridge, state="up")
        for number, node in enumerate(nodes.values()):
            route.link(
                "add", ifname=f"p{number}", kind="veth", peer={"ifname": "enp0s8", "net_ns_pid": node.pid}
            )
            route.link("set", ifname=f"p{number}", master=bridge, state="up")
    for name, node in nodes.items():
        node.sysctl("ipv4/ip_forward", "1")
        node.sysctl("ipv4/conf/default/rp_filter", "0")
        node.sysctl("ipv4/conf/all/rp_filter", "0")
        with netns.entered(node.path):
            route = IPRoute()
        with route:
            index = route.link_lookup(ifname="enp0s8")[0]
            route.link("set", index=1, state="up")
            route.addr("add", index=index, address=NODES[name], prefixlen=24)
            route.link("set", index=index, state="up")
            # Proxy ARP speaks for addresses that the node has a route to, by another interface.
            route.route("add", dst="default", gateway="192.168.10.254")


async def serve(pod: Node) -> None:
    """Answer every connection with the address it came from."""
    listener = pod.socket()
    listener.bind(("0.0.0.0", 80))
    listener.listen()
    listener.setblocking(False)

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(writer.get_extra_info("peername")[0].encode())
        writer.close()

    server = await asyncio.start_server(answer, sock=listener)
    async with server:
        await server.serve_forever()


async def ask(client: Node, address: str, port: int = 80) -> str:
    """The address that the server saw, or the error."""
    connection = client.socket()
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(3):
            await loop.sock_connect(connection, (address, port))
            return (await loop.sock_recv(connection, 100)).decode()
    except (OSError, TimeoutError) as error:
        return type(error).__name__
    finally:
        connection.close()


async def more_blocks(addresses: allocator.Allocator, watching: agent.Agent, node: Node) -> bool:
    """Whether a node learns of another node's second block."""
    block = addresses.claim_block("k8s-w1")
    assert block is not None
    await test_sync.until(lambda: block.cidr in watching._known["k8s-w1"].blocks)
    return f"{block.cidr} via 172.16.158.0 dev vxlan.calico" in node.call(["ip", "route"])


def refusal() -> list[str]:
    """What is said of a message that the kernel refuses, after one that fails as expected."""
    with rtnetlink.Netlink() as link:
        link.send([rtnetlink.delete_link("no-such-link0")])
        try:
            link.send([rtnetlink.link_up(999999)])
        except rtnetlink.NetlinkError as error:
            return [errno.errorcode[error.errno or 0], error.message]
    return []


def node_object(name: str, address: str) -> dict[str, Any]:
    """A Node."""
    return {"metadata": {"name": name}, "status": {"addresses": [{"type": "InternalIP", "address": address}]}}


def service_objects(endpoints: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A NodePort Service on pods, given as address -> node."""
    ports = [{"port": 80, "protocol": "TCP", "nodePort": NODE_PORT}]
    service = {
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {"type": "NodePort", "clusterIP": SERVICE_IP, "ports": ports},
    }
    piece = {
        "metadata": {"name": "web-1", "namespace": "default", "labels": {services.SERVICE_LABEL: "web"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [ip], "nodeName": node} for ip, node in endpoints.items()],
        "ports": [{"name": "", "port": 80, "protocol": "TCP"}],
    }
    return service, piece


async def main(nodes: dict[str, Node]) -> dict[str, Any]:
    """Start everything, ask, take down."""
    pods = {"a": Node(), "b": Node(), "c": Node()}
    where = {"a": "k8s-w1", "b": "k8s-w2", "c": "k8s-w1"}
    pool = allocator.Allocator([ipam.Pool("172.16.0.0/16")])
    known = test_sync.Source(resources.NODES)
    agents = {name: agent.Agent(name, node.pid, pool, known, node) for name, node in nodes.items()}
    plugs = {name: cni.Cni(name, node.pid, pool, node) for name, node in nodes.items()}
    tasks = [asyncio.create_task(each.run()) for each in agents.values()]
    for name, node_address in NODES.items():
        known.put(node_object(name, node_address))
    began = time.perf_counter()
    address = {pod: await plugs[where[pod]].add("default", pod, pods[pod].pid) for pod in pods}
    add = (time.perf_counter() - began) / len(pods)
    tasks += [asyncio.create_task(serve(pods[pod])) for pod in pods]
    sources = test_sync.Source(resources.SERVICES), test_sync.Source(resources.ENDPOINT_SLICES)
    for source, obj in zip(sources, service_objects({address["b"]: "k8s-w2"}), strict=True):
        source.put(obj)
    proxies = [
        sync.Proxy(config.Config(name, NODES[name], cluster_cidr="172.16.0.0/16"), node, *sources)
        for name, node in nodes.items()
    ]
    tasks += [asyncio.create_task(each.run()) for each in proxies]
    for each in proxies:
        await each.synced.wait()
    await test_sync.until(lambda: all(len(each._known) == 2 for each in agents.values()))
    found = {
        "addresses": address,
        "tunnels": {name: each.tunnel for name, each in agents.items()},
        "same node": await ask(pods["a"], address["c"]),
        "other node": await ask(pods["a"], address["b"]),
        "node to pod": await ask(nodes["k8s-m"], address["b"]),
        "pod to node": await ask(pods["a"], SERVICE_IP),
        "pod to own service": await ask(pods["b"], SERVICE_IP),
        "node to service": await ask(nodes["k8s-m"], SERVICE_IP),
        "node port": await ask(nodes["k8s-m"], NODES["k8s-w1"], NODE_PORT),
        "add seconds": add,
        "refusal": refusal(),
        "more": await more_blocks(pool, agents["k8s-m"], nodes["k8s-m"]),
        "routes": nodes["k8s-m"].call(["ip", "route"]),
        "nat": nodes["k8s-m"].call(["iptables", "-t", "nat", "-S"]),
    }
    sources[1].put(service_objects({})[1])
    await test_sync.until(lambda: "--reject-with" in nodes["k8s-w1"].call(["iptables", "-S"]))
    found["no endpoint"] = await ask(pods["a"], SERVICE_IP)
    for task in tasks:
        task.cancel()
    await plugs["k8s-w1"].remove("default", "a")
    found["gone"] = plugs["k8s-w1"].endpoints.get(("default", "a")) is None
    for node in (*nodes.values(), *pods.values()):
        node.process.kill()
        node.process.wait()
    return found


if __name__ == "__main__":
    HOSTS = {name: Node() for name in NODES}
    cable(HOSTS)
    print(json.dumps(asyncio.run(main(HOSTS))))
