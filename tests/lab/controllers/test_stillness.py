"""All controllers stand still while someone holds them."""

import asyncio

from tutor.base import aio
from tutor.lab.controllers import loop, stillness


async def test_nothing_is_under_way_while_held() -> None:
    """Who holds waits for a sync that runs; what comes meanwhile is done afterwards."""
    still, done = stillness.Stillness(), asyncio.Queue[str]()
    began, go, asked, held = (asyncio.Event() for _ in range(4))

    async def sync(key: str) -> float | None:
        if key == "first":
            began.set()
            await go.wait()
        await done.put(key)
        return None

    async with aio.tasks() as tasks:
        queue = loop.Queue("test", sync, tasks, still=still)
        queue.add("first")
        await began.wait()

        async def hold() -> None:
            asked.set()
            async with still.held():
                held.set()
                assert done.qsize() == 1
                queue.add("second")
                for _ in range(20):
                    await asyncio.sleep(0)  # every chance for what must not begin
                assert done.qsize() == 1

        holding = asyncio.create_task(hold())
        await asked.wait()
        assert not held.is_set()
        go.set()
        async with asyncio.timeout(10):
            await holding
            assert [await done.get(), await done.get()] == ["first", "second"]
        queue.close()
