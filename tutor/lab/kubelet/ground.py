"""What a pod stands on: its sandbox, its network, its volumes."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable

import aiohttp

from tutor.base import aio, errors
from tutor.lab.client import resources, rest
from tutor.lab.kubelet import backoff, config, context, events, hostsfile, payload, podfiles, volumes

RETRY_SECONDS = 2.0
TEARDOWN_SECONDS = 0.2
"""How long the sandbox of a pod outlives its containers: what a real node's runtime and CNI plugin, a program of its
own, need to take the network away. A peer that reconnects the moment a server ends is refused by the address that is
still there (RST), and soon tries again; with the address gone its SYN would be lost in silence, for as long as the
peer waits for a connection (redis: a minute)."""


class Ground:
    """Laid before a pod's containers start, cleared after they have ended."""

    def __init__(self, scene: context.Scene, held: volumes.Volumes) -> None:
        self._scene = scene
        self._held = held

    async def lay(self, pause: Callable[[float], Awaitable[None]]) -> None:
        """Make everything, trying again until it works; `pause` sleeps, but less when a volume's source changed."""
        while not await self._sandboxed():
            await self.clear()
            await asyncio.sleep(RETRY_SECONDS)
        delays = backoff.Backoff(first=0.5, longest=120.0)
        while not await self._mounted():
            delays.next()
            await pause(delays.delay)
        self._scene.standing.set()

    async def guard(self, pause: Callable[[float], Awaitable[None]]) -> None:
        """Lay everything anew whenever the sandbox ends without being cleared; return when it is cleared."""
        scene = self._scene
        while (sandbox := scene.sandbox) is not None:
            await _ended(sandbox.pidfd)
            if scene.sandbox is not sandbox:
                return
            text = "Pod sandbox changed, it will be killed and re-created."
            scene.context.events.pod(scene.pod, events.NORMAL, "SandboxChanged", text)
            await self.clear()
            scene.changed(True)
            await self.lay(pause)

    async def retire(self) -> None:
        """Clear in good order, as `StopPodSandbox` does when all containers have ended (see `TEARDOWN_SECONDS`)."""
        if self._scene.sandbox is not None and not self._scene.pod["spec"].get("hostNetwork"):
            await asyncio.sleep(TEARDOWN_SECONDS)
        await self.clear()

    async def clear(self) -> None:
        """Give sandbox and address back; nothing where there is none."""
        scene = self._scene
        scene.standing.clear()
        if scene.sandbox is None:
            return
        scene.sandbox = None
        meta = scene.pod["metadata"]
        with contextlib.suppress(errors.LabError):  # the host itself may be ending
            await scene.context.host.remove_sandbox(scene.uid)
        if not scene.pod["spec"].get("hostNetwork"):
            await scene.context.cni.remove(meta["namespace"], meta["name"])

    async def _sandboxed(self) -> bool:
        scene = self._scene
        host_network = bool(scene.pod["spec"].get("hostNetwork"))
        try:
            if scene.hosted:
                scene.address = scene.context.node.address
                return True
            sandbox = await self._create(host_network=host_network)
            scene.address = scene.context.node.address if host_network else await self._connected(sandbox.pid)
            podfiles.write(scene)
        except (errors.LabError, OSError) as error:
            why = f"{error.what}: {error.why}" if isinstance(error, errors.LabError) else str(error)
            text = f"Failed to create pod sandbox: {why}"
            scene.context.events.pod(scene.pod, events.WARNING, "FailedCreatePodSandBox", text)
            return False
        return True

    async def _create(self, *, host_network: bool) -> config.Sandbox:
        """Even when cancelled, wait for what was asked for: a sandbox that nobody knows of would stay for ever."""
        scene = self._scene

        async def create() -> config.Sandbox:
            hostname = hostsfile.hostname_of(scene.pod)
            made = await scene.context.host.create_sandbox(
                scene.uid, hostname=hostname, host_network=host_network
            )
            scene.sandbox = made
            return made

        return await aio.whole(create())

    async def _connected(self, sandbox_pid: int) -> str:
        pod = self._scene.pod
        meta = pod["metadata"]
        return await self._scene.context.cni.add(
            meta["namespace"], meta["name"], sandbox_pid, host_ports(pod)
        )

    async def _mounted(self) -> bool:
        try:
            await self._held.set_up()
        except payload.MountError as error:
            text = str(error)
        except (rest.ApiError, aiohttp.ClientError, TimeoutError) as error:
            text = f"MountVolume.SetUp failed : {error}"
        else:
            return True
        self._scene.context.events.pod(self._scene.pod, events.WARNING, "FailedMount", text)
        return False


def host_ports(pod: resources.Object) -> list[config.HostPort]:
    """The ports that the pod's containers ask of their node (Kubernetes: kubecontainer.MakePortMappings)."""
    return [
        config.HostPort(
            int(port["hostPort"]),
            int(port["containerPort"]),
            port.get("protocol", "TCP").lower(),
            port.get("hostIP") or "",
        )
        for item in pod["spec"]["containers"]
        for port in item.get("ports") or []
        if port.get("hostPort")
    ]


async def _ended(pidfd: int) -> None:
    """Wait for the end of a process; on a descriptor of our own, for the other's owner may close it meanwhile."""
    own, ended = os.dup(pidfd), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(own, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(own)
        os.close(own)
