"""Writes Events about objects, after the work that they tell of."""

import asyncio
import logging
import time
from typing import Any

import aiohttp

from tutor.lab.client import resources, rest
from tutor.lab.controllers import correlate, meta

Object = dict[str, Any]
LOG = logging.getLogger(__name__)


class Recorder:
    """Queues events and writes them one after the other; run `run()` as a task."""

    def __init__(self, client: rest.Client) -> None:
        self._client = client
        self._waiting: asyncio.Queue[Object] = asyncio.Queue()
        self._correlator = correlate.Correlator()

    def tell(
        self,
        about: Object,
        kind: resources.Resource,
        reason: str,
        message: str,
        *,
        component: str,
        warning: bool = False,
    ) -> None:
        """Note an event in the classic form, with counts."""
        stamp = meta.stamp()
        self._waiting.put_nowait(
            {
                **_common(about, kind, reason, message, warning=warning),
                "count": 1,
                "firstTimestamp": stamp,
                "lastTimestamp": stamp,
                "source": {"component": component},
                "reportingComponent": component,
                "reportingInstance": "",
            }
        )

    def tell_new(
        self,
        about: Object,
        kind: resources.Resource,
        reason: str,
        message: str,
        *,
        component: str,
        action: str,
        warning: bool = False,
    ) -> None:
        """Note an event in the form of events.k8s.io, as the scheduler does."""
        self._waiting.put_nowait(
            {
                **_common(about, kind, reason, message, warning=warning),
                "eventTime": meta.micro_stamp(),
                "firstTimestamp": None,
                "lastTimestamp": None,
                "source": {},
                "action": action,
                "reportingComponent": component,
                "reportingInstance": f"{component}-k8s-m",
            }
        )

    async def run(self) -> None:
        """Write what is told, for ever."""
        while True:
            event = await self._waiting.get()
            try:
                await self._write(event)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                # Events are told once; a namespace that is going away takes none (client-go gives up as well).
                LOG.debug("event %s: %s", event["reason"], error)

    async def _write(self, event: Object) -> None:
        if "count" not in event:
            await self._client.create(resources.EVENTS, event)
            return
        when = time.monotonic()
        event["message"] = self._correlator.message(event, when)
        if not self._correlator.allowed(event, when):
            return
        known = self._correlator.known(event)
        if known is not None and await self._count_up(event, known):
            return
        await self._client.create(resources.EVENTS, event)
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


def _common(about: Object, kind: resources.Resource, reason: str, message: str, *, warning: bool) -> Object:
    of = about["metadata"]
    namespace = of.get("namespace") or "default"
    involved = {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "name": of["name"],
        "uid": of["uid"],
        "resourceVersion": of.get("resourceVersion", ""),
    }
    if of.get("namespace"):
        involved["namespace"] = of["namespace"]
    return {
        "metadata": {"name": f"{of['name']}.{time.time_ns():x}", "namespace": namespace},
        "involvedObject": involved,
        "reason": reason,
        "message": message,
        "type": "Warning" if warning else "Normal",
    }
