"""The work queue."""

import asyncio

from tutor.base import aio
from tutor.lab.client import rest
from tutor.lab.controllers import batches, loop


async def test_one_sync_at_a_time_a_key() -> None:
    """A key that changes during its sync is synced once more, never twice at once."""
    began, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    seen: list[str] = []

    async def sync(key: str) -> None:
        seen.append(key)
        began.set()
        if len(seen) == 1:
            await go_on.wait()
        else:
            done.set()

    async with aio.tasks() as owner:
        queue = loop.Queue("test", sync, owner)
        queue.add("a")
        await began.wait()
        for _ in range(3):
            queue.add("a")
        assert seen == ["a"]
        go_on.set()
        async with asyncio.timeout(5):
            await done.wait()
        assert seen == ["a", "a"]
        queue.close()


async def test_no_sync_before_the_caches_are_filled() -> None:
    """Pods that are listed before their nodes must not look like pods of nodes that are gone."""
    filled, done = asyncio.Event(), asyncio.Event()
    seen: list[bool] = []

    async def sync(_key: str) -> None:
        seen.append(filled.is_set())
        done.set()

    async with aio.tasks() as owner:
        queue = loop.Queue("test", sync, owner, filled=filled)
        queue.add("a")
        for _ in range(20):
            await asyncio.sleep(0)
        filled.set()
        async with asyncio.timeout(5):
            await done.wait()
        queue.close()
    assert seen == [True]


async def test_failures_are_tried_again() -> None:
    """A sync that fails is tried again until it goes through."""
    done = asyncio.Event()
    tries: list[int] = []

    async def sync(_key: str) -> None:
        tries.append(1)
        if len(tries) < 4:
            raise rest.ApiError(409, "Conflict", "old", {})
        done.set()

    async with aio.tasks() as owner:
        queue = loop.Queue("test", sync, owner)
        queue.add("a")
        async with asyncio.timeout(5):
            await done.wait()
        queue.close()
    assert len(tries) == 4


async def test_asks_to_be_seen_again() -> None:
    """A sync may name a time after which to look again."""
    done = asyncio.Event()
    pauses = [0.01, None]

    async def sync(_key: str) -> float | None:
        if len(pauses) == 1:
            done.set()
        return pauses.pop(0)

    async with aio.tasks() as owner:
        queue = loop.Queue("test", sync, owner)
        queue.add("a")
        async with asyncio.timeout(5):
            await done.wait()
        queue.close()


async def test_slow_start_stops_at_the_first_failure() -> None:
    """A failing call is not repeated thirty times."""
    calls: list[int] = []

    async def fail() -> None:
        calls.append(1)
        raise ValueError("no room")

    failure = await batches.slow_start(30, fail)
    assert isinstance(failure, ValueError)
    assert len(calls) == 1
