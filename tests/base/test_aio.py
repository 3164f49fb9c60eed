"""Tasks and their owner."""

import asyncio

from tutor.base import aio


async def test_a_task_that_missed_its_cancellation_is_told_again() -> None:
    """As one whose wait_for had its result at the same moment."""
    told: list[str] = []

    async def deaf_once() -> None:
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                told.append("cancelled")
                if len(told) > 1:
                    raise

    async with aio.tasks() as tasks:
        tasks.start(deaf_once(), name="deaf once")
        await asyncio.sleep(0)
    assert told == ["cancelled", "cancelled"]
