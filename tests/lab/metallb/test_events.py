"""Events about services."""

from typing import Any

from tests.lab.metallb.controller import world
from tutor.base import aio
from tutor.lab.client import correlate, resources, rest
from tutor.lab.metallb import events

SERVICE: dict[str, Any] = {"metadata": {"name": "web", "namespace": "default", "uid": "u-1"}}


async def listed(client: rest.Client) -> list[tuple[str, str, int]]:
    """Reason, type and count of what stands there."""
    found = await client.list(resources.EVENTS, "default")
    return sorted((one["reason"], one["type"], one["count"]) for one in found["items"])


async def test_equal_events_are_counted() -> None:
    """Others stand by themselves; a warning is one."""
    async with world.api() as client, aio.tasks() as owner:
        told = events.Events(client, "metallb-controller")
        owner.start(told.run(), name="test events")
        for _ in range(3):
            told.tell(SERVICE, "IPAllocated", "Assigned IP")
        told.tell(SERVICE, "AllocationFailed", "no available IPs", warning=True)
        wanted = [("AllocationFailed", "Warning", 1), ("IPAllocated", "Normal", 3)]
        await world.settle(lambda: listed(client), lambda seen: seen == wanted)
        found = (await client.list(resources.EVENTS, "default"))["items"][0]
        assert found["source"] == {"component": "metallb-controller"}
        assert found["involvedObject"]["kind"] == "Service"


async def test_a_service_that_never_rests_is_told_of_in_measure() -> None:
    """A burst, and then hardly more; others are not held back by it."""
    async with world.api() as client, aio.tasks() as owner:
        told = events.Events(client, "metallb-speaker")
        owner.start(told.run(), name="test events")
        for _ in range(100):
            told.tell(SERVICE, "nodeAssigned", "again")
        other = {"metadata": {"name": "calm", "namespace": "default", "uid": "u-2"}}
        told.tell(other, "late", "at last")
        wanted = [("late", "Normal", 1), ("nodeAssigned", "Normal", correlate.BURST)]
        await world.settle(lambda: listed(client), lambda seen: seen == wanted)
