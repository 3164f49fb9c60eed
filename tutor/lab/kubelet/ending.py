"""Ends a container's process: preStop, its stop signal, and SIGKILL when the grace period is over."""

import asyncio
import signal
from collections.abc import Callable

from tutor.lab.client import resources
from tutor.lab.kubelet import context, hooks, launch

LEAST_HOOK_SECONDS = 1.0
"""A preStop hook gets this long even in a pod that is deleted at once."""


async def end(
    scene: context.Scene,
    spec: resources.Object,
    live: launch.Live,
    grace: float,
    hook_failed: Callable[[str], None],
) -> None:
    """Return when the process has ended, `grace` seconds from now at the latest (and a moment for the kernel)."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + grace
    if hook := (spec.get("lifecycle") or {}).get("preStop"):
        try:
            trouble = await hooks.run(scene, spec, live.place, hook, max(grace, LEAST_HOOK_SECONDS))
        except TimeoutError:
            trouble = "it took longer than the grace period"
        if trouble:
            hook_failed(f"PreStopHook failed: {trouble}")
    await live.process.signal(stop_signal(live))
    try:
        async with asyncio.timeout(max(deadline - loop.time(), 0.0)):
            await live.process.wait()
    except TimeoutError:
        await live.process.signal(signal.SIGKILL, group=True)
        await live.process.wait()


def stop_signal(live: launch.Live) -> int:
    """The signal that the image asks to be ended by."""
    return signal.Signals[live.origin.stop_signal] if live.origin else signal.SIGTERM
