"""The hosts' power: off, everything on a host ends at once and its cards go dark; on, it boots from its disk."""

import asyncio
import functools
import os
from pathlib import Path

from tutor.base import aio, errors
from tutor.lab.calico import rtnetlink
from tutor.lab.control import plan as plans
from tutor.lab.inside import apiprocess, hostfiles, keeping, nodes, running
from tutor.lab.net import fabric, netns, topology
from tutor.lab.root import spawn, template
from tutor.lab.router import config, daemons, ondemand

Namespaces = dict[str, int]

ROUTERS = tuple(router.host for router in config.ROUTERS)


class Power:
    """Switches hosts, one at a time."""

    def __init__(
        self,
        lab: running.Lab,
        plan: plans.Plan,
        hosts: template.Template,
        namespaces: Namespaces,
        tasks: aio.Tasks,
        keeper: keeping.Keeper,
        door: apiprocess.Door,
    ) -> None:
        self._lab = lab
        self._plan = plan
        self._template = hosts
        self._namespaces = namespaces
        self._tasks = tasks
        self._keeper = keeper
        self._door = door
        self._turn = asyncio.Lock()
        self.nodes: nodes.Nodes | None = None
        for host in lab.hosts.values():
            self._watch(host)

    def _watch(self, host: spawn.HostInit) -> None:
        self._tasks.start(self._attended(host), name=f"power of {host.name}")

    async def _attended(self, host: spawn.HostInit) -> None:
        """Tidy up behind a host that ends by itself, as by `reboot -f` there: nothing turns it on again."""
        await host.ended.wait()
        if self._lab.hosts[host.name] is host:
            await self.stop(host.name)

    async def stop(self, name: str) -> bool:
        """Cut a host's power; False where it was off. What it ran is given no time, and says nothing any more."""
        async with self._turn:
            host = self._lab.hosts[name]
            if name not in self._namespaces:
                return False
            self._unplug(name)
            self._lab.faults.forget(name)
            if name == topology.CONTROL_PLANE:
                await self._door.close()
            if self.nodes is not None and name in topology.NODES:
                await self.nodes.down(name)
            await host.stop()
            await host.ended.wait()
            os.close(self._namespaces.pop(name))
            if name in ROUTERS:
                await self.wait_for_calls()
            return True

    def _unplug(self, name: str) -> None:
        """Take the cards out first: a host without power sends no farewell."""
        with netns.entered(self._namespaces[name]), rtnetlink.Netlink() as link:
            link.send([rtnetlink.delete_link(card.name) for card in topology.BY_NAME[name].interfaces])

    async def start(self, name: str) -> bool:
        """Boot a host; False where it was on. Returns when its own parts run; pods follow. Raises LabError."""
        async with self._turn:
            if name in self._namespaces:
                return False
            place, before = topology.BY_NAME[name], self._lab.hosts[name]
            build = functools.partial(fabric.rebuild, place, self._namespaces[f"nat-{name}"])
            builder = fabric.fork_builder(build)
            self._namespaces |= await asyncio.to_thread(fabric.collect, *builder)
            root = hostfiles.root(self._plan, place)
            namespace = self._namespaces[name]
            try:
                host = await self._template.host(name, root, namespace, disk=before.disk)
            except (errors.ProcessFault, errors.LabError) as error:
                self._unplug(name)
                os.close(self._namespaces.pop(name))
                if isinstance(error, errors.LabError):
                    raise
                raise errors.LabError(f"{name} could not be booted", why=str(error)) from error
            if before.disk >= 0:
                os.close(before.disk)
            self._lab.hosts[name] = host
            self._tasks.start(host.run(), name=f"init of {name}")
            self._watch(host)
            if name == topology.CONTROL_PLANE:
                await self._door.open(namespace)
            if self.nodes is not None and name in topology.NODES:
                await self.nodes.start({name: host})
        if name in ROUTERS:
            self._tasks.start(self._daemons(host), name=f"FRR of {name}")
        return True

    async def wait_for_calls(self) -> None:
        """Start FRR when it is first wanted, on the routers that are on and have none yet."""
        await self._keeper.stop("routers")
        idle = [
            self._lab.hosts[name]
            for name in ROUTERS
            if name in self._namespaces and not Path(self._lab.hosts[name].path(config.STARTED)).exists()
        ]
        if idle:
            note = self._lab.notes.append
            self._keeper.start(lambda: ondemand.run(idle, note), name="routers", again=False)

    async def _daemons(self, host: spawn.HostInit) -> None:
        """FRR starts with a router that boots, as it does by systemd."""
        try:
            await daemons.start(host)
            daemons.open_to_vtysh(host)
        except errors.LabError as error:
            self._lab.notes.append(f"{error.what} {error.why}".strip())
