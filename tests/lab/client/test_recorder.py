"""Events are written after the work, equal ones counted."""

import asyncio
from typing import Any

from tutor.base import aio
from tutor.lab.client import recorder, resources, rest

POD: dict[str, Any] = {"metadata": {"name": "web", "namespace": "shop", "uid": "u1", "resourceVersion": "7"}}
NODE: dict[str, Any] = {"metadata": {"name": "k8s-w1", "uid": "u2"}}


class Client(rest.Client):
    """Remembers what is written; `gone` events are not found any more."""

    def __init__(self, *, gone: bool = False) -> None:
        self.gone = gone
        self.created: list[tuple[str, resources.Object]] = []
        self.patched: list[tuple[str, Any]] = []

    async def create(
        self, kind: resources.Resource, obj: resources.Object, namespace: str = ""
    ) -> resources.Object:
        """Remember a creation."""
        self.created.append((namespace, obj))
        return obj

    async def patch(
        self, kind: resources.Resource, name: str, body: Any, *args: Any, **more: Any
    ) -> resources.Object:
        """Remember a patch."""
        self.patched.append((name, body))
        if self.gone:
            raise rest.ApiError(404, "NotFound", "gone", {})
        return {}


async def written(client: Client, *events: resources.Object) -> None:
    """Record these, and wait until all are written."""
    done = asyncio.Event()
    left = len(events) + 1

    async def calm() -> None:
        nonlocal left
        left -= 1
        if not left:
            done.set()

    told = recorder.Recorder(client, calm=calm)
    async with aio.tasks() as tasks:
        tasks.start(told.run(), name="events")
        for event in (*events, about(POD, "Last")):
            told.record(event)
        async with asyncio.timeout(10):
            await done.wait()


def about(obj: dict[str, Any], reason: str = "BackOff") -> resources.Object:
    """An event about a pod or node."""
    kind = resources.PODS if obj is POD else resources.NODES
    return recorder.counted(recorder.reference(obj, kind), reason, "m", component="test", host="k8s-w1")


async def test_an_event_that_has_gone_is_written_anew() -> None:
    """As when somebody has deleted it: the next equal one begins to count again."""
    client = Client(gone=True)
    await written(client, about(POD), about(POD))
    found = [one for _, one in client.created if one["reason"] == "BackOff"]
    assert [one["count"] for one in found] == [1, 1]
    assert found[1]["firstTimestamp"] == found[1]["lastTimestamp"]
    assert len(client.patched) == 1


async def test_an_event_stands_beside_what_it_is_about() -> None:
    """In its namespace; in `default` for what is in none."""
    client = Client()
    await written(client, about(POD), about(NODE))
    places = [(place, one["metadata"]["namespace"]) for place, one in client.created[:2]]
    assert places == [("shop", "shop"), ("default", "default")]
    assert "namespace" not in client.created[1][1]["involvedObject"]
    assert client.created[0][1]["source"] == {"component": "test", "host": "k8s-w1"}


async def test_what_is_told_too_often_is_dropped() -> None:
    """After a burst about one object; others are told of all the same."""
    client = Client()
    await written(client, *[about(POD) for _ in range(40)], about(NODE))
    assert len(client.created) + len(client.patched) == 25 + 1
    assert client.patched[-1][1]["count"] == 25
    assert client.created[-1][1]["involvedObject"]["kind"] == "Node"
