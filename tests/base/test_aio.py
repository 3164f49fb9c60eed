"""Tasks and their owner."""

import asyncio
import contextlib
import subprocess
import sys
import time

import pytest

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


async def test_a_busy_loop_makes_nobody_deaf(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a turn of the loop takes longer than a task may take to end: it ends some turns after its cancellation."""
    monkeypatch.setattr(aio, "AGAIN_SECONDS", 0.001)
    told: list[str] = []

    async def busy() -> None:
        while True:
            time.sleep(0.002)  # noqa: ASYNC251 - what holds up the loop
            await asyncio.sleep(0)

    async def ends_in_order() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            told.append("cancelled")
            for _ in range(5):
                await asyncio.sleep(0)
            told.append("ended")

    other = asyncio.create_task(busy())
    async with aio.tasks() as tasks:
        tasks.start(ends_in_order(), name="ends in order")
        await asyncio.sleep(0)
    other.cancel()
    assert told == ["cancelled", "ended"]
    assert not caplog.records


async def test_an_owner_that_is_cancelled_while_it_closes_closes_all_the_same() -> None:
    """Else what it owns would go on with nobody to wait for it."""
    began, may_end, said = asyncio.Event(), asyncio.Event(), []

    async def slow() -> None:
        began.set()
        try:
            await asyncio.sleep(3600)
        finally:
            await may_end.wait()
            said.append("ended")

    async def owner() -> None:
        async with aio.tasks() as tasks:
            tasks.start(slow(), name="slow")
            await asyncio.sleep(3600)

    task = asyncio.create_task(owner())
    await began.wait()
    for _ in range(3):
        task.cancel()
        for _ in range(4):
            await asyncio.sleep(0)
        assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said == ["ended"]


@pytest.mark.parametrize("fails", [False, True])
async def test_what_must_be_whole_ends_before_its_owner(fails: bool) -> None:
    """A cancellation waits for it, and is not lost where it fails meanwhile."""
    began, may_end, said = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        began.set()
        await may_end.wait()
        said.append("done")
        if fails:
            raise OSError

    async def owner() -> None:
        with contextlib.suppress(OSError):
            await aio.whole(work())
        said.append("went on")

    task = asyncio.create_task(owner())
    await began.wait()
    for _ in range(3):  # as an owner does it that finds it still at work
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said == ["done"]


async def test_what_is_whole_gives_what_it_gives() -> None:
    """Its result, or what it raises."""

    async def work(*, fails: bool) -> int:
        if fails:
            raise OSError
        return 7

    assert await aio.whole(work(fails=False)) == 7
    with pytest.raises(OSError):
        await aio.whole(work(fails=True))


SHORT = """
import asyncio, os, resource, socket
from tutor.base import aio

async def main():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as caller:
        listener.setblocking(False)
        aio.PAUSE_SECONDS = 0.01
        limits = resource.getrlimit(resource.RLIMIT_NOFILE)
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, limits[1]))
        taking = asyncio.create_task(aio.accept(listener))
        caller.connect(listener.getsockname())
        done, _ = await asyncio.wait({taking}, timeout=0.1)
        assert not done
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        async with asyncio.timeout(10):
            with await taking as taken:
                assert taken.getpeername() == caller.getsockname()
                assert not taken.getblocking()

asyncio.run(main())
"""


def test_a_listener_outlasts_a_lack_of_descriptors() -> None:
    """Whoever came meanwhile is served when there are some again.

    In a process of its own, where nothing else gives one back at that moment.
    """
    done = subprocess.run([sys.executable, "-c", SHORT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
