"""What is written to the API, and how seldom: events and pod status, with a client that remembers."""

import asyncio
import dataclasses
import datetime
from typing import Any

import pytest

from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.kubelet import events, podview, record, statuswriter

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
POD: dict[str, Any] = {
    "metadata": {"name": "web", "namespace": "shop", "uid": "u1", "resourceVersion": "7"},
    "spec": {"containers": [{"name": "c"}]},
}


class Client(rest.Client):
    """Remembers calls; `answers` are raised in turn before any succeeds."""

    def __init__(self, *answers: Exception) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.called = asyncio.Event()
        self._answers = list(answers)

    def _note(self, verb: str, body: Any) -> resources.Object:
        self.calls.append((verb, body))
        self.called.set()
        if self._answers:
            raise self._answers.pop(0)
        return {}

    async def create(
        self, kind: resources.Resource, obj: resources.Object, namespace: str = ""
    ) -> resources.Object:
        """Remember a creation."""
        return self._note("create", obj)

    async def patch(
        self, kind: resources.Resource, name: str, body: Any, *args: Any, **more: Any
    ) -> resources.Object:
        """Remember a patch."""
        return self._note("patch", body)

    async def count(self, wanted: int) -> None:
        """Wait for so many calls."""
        async with asyncio.timeout(10):
            while len(self.calls) < wanted:
                self.called.clear()
                await self.called.wait()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(statuswriter, "SOON_SECONDS", 0.05)
    monkeypatch.setattr(statuswriter, "RETRY_SECONDS", 0.01)


async def test_equal_events_are_counted() -> None:
    """One creation, then patches of its count; another message is another event."""
    client = Client()
    recorder = events.Recorder(client, "k8s-w1")
    async with aio.tasks() as tasks:
        tasks.start(recorder.run(), name="events")
        for _ in range(3):
            recorder.pod(POD, events.WARNING, "BackOff", "again", container="c")
        recorder.pod(POD, events.WARNING, "BackOff", "other", container="c", init=True)
        await client.count(4)
    verbs = [verb for verb, _ in client.calls]
    assert verbs == ["create", "patch", "patch", "create"]
    first = client.calls[0][1]
    assert first["involvedObject"]["fieldPath"] == "spec.containers{c}"
    assert first["source"] == {"component": "kubelet", "host": "k8s-w1"}
    assert first["metadata"]["namespace"] == "shop"
    assert client.calls[2][1]["count"] == 3
    assert client.calls[3][1]["involvedObject"]["fieldPath"] == "spec.initContainers{c}"


async def test_an_event_that_cannot_be_posted_is_dropped() -> None:
    """And the next equal one is a new event."""
    client = Client(rest.ApiError(403, "Forbidden", "namespace is being terminated", {}))
    recorder = events.Recorder(client, "k8s-w1")
    async with aio.tasks() as tasks:
        tasks.start(recorder.run(), name="events")
        recorder.node(events.NORMAL, "NodeReady", "ready")
        recorder.node(events.NORMAL, "NodeReady", "ready")
        await client.count(2)
    assert [verb for verb, _ in client.calls] == ["create", "create"]
    assert client.calls[1][1]["metadata"]["namespace"] == "default"


@dataclasses.dataclass
class Context:
    """As much of the kubelet's context as a status writer needs."""

    client: Client


@dataclasses.dataclass
class Scene:
    """As much of a scene."""

    context: Context
    pod: dict[str, Any]

    @property
    def reported(self) -> dict[str, Any]:
        """The pod itself: it comes from the API."""
        return self.pod


def writer(client: Client, item: record.Container) -> statuswriter.Writer:
    """A writer of a pod of one container."""

    def view(before: list[dict[str, Any]]) -> podview.View:
        return podview.View(POD, [], [item], "192.168.10.101", "", NOW, sandbox=True, before=before)

    return statuswriter.Writer(Scene(Context(client), POD), view)  # type: ignore[arg-type]


async def test_a_pod_that_is_quick_is_written_once() -> None:
    """An unimportant change waits, and goes with the important one that follows; nothing is written twice."""
    client = Client()
    item = record.Container("c", "busybox", {"name": "c"})
    one = writer(client, item)
    async with aio.tasks() as tasks:
        tasks.start(one.run(), name="status")
        one.dirty(urgent=False)
        item.state, item.ready = record.Running(NOW), True
        one.dirty(urgent=True)
        await client.count(1)
        one.dirty(urgent=True)
        item.ready = False
        one.dirty(urgent=True)
        await client.count(2)
    bodies = [body["status"] for _, body in client.calls]
    assert [status["phase"] for status in bodies] == ["Running", "Running"]
    assert [status["containerStatuses"][0]["ready"] for status in bodies] == [True, False]
    assert client.calls[0][1]["metadata"] == {"uid": "u1"}


async def test_a_status_is_written_again_until_it_is_taken() -> None:
    """A server that is away is asked again; a pod that is gone is not."""
    away = Client(rest.ApiError(503, "", "away", {}))
    one = writer(away, record.Container("c", "busybox", {"name": "c"}))
    async with aio.tasks() as tasks:
        tasks.start(one.run(), name="status")
        one.dirty(urgent=True)
        await away.count(2)
    gone = Client(rest.ApiError(404, "NotFound", "gone", {}))
    other = writer(gone, record.Container("c", "busybox", {"name": "c"}))
    await other.finish()
    assert len(gone.calls) == 1
