"""A running lab: its hosts, how far it has come, and what it says of itself."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tutor.lab.control import address
from tutor.lab.control import plan as plans
from tutor.lab.inside import account, faults, hostfiles
from tutor.lab.net import topology
from tutor.lab.root import spawn

READY = "ready"


class Power(Protocol):
    """Switches hosts on and off (`tutor.lab.inside.power`)."""

    async def stop(self, name: str) -> bool:
        """Cut a host's power; False where it was off."""

    async def start(self, name: str) -> bool:
        """Boot a host; False where it was on."""


class Agents(Protocol):
    """What the lab runs on its nodes (`tutor.lab.inside.nodes`)."""

    def agent_names(self) -> list[str]:
        """Those that run at this moment."""

    def pods(self, host: str) -> int:
        """How many pods the host's kubelet keeps; 0 where there is none."""

    def kill(self, name: str) -> None:
        """End one. Raises UsageError for a name that none has, LabError for one that must live."""


class Snapshots(Protocol):
    """The lab's state as a whole (`tutor.lab.inside.snapshotting`)."""

    mark: str

    async def take(self, about: str) -> bytes:
        """The file of a snapshot. Raises LabError."""

    async def restore(self, packed: bytes) -> dict[str, Any]:
        """Make the lab what the file says; what was done. Raises LabError."""

    async def reset(self) -> dict[str, Any]:
        """Make the lab what it was when it became ready; what was done. Raises LabError."""


class Lab:
    """What the parts and the control socket share of the running lab."""

    def __init__(self, plan: plans.Plan, namespaces: Mapping[str, int]) -> None:
        self.hosts: dict[str, spawn.HostInit] = {}
        self.faults = faults.Faults(self.hosts, namespaces)
        self.power: Power | None = None
        self.agents: Agents | None = None
        self.snapshots: Snapshots | None = None
        self.stopping = asyncio.Event()
        self.ready = asyncio.Event()
        self.phase = "starting"
        self.notes = list(plan.notes)
        self._plan = plan
        self._began = time.monotonic()

    def reach(self, phase: str, tell: Callable[[str], None]) -> None:
        """A part is up."""
        self.phase = phase
        tell(phase)
        if phase == READY:
            self.ready.set()

    def status(self) -> dict[str, Any]:
        """The lab's own account of itself: `uptime` in seconds, `memory` in bytes."""
        used = account.use({name: host.pid for name, host in self.hosts.items() if host.alive})
        return {
            "name": self._plan.name,
            "pid": self._plan.pid,
            "up": True,
            "phase": self.phase,
            "uptime": round(time.monotonic() - self._began, 3),
            "memory": used.memory,
            "pods": sum(self._pods(host.name) for host in topology.HOSTS),
            "api": f"https://127.0.0.1:{self._plan.port}",
            "hosts": [self._host(host, used) for host in topology.HOSTS],
            "faults": self.faults.said(),
            "real": list(account.REAL),
            "emulated": list(account.EMULATED),
            "notes": self.notes,
            "proxy_form": self._plan.proxy_form,
            "offline": self._plan.offline,
            "package": self._plan.package,
        }

    def _host(self, host: topology.Host, used: account.Use) -> dict[str, Any]:
        cards = {card.name: list(card.addresses) for card in host.interfaces}
        init = self.hosts.get(host.name)
        return {
            "name": host.name,
            "up": init is not None and init.alive,
            "pods": self._pods(host.name),
            "processes": used.processes.get(host.name, 0),
            "interfaces": cards,
        }

    def _pods(self, host: str) -> int:
        return self.agents.pods(host) if self.agents else 0

    def kubeconfig(self) -> str:
        """The YAML for the learner's own tools; that of a lab with a name of its own can be merged with others."""
        cluster = "kubernetes" if self._plan.name == address.DEFAULT else f"kubernetes-{self._plan.name}"
        return hostfiles.kubeconfig(self._plan, f"https://127.0.0.1:{self._plan.port}", cluster)
