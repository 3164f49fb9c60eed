"""When a cluster is ready: its nodes are, CoreDNS is available, and a name is answered at the service's address."""

import asyncio
import socket
import struct
from collections.abc import Callable

from tutor.base import aio, errors
from tutor.lab.client import informer, resources, rest
from tutor.lab.net import netns

SECONDS = 30.0
DNS_ADDRESS = ("10.96.0.10", 53)
NAME = "kubernetes.default.svc.cluster.local"
RESEND_SECONDS = 0.02
"""A query that is sent before kube-proxy's rules are there is lost, and nothing tells when they are."""

Object = resources.Object


async def wait(client: rest.Client, namespace: str, nodes: int) -> None:
    """Return when the cluster is ready, asking DNS from the net namespace `namespace`. Raises LabError."""
    try:
        async with asyncio.timeout(SECONDS), aio.tasks() as tasks:
            seen = informer.Informer(client, resources.NODES)
            coredns = informer.Informer(
                client, resources.DEPLOYMENTS, namespace="kube-system", fields="metadata.name=coredns"
            )
            await asyncio.gather(
                _until(seen, lambda: sum(map(node_ready, seen)) >= nodes, tasks),
                _until(coredns, lambda: any(map(available, coredns)), tasks),
            )
            await _answered(namespace)
    except TimeoutError:
        raise errors.LabError(
            f"the cluster did not become ready within {SECONDS:.0f} seconds",
            todo="look at it with kubectl get nodes, kubectl get pods -A",
        ) from None


async def _until(source: informer.Informer, true: Callable[[], bool], tasks: aio.Tasks) -> None:
    reached = asyncio.Event()

    def look(_change: str, _object: Object, _before: Object | None) -> None:
        if true():
            reached.set()

    source.on_change(look)
    tasks.start(source.run(), name=f"readiness {source.kind.plural}")
    await reached.wait()


def condition(obj: Object, kind: str) -> bool:
    """Whether an object has a condition of this type that is True."""
    found = obj.get("status", {}).get("conditions") or []
    return any(one["type"] == kind and one["status"] == "True" for one in found)


def node_ready(node: Object) -> bool:
    """Whether a node is Ready."""
    return condition(node, "Ready")


def available(deployment: Object) -> bool:
    """Whether a Deployment has at least one pod that serves."""
    return bool(deployment.get("status", {}).get("availableReplicas"))


def query(name: str) -> bytes:
    """A DNS query for the A records of `name` (RFC 1035 §4.1), with id 1."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack("!6H", 1, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!xHH", 1, 1)


async def _answered(namespace: str) -> None:
    loop = asyncio.get_running_loop()
    while True:
        # A new socket each time: conntrack remembers a flow that began before there was a rule for it.
        with netns.make_socket(namespace, socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.setblocking(False)
            try:
                asking.connect(DNS_ADDRESS)
                await loop.sock_sendall(asking, query(NAME))
                async with asyncio.timeout(RESEND_SECONDS):
                    answer = await loop.sock_recv(asking, 512)
            except (TimeoutError, OSError):
                await asyncio.sleep(RESEND_SECONDS)
                continue
        if answer[3] & 0x0F == 0 and answer[6:8] != b"\0\0":
            return
