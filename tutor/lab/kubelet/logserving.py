"""GET /containerLogs (Kubernetes: pkg/kubelet/server/server.go, kubelet_pods.go)."""

import asyncio
import time
from pathlib import Path

from aiohttp import web

from tutor.lab.kubelet import launch, logread, record, runner
from tutor.lab.kubelet import pod as pods

PULL_TROUBLES = {
    "ErrImagePull": "image can't be pulled",
    "ImagePullBackOff": "trying and failing to pull image",
}


async def serve(request: web.Request, pod: pods.Pod, found: runner.Runner) -> web.StreamResponse:
    """Stream a container's log as its query asks."""
    try:
        options = logread.options_of(request.query, time.time())
        previous = logread.truth(request.query.get("previous", ""))
        path = path_of(pod, found, previous=previous)
    except ValueError as error:
        return web.Response(status=400, text=str(error))
    live = found.live.output if found.live is not None and not previous else None
    response = web.StreamResponse(headers={"Content-Type": "text/plain; charset=utf-8"})
    await response.prepare(request)
    try:
        async for piece in logread.read(path, options, live):
            await response.write(piece)
            await asyncio.sleep(0)  # neither of the two need have waited: give others their turn
    except FileNotFoundError:
        pass  # the container has not written its first byte
    except ConnectionError:
        return response  # the reader has gone
    await response.write_eof()
    return response


def path_of(pod: pods.Pod, found: runner.Runner, *, previous: bool) -> Path:
    """The log file asked for. Raises ValueError with the kubelet's words where there is none."""
    item, name = found.item, pod.scene.pod["metadata"]["name"]
    waiting = item.state if isinstance(item.state, record.Waiting) else None
    attempt = item.restarts
    if previous:
        if item.last is None or not item.last.container_id:
            raise ValueError(f'previous terminated container "{item.name}" in pod "{name}" not found')
        attempt = attempt if waiting else attempt - 1
    elif waiting and item.last is None:
        reason = PULL_TROUBLES.get(waiting.reason, waiting.reason)
        raise ValueError(f'container "{item.name}" in pod "{name}" is waiting to start: {reason}')
    return launch.log_path(pod.scene, item.name, attempt)
