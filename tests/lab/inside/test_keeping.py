"""What happens when a part fails."""

import asyncio

import pytest

from tutor.base import aio
from tutor.lab.inside import keeping


class Lab:
    """A lab that is ready or not."""

    def __init__(self, *, ready: bool) -> None:
        self.ready = asyncio.Event()
        self.notes: list[str] = []
        if ready:
            self.ready.set()


async def test_a_failure_while_the_lab_starts_is_the_starts() -> None:
    """It ends what waits for the lab."""

    async def fail() -> None:
        raise RuntimeError("no")

    async with aio.tasks() as tasks:
        keeping.Keeper(Lab(ready=False), tasks).start(fail, name="part")
        assert str(await asyncio.wait_for(tasks.failed, 5)) == "no"


async def test_a_part_of_a_running_lab_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the failure is noted; other parts do not hear of it."""
    monkeypatch.setattr(keeping, "PAUSES", (0.0,))
    runs = 0
    done = asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise RuntimeError(f"failure {runs}")
        done.set()

    lab = Lab(ready=True)
    async with aio.tasks() as tasks:
        keeping.Keeper(lab, tasks).start(work, name="part")
        await asyncio.wait_for(done.wait(), 5)
        assert not tasks.failed.done()
    assert [note.partition(": ")[2] for note in lab.notes] == [
        "RuntimeError: failure 1",
        "RuntimeError: failure 2",
    ]


async def test_a_part_that_must_not_start_again_stays_away() -> None:
    """As a machine that crashed."""
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        raise RuntimeError("crash")

    lab = Lab(ready=True)
    async with aio.tasks() as tasks:
        keeping.Keeper(lab, tasks).start(work, name="kubelet", again=False)
        while not lab.notes:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert runs == 1
