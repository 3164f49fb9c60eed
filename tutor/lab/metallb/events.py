"""Events about services, equal ones counted (client-go: tools/record). Controller and speaker both post them."""

import asyncio
import dataclasses
import datetime
import secrets

import aiohttp

from tutor.lab.client import resources, rest

NORMAL, WARNING = "Normal", "Warning"
REMEMBERED = 512


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


class Recorder:
    """Posts for `component` ("metallb-controller", "metallb-speaker"). Run `run()`; the others never wait."""

    def __init__(self, client: rest.Client, component: str, host: str = "") -> None:
        self._client, self._component, self._host = client, component, host
        self._queue: asyncio.Queue[_Note] = asyncio.Queue()
        self._posted: dict[tuple[str, ...], _Posted] = {}

    def info(self, service: resources.Object, reason: str, message: str) -> None:
        """A Normal event."""
        self._put(service, NORMAL, reason, message)

    def warn(self, service: resources.Object, reason: str, message: str) -> None:
        """A Warning event."""
        self._put(service, WARNING, reason, message)

    def _put(self, service: resources.Object, kind: str, reason: str, message: str) -> None:
        now = datetime.datetime.now(datetime.UTC)
        self._queue.put_nowait(_Note(service, kind, reason, message, now))

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
            "source": {"component": self._component, **({"host": self._host} if self._host else {})},
            "reportingComponent": self._component,
            "reportingInstance": self._host,
        }


def _time(at: datetime.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
