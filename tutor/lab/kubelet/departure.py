"""The end of a pod: its object is removed, its files and logs are forgotten."""

import asyncio
import os
import shutil
from collections.abc import Callable

import aiohttp

from tutor.lab.client import resources, rest
from tutor.lab.kubelet import context, launch

RETRY_SECONDS = 2.0
ANSWERED = (404, 409)
"""The object is not there any more, or another one has its name."""


async def delete(scene: context.Scene, gone: Callable[[], bool]) -> None:
    """Tell the API that nothing of the pod is left, again and again until it hears or the object is `gone`."""
    meta = scene.pod["metadata"]
    while not gone():
        try:
            await scene.context.client.delete(
                resources.PODS, meta["name"], meta["namespace"], grace=0, uid=meta["uid"]
            )
        except rest.ApiError as error:
            if error.code in ANSWERED:
                return
        except (aiohttp.ClientError, OSError, TimeoutError):
            pass  # the API is away: it is asked again below
        else:
            return
        await asyncio.sleep(RETRY_SECONDS)


def forget(scene: context.Scene) -> None:
    """Remove the pod's directory and its logs from the node."""
    shutil.rmtree(scene.context.host.path(scene.directory), ignore_errors=True)
    logs = os.path.normpath(launch.log_path(scene, "", 0).parent)
    shutil.rmtree(logs, ignore_errors=True)
