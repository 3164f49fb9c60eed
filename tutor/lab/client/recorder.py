"""Writes Events about objects, after the work that they tell of, and counts equal ones (client-go: tools/record)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import aiohttp

from tutor.base import clock
from tutor.lab.client import correlate, resources, rest

LOG = logging.getLogger(__name__)
Object = resources.Object


class Recorder:
    """Queues events and writes them one after the other; run `run()` as a task, `record` never waits."""

    def __init__(self, client: rest.Client, *, calm: Callable[[], Awaitable[None]] | None = None) -> None:
        """`calm` is awaited before each is written."""
        self._client = client
        self._calm = calm
        self._waiting: asyncio.Queue[Object] = asyncio.Queue()
        self._correlator = correlate.Correlator()

    def record(self, event: Object) -> None:
        """Note an event, as `counted` makes it or with an `eventTime`, as those of events.k8s.io are: they are not
        counted."""
        self._waiting.put_nowait(event)

    async def run(self) -> None:
        """Write what is noted, for ever."""
        while True:
            event = await self._waiting.get()
            if self._calm is not None:
                await self._calm()
            try:
                await self._write(event)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                # Events are told once; a namespace that is going away takes none (client-go gives up as well).
                LOG.debug("event %s: %s", event["reason"], error)

    async def _write(self, event: Object) -> None:
        where = event["metadata"]["namespace"]
        if "count" not in event:
            await self._client.create(resources.EVENTS, event, where)
            return
        when = time.monotonic()
        event["message"] = self._correlator.message(event, when)
        if not self._correlator.allowed(event, when):
            return
        known = self._correlator.known(event)
        if known is not None and await self._count_up(event, known):
            return
        await self._client.create(resources.EVENTS, event, where)
        self._correlator.wrote(event)

    async def _count_up(self, event: Object, known: correlate.Seen) -> bool:
        event["count"] = known.count + 1
        event["firstTimestamp"] = known.first
        body = {key: event[key] for key in ("count", "lastTimestamp", "message")}
        where = event["metadata"]["namespace"]
        try:
            await self._client.patch(resources.EVENTS, known.name, body, where)
        except rest.ApiError as error:
            if error.code != 404:
                raise
            event["count"], event["firstTimestamp"] = 1, event["lastTimestamp"]
            return False
        event["metadata"]["name"] = known.name
        self._correlator.wrote(event)
        return True


def reference(obj: Object, kind: resources.Resource, field: str = "") -> Object:
    """An ObjectReference to an object, or to the part of it at `field`."""
    meta = obj["metadata"]
    found = {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "name": meta["name"],
        "uid": meta.get("uid", ""),
        "resourceVersion": meta.get("resourceVersion", ""),
    }
    optional = {"namespace": meta.get("namespace"), "fieldPath": field}
    return found | {key: value for key, value in optional.items() if value}


def event(about: Object, reason: str, message: str, *, warning: bool) -> Object:
    """What events of both forms have, about an ObjectReference."""
    return {
        "metadata": {
            "name": f"{about['name']}.{time.time_ns():x}",
            "namespace": about.get("namespace") or "default",
        },
        "involvedObject": about,
        "reason": reason,
        "message": message,
        "type": "Warning" if warning else "Normal",
    }


def counted(
    about: Object, reason: str, message: str, *, component: str, host: str = "", warning: bool = False
) -> Object:
    """An event of now in the classic form, with counts; `host` is the node whose component tells of it."""
    stamp = clock.rfc3339(clock.now())
    return {
        **event(about, reason, message, warning=warning),
        "count": 1,
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "source": {"component": component, **({"host": host} if host else {})},
        "reportingComponent": component,
        "reportingInstance": host,
    }
