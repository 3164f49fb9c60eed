"""The control plane's components as the containers of its static pods."""

import asyncio
import re

from tutor.base import aio
from tutor.lab.controllers import manager, stillness
from tutor.lab.inside import agentlog, clients
from tutor.lab.kubelet import config, hosted

STATES = "the lab's API server is the process k8stutor-apiserver; it holds the cluster's state and outlives this pod"
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class ControlPlane:
    """What the agents of kube-apiserver, kube-controller-manager and kube-scheduler do."""

    def __init__(self, made: clients.Clients, authority: str, still: stillness.Stillness) -> None:
        self._clients = made
        self._authority = authority
        self._still = still

    async def api_server(self, setting: hosted.Setting, log: agentlog.Log) -> int:
        """Stand for the process that serves the API."""
        del setting
        log.info("server.go:147", f"Version: {config.VERSION}")
        log.info("server.go:149", STATES)
        await asyncio.Event().wait()
        return 0

    async def controllers(self, setting: hosted.Setting, log: agentlog.Log) -> int:
        """Run all controllers."""
        told = manager.Settings(ca=self._authority)
        if grace := setting.flag("node-monitor-grace-period"):
            told = manager.Settings(ca=self._authority, node_grace=seconds(grace))
        return await self._component(manager.CONTROLLERS, told, log)

    async def scheduler(self, setting: hosted.Setting, log: agentlog.Log) -> int:
        """Run the scheduler."""
        del setting
        return await self._component(manager.SCHEDULER, manager.Settings(ca=self._authority), log)

    async def _component(self, name: str, told: manager.Settings, log: agentlog.Log) -> int:
        log.info("serving.go:386", f'"Starting" component="{name}" version="{config.VERSION}"')
        ready = asyncio.Event()
        async with aio.tasks() as tasks:
            tasks.start(_tell(ready, log), name=f"{name} ready")
            await manager.run(self._clients.component, told, ready, components=(name,), still=self._still)
        return 0


async def _tell(ready: asyncio.Event, log: agentlog.Log) -> None:
    await ready.wait()
    log.info("shared_informer.go:356", '"Caches are synced"')


def seconds(text: str) -> float:
    """A duration as Go writes it: 40s, 1m30s, 500ms. Raises ValueError."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s)", text)
    if not parts or "".join(f"{number}{unit}" for number, unit in parts) != text:
        raise ValueError(f'invalid argument "{text}": time: invalid duration "{text}"')
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
