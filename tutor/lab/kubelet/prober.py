"""Runs a container's probes and tells what they find (Kubernetes: pkg/kubelet/prober)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tutor.base import aio
from tutor.lab.client import resources
from tutor.lab.kubelet import command, context, network, probestate

KINDS = {"startup": "startupProbe", "liveness": "livenessProbe", "readiness": "readinessProbe"}


class Finding(NamedTuple):
    """One attempt: good or not and in what words; `decided` when it settles or changes the verdict."""

    kind: str
    good: bool
    message: str
    decided: bool


Told = Callable[[Finding], Awaitable[None]]


class Prober:
    """The probes of one running container; `run()` as a task until the container ends."""

    def __init__(
        self, scene: context.Scene, spec: resources.Object, place: context.Place, told: Told
    ) -> None:
        self._scene = scene
        self._spec = spec
        self._place = place
        self._told = told

    async def run(self) -> None:
        """First the startup probe until it succeeds, then liveness and readiness side by side."""
        if KINDS["startup"] in self._spec:
            await self._follow("startup")
        kinds = [kind for kind in ("liveness", "readiness") if KINDS[kind] in self._spec]
        about = f"{self._scene.full_name} {self._spec['name']}"
        async with aio.tasks() as tasks:
            await asyncio.gather(
                *(tasks.start(self._follow(kind), name=f"{kind} probe {about}") for kind in kinds)
            )

    async def _follow(self, kind: str) -> None:
        probe = self._spec[KINDS[kind]]
        settings = probestate.Settings.of(probe)
        counter = probestate.Counter(settings, verdict=kind == "liveness")
        await asyncio.sleep(settings.initial_delay)
        if kind != "liveness" and await self._early(kind, probe, settings, counter):
            if kind == "startup":
                return
            await asyncio.sleep(settings.period)
        while True:
            good, message = await self._attempt(probe, settings.timeout)
            await self._told(Finding(kind, good, message, counter.add(good)))
            if kind == "startup" and counter.verdict:
                return
            await asyncio.sleep(settings.period)

    async def _early(
        self, kind: str, probe: resources.Object, settings: probestate.Settings, counter: probestate.Counter
    ) -> bool:
        """Ask in quick succession until the verdict is good; False when the first period passes without it."""
        loop = asyncio.get_running_loop()
        began, attempt = loop.time(), 0
        while (wait := probestate.early_wait(attempt, loop.time() - began, settings)) is not None:
            attempt += 1
            good, message = await self._attempt(probe, settings.timeout)
            if good and counter.add(good):
                await self._told(Finding(kind, good, message, decided=True))
                return True
            await asyncio.sleep(wait)
        return False

    async def _attempt(self, probe: resources.Object, seconds: float) -> tuple[bool, str]:
        namespace, address = self._scene.context.net_namespace, self._scene.address
        try:
            if "httpGet" in probe:
                get = network.http_get_of(probe["httpGet"], self._spec, address)
                return await network.http_get(namespace, get, seconds)
            if "tcpSocket" in probe:
                port = network.port_of(probe["tcpSocket"]["port"], self._spec)
                return await network.tcp(namespace, probe["tcpSocket"].get("host") or address, port, seconds)
            if "exec" in probe:
                return await self._exec(tuple(probe["exec"]["command"]), seconds)
        except ValueError as error:
            return False, str(error)
        return False, "the lab's kubelet has no gRPC probes"

    async def _exec(self, argv: tuple[str, ...], seconds: float) -> tuple[bool, str]:
        try:
            code, text = await command.run(self._scene.context.host, self._place, argv, seconds)
        except TimeoutError:
            return False, f'command timed out: "{" ".join(argv)}" timed out after {seconds:g}s'
        return code == 0, text
