"""postStart and preStop (Kubernetes: pkg/kubelet/lifecycle/handlers.go)."""

import asyncio

from tutor.lab.client import resources
from tutor.lab.kubelet import command, context, network

HOOK_SECONDS = 3600.0
"""An exec postStart hook has no limit of its own."""


async def run(
    scene: context.Scene, spec: resources.Object, place: context.Place, hook: resources.Object, seconds: float
) -> str:
    """Run one LifecycleHandler; what went wrong, or nothing. Raises TimeoutError past `seconds`."""
    async with asyncio.timeout(seconds):
        if "exec" in hook:
            argv = tuple(hook["exec"].get("command") or [])
            code, text = await command.run(scene.context.host, place, argv, HOOK_SECONDS)
            return "" if code == 0 else f"command '{' '.join(argv)}' exited with {code}: {text}"
        if "httpGet" in hook:
            get = network.http_get_of(hook["httpGet"], spec, scene.address)
            good, text = await network.http_get(scene.context.net_namespace, get, seconds)
            return "" if good else text
        if "sleep" in hook:
            await asyncio.sleep(hook["sleep"]["seconds"])
    return ""
