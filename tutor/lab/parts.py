"""The cluster's parts in the order that they need each other. Importing this imports them all."""

import contextlib
import socket
from collections.abc import Mapping
from typing import Protocol

from tutor.base import aio, errors
from tutor.lab import clients, controlplane, natdns, nodes, readiness, running
from tutor.lab import plan as plans
from tutor.lab.bootstrap import create
from tutor.lab.calico import cni, ipam
from tutor.lab.controllers import manager
from tutor.lab.dns import upstream
from tutor.lab.net import topology
from tutor.lab.router import daemons


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
    ) -> None:
        self._lab = lab
        self._plan = plan
        self._report = report
        self._tasks = tasks
        self._ends = ends
        self._clients = clients.Clients()
        self._authority = plan.certificates["ca.crt"]

    async def start(self, namespaces: Mapping[str, int]) -> None:
        """Return when the cluster is ready and the routers run."""
        self._resolver(namespaces)
        await self._api()
        await self._cluster()
        self._lab.reach("ready", self._report.stage)
        self._report.close()
        await self._routers()

    def _resolver(self, namespaces: Mapping[str, int]) -> None:
        outside = socket.socket(fileno=self._plan.outside_fd)
        serving = upstream.serve(list(natdns.sockets(namespaces)), self._plan.resolv_conf, outside)
        self._tasks.start(serving, name="resolver of the NAT segments")

    async def _api(self) -> None:
        plane = controlplane.ControlPlane(self._plan, self._lab.hosts[topology.CONTROL_PLANE])
        self._ends.push_async_callback(plane.close)
        await plane.serve()
        self._ends.push_async_callback(self._clients.close)
        self._lab.reach("api", self._report.stage)

    async def _cluster(self) -> None:
        hosts = {name: self._lab.hosts[name] for name in topology.NODES}
        settings = {
            name: nodes.settings(name, ipam.LESSON_BLOCKS[name], self._authority) for name in topology.NODES
        }
        running_controllers = manager.run(self._clients.component, manager.Settings(ca=self._authority))
        self._tasks.start(running_controllers, name="controllers")
        proxying = self._clients.named("system:serviceaccount:kube-system:kube-proxy")
        nodes.start_proxies(hosts, settings, proxying, self._tasks)
        pool = ipam.Pool(nodes.POD_CIDR)
        networks = {name: cni.Cni(name, host.pid, pool) for name, host in hosts.items()}
        for network in networks.values():
            self._ends.callback(network.close)
        await create.everything(self._clients.named("kubernetes-admin"), self._authority)
        self._lab.reach("objects", self._report.stage)
        await nodes.start_kubelets(hosts, networks, settings, self._clients.named, self._tasks)
        self._lab.reach("nodes", self._report.stage)
        master = hosts[topology.CONTROL_PLANE]
        await readiness.wait(self._clients.named("kubernetes-admin"), master.namespace("net"), len(hosts))

    async def _routers(self) -> None:
        for name in ("k8s-rtr", "k8s-pc"):
            try:
                await daemons.start(self._lab.hosts[name])
            except errors.LabError as error:
                self._lab.notes.append(f"{error.what} {error.why}".strip())  # the cluster works without
