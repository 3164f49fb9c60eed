"""Builds and starts all of the lab, in the supervisor's event loop, and ends it."""

import asyncio
import contextlib
import signal
import socket
import time
from typing import Any, Protocol

from tutor.base import aio
from tutor.lab import account, hostfiles, service
from tutor.lab import plan as plans
from tutor.lab.bootstrap import create
from tutor.lab.client import rest
from tutor.lab.net import topology
from tutor.lab.root import places, spawn, template


class Report(Protocol):
    """How far the start has come, as the launcher wants to hear it."""

    def stage(self, name: str) -> None:
        """A part of the lab is up."""

    def tell(self, **words: object) -> None:
        """Anything else."""

    def close(self) -> None:
        """The start is over."""


class Lab:
    """The running lab: its hosts, and how far it has come."""

    def __init__(self, plan: plans.Plan) -> None:
        self.hosts: dict[str, spawn.HostInit] = {}
        self.stopping = asyncio.Event()
        self.phase = "starting"
        self._plan = plan
        self._began = time.monotonic()

    def reach(self, phase: str, report: Report) -> None:
        """A part is up."""
        self.phase = phase
        report.stage(phase)

    def status(self) -> dict[str, Any]:
        """The lab's own account of itself."""
        return {
            "pid": self._plan.pid,
            "up": True,
            "phase": self.phase,
            "uptime": round(time.monotonic() - self._began, 3),
            "memory": account.memory(),
            "api": f"https://127.0.0.1:{self._plan.port}",
            "hosts": [self._host(host) for host in topology.HOSTS],
            "real": list(account.REAL),
            "emulated": list(account.EMULATED),
            "notes": list(self._plan.notes),
        }

    def _host(self, host: topology.Host) -> dict[str, Any]:
        cards = {card.name: list(card.addresses) for card in host.interfaces}
        return {"name": host.name, "up": host.name in self.hosts, "interfaces": cards}

    def kubeconfig(self) -> str:
        """The YAML for the learner's own tools."""
        return hostfiles.kubeconfig(self._plan, f"https://127.0.0.1:{self._plan.port}")


def main(plan: plans.Plan, report: Report, channel: socket.socket, namespaces: dict[str, int]) -> None:
    """Run the lab until it is stopped."""
    asyncio.run(_run(plan, report, template.Template(channel), namespaces))


async def _run(
    plan: plans.Plan, report: Report, hosts: template.Template, namespaces: dict[str, int]
) -> None:
    lab = Lab(plan)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, lab.stopping.set)
    async with aio.tasks() as tasks, contextlib.AsyncExitStack() as ends:
        starting = tasks.start(_start_hosts(lab, plan, hosts, namespaces, tasks), name="hosts")
        from tutor.lab import controlplane  # imported while the hosts build their roots

        await starting
        listener = socket.socket(fileno=plan.control_fd)
        tasks.start(service.Service(lab, listener).run(), name="control")
        lab.reach("hosts", report)
        plane = controlplane.ControlPlane(plan, lab.hosts[topology.CONTROL_PLANE])
        ends.push_async_callback(plane.close)
        await plane.serve()
        lab.reach("api", report)
        client = rest.Client(socket=places.API_SOCKET, user="system:admin")
        ends.push_async_callback(client.close)
        await create.everything(client, plan.certificates["ca.crt"])
        lab.reach("objects", report)
        lab.reach("ready", report)
        report.close()
        stopped = tasks.start(lab.stopping.wait(), name="stop")
        await asyncio.wait({stopped, tasks.failed}, return_when=asyncio.FIRST_COMPLETED)


async def _start_hosts(
    lab: Lab, plan: plans.Plan, hosts: template.Template, namespaces: dict[str, int], tasks: aio.Tasks
) -> None:
    async def start(host: topology.Host) -> None:
        init = await hosts.host(host.name, hostfiles.root(plan, host), namespaces[host.name])
        tasks.start(init.run(), name=f"init of {host.name}")
        lab.hosts[host.name] = init

    await asyncio.gather(*(start(host) for host in topology.HOSTS))
