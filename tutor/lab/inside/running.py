"""A running lab: its hosts, how far it has come, and what it says of itself."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from tutor.lab.control import plan as plans
from tutor.lab.inside import account, hostfiles
from tutor.lab.net import topology
from tutor.lab.root import spawn

READY = "ready"


class Lab:
    """What the parts and the control socket share of the running lab."""

    def __init__(self, plan: plans.Plan) -> None:
        self.hosts: dict[str, spawn.HostInit] = {}
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
            "notes": self.notes,
            "proxy_form": self._plan.proxy_form,
            "package": self._plan.package,
        }

    def _host(self, host: topology.Host) -> dict[str, Any]:
        cards = {card.name: list(card.addresses) for card in host.interfaces}
        init = self.hosts.get(host.name)
        return {"name": host.name, "up": init is not None and init.alive, "interfaces": cards}

    def kubeconfig(self) -> str:
        """The YAML for the learner's own tools."""
        return hostfiles.kubeconfig(self._plan, f"https://127.0.0.1:{self._plan.port}")
