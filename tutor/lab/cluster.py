"""Builds and starts all of the lab, in the supervisor's event loop, and ends it."""

import asyncio
import contextlib
import dataclasses
import importlib
import signal
import socket
from collections.abc import Mapping
from typing import Protocol

from tutor.base import aio
from tutor.lab.control import plan as plans
from tutor.lab.inside import hostfiles, running, service
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


@dataclasses.dataclass(frozen=True)
class Made:
    """What was made before there was an event loop: channels to two children, and the networks by name."""

    template: socket.socket
    api: socket.socket
    namespaces: dict[str, int]


def main(plan: plans.Plan, report: Report, made: Made) -> None:
    """Run the lab until it is stopped."""
    asyncio.run(_run(plan, report, made))


async def _run(plan: plans.Plan, report: Report, made: Made) -> None:
    lab = running.Lab(plan, made.namespaces)
    hosts = template.Template(made.template)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, lab.stopping.set)
    async with aio.tasks() as tasks, contextlib.AsyncExitStack() as ends:
        building = tasks.start(_start_hosts(lab, plan, hosts, made.namespaces, tasks), name="hosts")
        await asyncio.sleep(0)  # the hosts build their roots while the cluster's modules are imported
        parts = importlib.import_module("tutor.lab.inside.parts")
        await building
        tasks.start(service.Service(lab, socket.socket(fileno=plan.control_fd)).run(), name="control")
        lab.reach("hosts", report.stage)
        starting = parts.Parts(lab, plan, report, tasks, ends, hosts)
        tasks.start(starting.start(made.namespaces, made.api), name="start")
        stopped = tasks.start(lab.stopping.wait(), name="stop")
        await asyncio.wait({stopped, tasks.failed}, return_when=asyncio.FIRST_COMPLETED)
        if tasks.failed.done():
            raise tasks.failed.result()


async def _start_hosts(
    lab: running.Lab,
    plan: plans.Plan,
    hosts: template.Template,
    namespaces: Mapping[str, int],
    tasks: aio.Tasks,
) -> None:
    async def start(host: topology.Host) -> None:
        init = await hosts.host(host.name, hostfiles.root(plan, host), namespaces[host.name])
        tasks.start(init.run(), name=f"init of {host.name}")
        lab.hosts[host.name] = init

    await asyncio.gather(*(start(host) for host in topology.HOSTS))
