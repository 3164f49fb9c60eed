"""Writes a pod's status to the API, as seldom as it can (Kubernetes: pkg/kubelet/status/status_manager.go)."""

import asyncio
import datetime
from collections.abc import Callable

import aiohttp

from tutor.lab.client import resources, rest
from tutor.lab.kubelet import context, podstatus, podview

SOON_SECONDS = 0.25
"""How long an unimportant change waits for better news: most pods run before it is over, and need one write."""
RETRY_SECONDS = 0.5


class Writer:
    """Owns what was last written. Run `run()` as a task."""

    def __init__(self, scene: context.Scene, view: Callable[[list[resources.Object]], podview.View]) -> None:
        self._scene = scene
        self._view = view
        self._before: list[resources.Object] = scene.pod.get("status", {}).get("conditions") or []
        self._written: resources.Object | None = None
        self._dirty = asyncio.Event()
        self._urgent = asyncio.Event()
        self._news = asyncio.Event()
        self._lock = asyncio.Lock()

    def dirty(self, *, urgent: bool) -> None:
        """Something changed; `urgent` when somebody waits for it."""
        self._dirty.set()
        if urgent:
            self._urgent.set()
        self._news.set()
        self._news = asyncio.Event()

    def merge(self) -> None:
        """The object changed: conditions of others may bear on readiness."""
        if self._written is not None and self._scene.pod["spec"].get("readinessGates"):
            self.dirty(urgent=False)

    def anew(self) -> None:
        """Nothing is known to be written: another object stands for the pod."""
        self._written = None
        self.dirty(urgent=True)

    async def changed(self) -> None:
        """Wait for the next change of anything in the pod."""
        await self._news.wait()

    async def run(self) -> None:
        """Write after changes until cancelled."""
        while True:
            await self._dirty.wait()
            if not self._urgent.is_set():
                try:
                    async with asyncio.timeout(SOON_SECONDS):
                        await self._urgent.wait()
                except TimeoutError:
                    pass  # no better news
            if not await self._write():
                await asyncio.sleep(RETRY_SECONDS)
                self._dirty.set()

    async def finish(self) -> None:
        """Write what is not written yet."""
        await self._write()

    async def _write(self) -> bool:
        """Whether nothing is left to write; a pod that is gone needs no status."""
        async with self._lock:
            self._dirty.clear()
            self._urgent.clear()
            status = podstatus.compute(self._view(self._before), datetime.datetime.now(datetime.UTC))
            if status == self._written:
                return True
            if (reported := self._scene.reported) is None:
                return True
            meta = reported["metadata"]
            body = {"metadata": {"uid": meta["uid"]}, "status": _replacing(status)}
            try:
                await self._scene.context.client.patch(
                    resources.PODS,
                    meta["name"],
                    body,
                    meta["namespace"],
                    subresource="status",
                    content_type=rest.STRATEGIC_PATCH,
                )
            except rest.ApiError as error:
                return error.code in (404, 409)
            except (aiohttp.ClientError, OSError, TimeoutError):
                return False
            self._written, self._before = status, status["conditions"]
            return True


def _replacing(status: resources.Object) -> resources.Object:
    """The status as a strategic merge patch: entries of podIPs are merged by address, and an old one would stay."""
    if "podIPs" not in status:
        return status
    return {**status, "podIPs": [*status["podIPs"], {"$patch": "replace"}]}
