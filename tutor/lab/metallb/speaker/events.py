"""Writes Events about services (client-go: tools/record); one that was told before is counted up."""

import asyncio
import dataclasses
import time

import aiohttp

from tutor.base import clock
from tutor.lab.client import resources, rest
from tutor.lab.metallb import log as log_

COMPONENT = "metallb-speaker"
BURST, REFILL_SECONDS = 25.0, 300.0
"""So many events about one service at once, and one more every so many seconds (events_cache.go)."""
_REMEMBERED = 4096


@dataclasses.dataclass
class _Told:
    """An event that stands in the API."""

    name: str
    count: int


@dataclasses.dataclass(frozen=True)
class _Wanted:
    about: resources.Object
    reason: str
    message: str
    warning: bool


class Events:
    """Run `run()` as a task; what is told is written in turn."""

    def __init__(self, client: rest.Client, log: log_.Log) -> None:
        self._client, self._log = client, log
        self._waiting: asyncio.Queue[_Wanted] = asyncio.Queue()
        self._told: dict[tuple[str, str, str], _Told] = {}
        self._budgets: dict[str, tuple[float, float]] = {}

    def tell(self, about: resources.Object, reason: str, message: str, *, warning: bool = False) -> None:
        """Note an event about a service; too many of one service are dropped, as client-go does."""
        if self._allowed(about["metadata"]["uid"]):
            self._waiting.put_nowait(_Wanted(about, reason, message, warning))

    async def run(self) -> None:
        """Write what is told, for ever."""
        while True:
            wanted = await self._waiting.get()
            try:
                await self._write(wanted)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                # An event is told once: a namespace that is going away takes none.
                self._log.debug(op="event", error=error, msg=f"failed to record {wanted.reason}")

    def _allowed(self, uid: str) -> bool:
        now = time.monotonic()
        left, last = self._budgets.pop(uid, (BURST, now))
        left = min(BURST, left + (now - last) / REFILL_SECONDS)
        if len(self._budgets) >= _REMEMBERED:
            del self._budgets[next(iter(self._budgets))]
        self._budgets[uid] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    async def _write(self, wanted: _Wanted) -> None:
        key = (wanted.about["metadata"]["uid"], wanted.reason, wanted.message)
        stamp = clock.rfc3339(clock.now())
        known = self._told.get(key)
        if known is not None and await self._count_up(known, wanted, stamp):
            return
        made = await self._client.create(resources.EVENTS, _event(wanted, stamp))
        if len(self._told) >= _REMEMBERED:
            del self._told[next(iter(self._told))]
        self._told[key] = _Told(made["metadata"]["name"], 1)

    async def _count_up(self, known: _Told, wanted: _Wanted, stamp: str) -> bool:
        body = {"count": known.count + 1, "lastTimestamp": stamp}
        namespace = wanted.about["metadata"]["namespace"]
        try:
            await self._client.patch(resources.EVENTS, known.name, body, namespace)
        except rest.ApiError as error:
            if error.code != 404:
                raise
            return False
        known.count += 1
        return True


def _event(wanted: _Wanted, stamp: str) -> resources.Object:
    meta = wanted.about["metadata"]
    return {
        "metadata": {"name": f"{meta['name']}.{time.time_ns():x}", "namespace": meta["namespace"]},
        "involvedObject": {
            "apiVersion": resources.SERVICES.api_version,
            "kind": resources.SERVICES.kind,
            "namespace": meta["namespace"],
            "name": meta["name"],
            "uid": meta["uid"],
            "resourceVersion": meta.get("resourceVersion", ""),
        },
        "reason": wanted.reason,
        "message": wanted.message,
        "type": "Warning" if wanted.warning else "Normal",
        "count": 1,
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "source": {"component": COMPONENT},
        "reportingComponent": COMPONENT,
        "reportingInstance": "",
    }
