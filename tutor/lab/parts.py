"""The cluster's parts in the order that they need each other. Importing this imports them all."""

import contextlib
from typing import Protocol

from tutor.base import aio, errors
from tutor.lab import clients, controlplane, nodes, running
from tutor.lab import plan as plans
from tutor.lab.bootstrap import create
from tutor.lab.controllers import manager
from tutor.lab.net import topology
from tutor.lab.router import daemons


class Report(Protocol):
    """How far the start has come."""

    def stage(self, name: str) -> None:
        """A part of the lab is up."""

    def close(self) -> None:
        """The start is over."""


async def start(
    lab: running.Lab,
    plan: plans.Plan,
    namespaces: dict[str, int],
    report: Report,
    tasks: aio.Tasks,
    ends: contextlib.AsyncExitStack,
) -> None:
    """Start everything above the hosts; returns when the cluster is ready and the routers run.

    What must be closed at the end is put on `ends`; what runs on, into `tasks`.
    """
    plane = controlplane.ControlPlane(plan, lab.hosts[topology.CONTROL_PLANE])
    ends.push_async_callback(plane.close)
    await plane.serve()
    lab.reach("api", report.stage)
    made = clients.Clients()
    ends.push_async_callback(made.close)
    authority = plan.certificates["ca.crt"]
    settings = manager.Settings(ca=authority)
    tasks.start(manager.run(made.component, settings), name="controllers")
    creating = tasks.start(create.everything(made.named("kubernetes-admin"), authority), name="bootstrap")
    await creating
    lab.reach("objects", report.stage)
    lab.reach("ready", report.stage)
    report.close()
    await _routers(lab)


async def _routers(lab: running.Lab) -> None:
    for name in ("k8s-rtr", "k8s-pc"):
        try:
            await daemons.start(lab.hosts[name])
        except errors.LabError as error:
            lab.notes.append(f"{error.what} {error.why}".strip())  # the cluster works without
