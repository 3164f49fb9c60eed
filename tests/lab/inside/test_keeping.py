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


async def test_a_killed_part_starts_again_without_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was asked for; a part that is stopped does not come back."""
    monkeypatch.setattr(keeping, "PAUSES", (0.0,))
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        await asyncio.Event().wait()

    lab = Lab(ready=True)
    async with aio.tasks() as tasks:
        keeper = keeping.Keeper(lab, tasks)
        keeper.start(work, name="part")
        for _ in range(2):
            await asyncio.wait_for(began.wait(), 5)
            began.clear()
            assert keeper.names() == ["part"]
            keeper.kill("part")
        await asyncio.wait_for(began.wait(), 5)
        await keeper.stop("part")
        assert keeper.names() == []
        await keeper.stop("part")
        with pytest.raises(KeyError):
            keeper.kill("part")
    assert lab.notes == []
