"""The cluster's parts in the order that they need each other. Importing this imports them all."""

import contextlib
import logging
import socket
from collections.abc import Mapping
from typing import Protocol

from tutor.base import aio
from tutor.lab.bootstrap import create
from tutor.lab.control import plan as plans
from tutor.lab.dns import upstream
from tutor.lab.inside import (
    agentlog,
    apiprocess,
    clients,
    keeping,
    natdns,
    nodes,
    power,
    readiness,
    running,
    snapshotting,
    wayout,
)
from tutor.lab.net import topology
from tutor.lab.root import template as templates


class Report(Protocol):
    """How far the start has come."""

    def stage(self, name: str) -> None:
        """A part of the lab is up."""

    def close(self) -> None:
        """The start is over."""


class Parts:
    """Starts everything above the hosts. What must be closed is put on `ends`, what runs on into `tasks`."""

    def __init__(
        self,
        lab: running.Lab,
        plan: plans.Plan,
        report: Report,
        tasks: aio.Tasks,
        ends: contextlib.AsyncExitStack,
        template: templates.Template,
    ) -> None:
        self._lab = lab
        self._plan = plan
        self._report = report
        self._tasks = tasks
        self._keeper = keeping.Keeper(lab, tasks)
        self._ends = ends
        self._clients = clients.Clients()
        self._authority = plan.certificates["ca.crt"]
        self._template = template

    async def start(self, namespaces: dict[str, int], api: socket.socket) -> None:
        """Return when the cluster is ready."""
        logging.getLogger().addHandler(agentlog.Handler())
        self._resolver(namespaces)
        switch = power.Power(
            self._lab,
            self._plan,
            self._template,
            namespaces,
            self._tasks,
            self._keeper,
            apiprocess.Door(api),
        )
        await switch.wait_for_calls()
        await self._api(api)
        snapshots = await self._cluster(switch)
        self._lab.reach("ready", self._report.stage)
        self._report.close()
        self._way_out(namespaces)
        self._keeper.start(snapshots.begin, name="first snapshot")

    def _resolver(self, namespaces: Mapping[str, int]) -> None:
        outside = socket.socket(fileno=self._plan.outside_fd)
        sockets = list(natdns.sockets(namespaces))
        self._lab.faults.watch_resolver(sockets)
        serving = upstream.serve(sockets, self._plan.resolv_conf, outside)
        self._keeper.start(lambda: serving, name="resolver of the NAT segments", again=False)

    def _way_out(self, namespaces: Mapping[str, int]) -> None:
        relay = wayout.WayOut(wayout.sockets(self._plan.web_fd))
        host = self._lab.hosts[topology.CONTROL_PLANE]
        self._keeper.start(lambda: relay.run(namespaces, host), name="way out", again=False)

    async def _api(self, channel: socket.socket) -> None:
        await apiprocess.serving(channel)
        self._tasks.start(apiprocess.watch(channel), name="API server")
        self._ends.push_async_callback(self._clients.close)
        self._lab.reach("api", self._report.stage)

    async def _cluster(self, switch: power.Power) -> snapshotting.Snapshots:
        hosts = {name: self._lab.hosts[name] for name in topology.NODES}
        made = nodes.Nodes(self._clients, self._keeper, self._authority, proxy_form=self._plan.proxy_form)
        switch.nodes, self._lab.power, self._lab.agents = made, switch, made
        # The controllers come with the first of them, and act upon the first objects.
        starting = self._tasks.start(made.start(hosts), name="nodes")
        await create.everything(self._clients.named("kubernetes-admin"), self._authority)
        self._lab.reach("objects", self._report.stage)
        await starting
        self._lab.reach("nodes", self._report.stage)
        master = hosts[topology.CONTROL_PLANE]
        administrator = self._clients.named("kubernetes-admin")
        await readiness.wait(administrator, master.namespace("net"), len(hosts))
        self._lab.snapshots = snapshots = snapshotting.Snapshots(self._lab, administrator, made)
        return snapshots
