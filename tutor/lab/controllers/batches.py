"""Calls in growing batches, so that a first failure costs one call (kubernetes: slowStartBatch)."""

import asyncio
from collections.abc import Awaitable, Callable


async def slow_start(count: int, call: Callable[[], Awaitable[None]]) -> BaseException | None:
    """Make `count` calls, 1, 2, 4, … at a time; stop after a batch with a failure and return the first one."""
    left, size = count, 1
    while left > 0:
        now = min(left, size)
        results = await asyncio.gather(*(call() for _ in range(now)), return_exceptions=True)
        failed = next((one for one in results if isinstance(one, BaseException)), None)
        if failed is not None:
            return failed
        left, size = left - now, size * 2
    return None
