"""A real API server without a lab, and Calico's part of it."""

import asyncio
import contextlib
import dataclasses
import pathlib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import yaml

from tutor.base import aio
from tutor.lab.apiserver import server, state
from tutor.lab.calico import agent, allocator, datastore, ipam
from tutor.lab.calico.calicoctl import launcher
from tutor.lab.client import informer, resources, rest

SECONDS = 30.0
NODES = {"k8s-m": "192.168.10.10/24", "k8s-w1": "192.168.10.101/24"}
PACKAGE = pathlib.Path(__file__).parents[3]


@dataclasses.dataclass
class Served:
    """A cluster of two nodes with Calico's objects, and the command."""

    client: rest.Client
    addresses: allocator.Allocator
    store: datastore.Datastore
    tasks: aio.Tasks
    folder: pathlib.Path
    url: str

    async def calicoctl(self, *words: str, stdin: str = "") -> tuple[int, str, str]:
        """Run the command as a host does; exit code, output, errors."""
        folders = (str(PACKAGE), str(pathlib.Path(yaml.__file__).parents[1]))
        program = self.folder / "calicoctl.py"
        program.write_text(launcher.files(sys.executable, folders)[launcher.PROGRAM])
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-ESPB", str(program), *words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"KUBECONFIG": str(self.folder / "config")},
        )
        async with asyncio.timeout(SECONDS):
            out, errors = await process.communicate(stdin.encode())
        return process.returncode or 0, out.decode(), errors.decode()

    async def pod(self, name: str, node: str, *, host_network: bool = False) -> str:
        """A pod as kubelet and Calico make it; its address."""
        container = {"name": "c", "image": "i", "ports": [{"name": "web", "containerPort": 80}]}
        spec = {"containers": [container], "nodeName": node, "hostNetwork": host_network}
        meta = {"name": name, "namespace": "default", "labels": {"app": "web"}}
        await self.client.create(resources.PODS, {"metadata": meta, "spec": spec})
        notes = {"pod": name, "namespace": "default"}
        address = self.addresses.assign(node, f"k8s-pod-network.{name}", notes)
        status = {"status": {"phase": "Running", "podIP": address, "podIPs": [{"ip": address}]}}
        await self.client.patch(resources.PODS, name, status, "default", subresource="status")
        return address


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(SECONDS):
        while not await true():
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def cluster(folder: pathlib.Path) -> AsyncIterator[Served]:
    """One, with the tunnels of its nodes; `folder` is for its files."""
    serving = server.ApiServer(state.Config(address="192.0.2.1:6443"))
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    await serving.serve(listener, trusted=True)
    (folder / "config").write_text(_kubeconfig(url))
    client = rest.Client(url, agent="test")
    addresses = allocator.Allocator([ipam.Pool("172.16.0.0/16")])
    async with aio.tasks() as tasks:
        nodes = informer.Informer(client, resources.NODES)
        tasks.start(nodes.run(), name="nodes")
        for name in NODES:
            agent.claim_tunnel(addresses, name)
            node = {"metadata": {"name": name}, "spec": {"podCIDRs": [ipam.LESSON_BLOCKS[name]]}}
            await client.create(resources.NODES, node)
        account = {"metadata": {"name": "default", "namespace": "default"}}
        await client.create(resources.SERVICE_ACCOUNTS, account)
        store = datastore.Datastore(client, addresses, nodes, NODES)
        tasks.start(store.run(), name="datastore")
        yield Served(client, addresses, store, tasks, folder, url)
    await client.close()
    await serving.close()


def _kubeconfig(url: str) -> str:
    named = {"cluster": "c", "user": "u"}
    return yaml.safe_dump(
        {
            "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": url}}],
            "contexts": [{"name": "x", "context": named}],
            "users": [{"name": "u", "user": {}}],
        }
    )
