"""Posts events, counting equal ones (Kubernetes: client-go tools/record/events_cache.go)."""

import asyncio
import dataclasses
import datetime
import secrets

import aiohttp

from tutor.lab.client import resources, rest
from tutor.lab.kubelet import record

NORMAL, WARNING = "Normal", "Warning"
REMEMBERED = 512

QUIET_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 1.5
"""Events wait until nothing was recorded for a while: in a burst of pods, the pods come first."""


@dataclasses.dataclass(frozen=True)
class Note:
    """One event before it is posted. `field` is the part of the object that it is about."""

    about: resources.Object
    type: str
    reason: str
    message: str
    field: str = ""
    at: datetime.datetime = dataclasses.field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for events that are counted together."""
        ref = self.about
        return (
            ref["kind"],
            ref.get("uid", ""),
            ref["name"],
            self.field,
            self.type,
            self.reason,
            self.message,
        )


@dataclasses.dataclass
class _Posted:
    name: str
    namespace: str
    count: int = 1


class Recorder:
    """Run `run()` as a task; `record` never waits."""

    def __init__(self, client: rest.Client, node_name: str) -> None:
        self._client = client
        self._node_name = node_name
        self._queue: asyncio.Queue[Note] = asyncio.Queue()
        self._posted: dict[tuple[str, ...], _Posted] = {}
        self._last = 0.0

    def pod(
        self,
        pod: resources.Object,
        kind: str,
        reason: str,
        message: str,
        *,
        container: str = "",
        init: bool = False,
    ) -> None:
        """An event about a pod, or about one container of it."""
        list_name = "initContainers" if init else "containers"
        field = f"spec.{list_name}{{{container}}}" if container else ""
        self._put(Note(reference(pod, "Pod"), kind, reason, message, field))

    def node(self, kind: str, reason: str, message: str) -> None:
        """An event about this node."""
        about = {"kind": "Node", "name": self._node_name, "uid": self._node_name}
        self._put(Note(about, kind, reason, message))

    def _put(self, note: Note) -> None:
        self._last = asyncio.get_running_loop().time()
        self._queue.put_nowait(note)

    async def run(self) -> None:
        """Post what is recorded until cancelled. An event that cannot be posted is dropped, as it is there."""
        while True:
            note = await self._queue.get()
            await self._quiet()
            try:
                await self._post(note)
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
                self._posted.pop(note.key, None)

    async def _quiet(self) -> None:
        """Return when the last burst of events is over, or has gone on for long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_WAIT_SECONDS
        while (left := min(self._last + QUIET_SECONDS, until) - loop.time()) > 0:
            await asyncio.sleep(left)

    async def _post(self, note: Note) -> None:
        known = self._posted.pop(note.key, None)
        if known is not None:
            self._posted[note.key] = known
            known.count += 1
            body = {"count": known.count, "lastTimestamp": record.time_text(note.at)}
            await self._client.patch(resources.EVENTS, known.name, body, known.namespace)
            return
        event = self._event(note)
        namespace = event["metadata"]["namespace"]
        await self._client.create(resources.EVENTS, event, namespace)
        self._posted[note.key] = _Posted(event["metadata"]["name"], namespace)
        while len(self._posted) > REMEMBERED:
            del self._posted[next(iter(self._posted))]

    def _event(self, note: Note) -> resources.Object:
        namespace = note.about.get("namespace") or "default"
        about = {**note.about, **({"fieldPath": note.field} if note.field else {})}
        stamp = record.time_text(note.at)
        return {
            "metadata": {"name": f"{note.about['name']}.{secrets.token_hex(8)}", "namespace": namespace},
            "involvedObject": about,
            "type": note.type,
            "reason": note.reason,
            "message": note.message,
            "count": 1,
            "firstTimestamp": stamp,
            "lastTimestamp": stamp,
            "source": {"component": "kubelet", "host": self._node_name},
            "reportingComponent": "kubelet",
            "reportingInstance": self._node_name,
        }


def reference(obj: resources.Object, kind: str, api_version: str = "v1") -> resources.Object:
    """An ObjectReference to an object."""
    meta = obj["metadata"]
    return {
        "apiVersion": api_version,
        "kind": kind,
        "name": meta["name"],
        "namespace": meta.get("namespace", ""),
        "uid": meta.get("uid", ""),
        "resourceVersion": meta.get("resourceVersion", ""),
    }
