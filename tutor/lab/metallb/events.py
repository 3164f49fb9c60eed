"""Events about services, equal ones counted (client-go: tools/record). Controller and speaker both post them."""

import asyncio
import dataclasses
import datetime
import secrets
import time

import aiohttp

from tutor.lab.client import resources, rest

REMEMBERED = 512
BURST, REFILL_SECONDS = 25.0, 300.0
"""So many events about one service at once, and one more every so many seconds (events_cache.go)."""


@dataclasses.dataclass(frozen=True)
class _Note:
    service: resources.Object
    type: str
    reason: str
    message: str
    at: datetime.datetime

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for events that are counted together."""
        meta = self.service["metadata"]
        return (meta.get("uid", ""), meta["name"], self.type, self.reason, self.message)


@dataclasses.dataclass
class _Posted:
    name: str
    namespace: str
    count: int = 1


class Events:
    """Posts for `component` ("metallb-controller", "metallb-speaker"). Run `run()` as a task; `tell` never waits."""

    def __init__(self, client: rest.Client, component: str) -> None:
        self._client, self._component = client, component
        self._queue: asyncio.Queue[_Note] = asyncio.Queue()
        self._posted: dict[tuple[str, ...], _Posted] = {}
        self._budgets: dict[str, tuple[float, float]] = {}

    def tell(self, service: resources.Object, reason: str, message: str, *, warning: bool = False) -> None:
        """Note an event; too many about one service are dropped, as client-go drops them."""
        if self._allowed(service["metadata"].get("uid", "")):
            now = datetime.datetime.now(datetime.UTC)
            kind = "Warning" if warning else "Normal"
            self._queue.put_nowait(_Note(service, kind, reason, message, now))

    def _allowed(self, uid: str) -> bool:
        now = time.monotonic()
        left, last = self._budgets.pop(uid, (BURST, now))
        left = min(BURST, left + (now - last) / REFILL_SECONDS)
        while len(self._budgets) >= REMEMBERED:
            del self._budgets[next(iter(self._budgets))]
        self._budgets[uid] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    async def run(self) -> None:
        """Post until cancelled. An event that cannot be posted is dropped, as client-go's recorder does."""
        while True:
            note = await self._queue.get()
            try:
                await self._post(note)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
                self._posted.pop(note.key, None)

    async def _post(self, note: _Note) -> None:
        known = self._posted.pop(note.key, None)
        if known is not None:
            self._posted[note.key] = known
            known.count += 1
            body = {"count": known.count, "lastTimestamp": _time(note.at)}
            await self._client.patch(resources.EVENTS, known.name, body, known.namespace)
            return
        event = self._event(note)
        where = event["metadata"]["namespace"]
        await self._client.create(resources.EVENTS, event, where)
        self._posted[note.key] = _Posted(event["metadata"]["name"], where)
        while len(self._posted) > REMEMBERED:
            del self._posted[next(iter(self._posted))]

    def _event(self, note: _Note) -> resources.Object:
        meta = note.service["metadata"]
        namespace = meta.get("namespace") or "default"
        about = {
            "apiVersion": "v1",
            "kind": "Service",
            "name": meta["name"],
            "namespace": namespace,
            "uid": meta.get("uid", ""),
            "resourceVersion": meta.get("resourceVersion", ""),
        }
        return {
            "metadata": {"name": f"{meta['name']}.{secrets.token_hex(8)}", "namespace": namespace},
            "involvedObject": about,
            "type": note.type,
            "reason": note.reason,
            "message": note.message,
            "count": 1,
            "firstTimestamp": _time(note.at),
            "lastTimestamp": _time(note.at),
            "source": {"component": self._component},
            "reportingComponent": self._component,
            "reportingInstance": "",
        }


def _time(at: datetime.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
