"""Builds and starts all of the lab, in the supervisor's event loop, and ends it."""

import asyncio
import contextlib
import importlib
import signal
import socket
from typing import Protocol

from tutor.base import aio
from tutor.lab import hostfiles, running, service
from tutor.lab import plan as plans
from tutor.lab.net import topology
from tutor.lab.root import template


class Report(Protocol):
    """How far the start has come, as the launcher wants to hear it."""

    def stage(self, name: str) -> None:
        """A part of the lab is up."""

    def fail(self, error: BaseException) -> None:
        """The start has failed."""

    def close(self) -> None:
        """The start is over."""


def main(plan: plans.Plan, report: Report, channel: socket.socket, namespaces: dict[str, int]) -> None:
    """Run the lab until it is stopped."""
    asyncio.run(_run(plan, report, template.Template(channel), namespaces))


async def _run(
    plan: plans.Plan, report: Report, hosts: template.Template, namespaces: dict[str, int]
) -> None:
    lab = running.Lab(plan)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, lab.stopping.set)
    async with aio.tasks() as tasks, contextlib.AsyncExitStack() as ends:
        building = tasks.start(_start_hosts(lab, plan, hosts, namespaces, tasks), name="hosts")
        await asyncio.sleep(0)  # the hosts build their roots while the cluster's modules are imported
        parts = importlib.import_module("tutor.lab.parts")
        await building
        tasks.start(service.Service(lab, socket.socket(fileno=plan.control_fd)).run(), name="control")
        lab.reach("hosts", report.stage)
        starting = parts.Parts(lab, plan, report, tasks, ends)
        tasks.start(starting.start(namespaces), name="start")
        stopped = tasks.start(lab.stopping.wait(), name="stop")
        await asyncio.wait({stopped, tasks.failed}, return_when=asyncio.FIRST_COMPLETED)
        if tasks.failed.done():
            raise tasks.failed.result()


async def _start_hosts(
    lab: running.Lab,
    plan: plans.Plan,
    hosts: template.Template,
    namespaces: dict[str, int],
    tasks: aio.Tasks,
) -> None:
    async def start(host: topology.Host) -> None:
        init = await hosts.host(host.name, hostfiles.root(plan, host), namespaces[host.name])
        tasks.start(init.run(), name=f"init of {host.name}")
        lab.hosts[host.name] = init

    await asyncio.gather(*(start(host) for host in topology.HOSTS))
