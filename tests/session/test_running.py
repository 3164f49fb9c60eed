"""Commands in real shells of this machine, and the steps that they count for."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.session import here
from tutor.base import aio, errors
from tutor.cluster import place
from tutor.course import model
from tutor.session import events, running, standings


class Desk:
    """Commands of a learner who goes through a lesson; keeps what is told, and what each command counted for."""

    def __init__(self, where: here.Here, lesson: model.Lesson, tasks: aio.Tasks) -> None:
        self.where = where
        self.learner = standings.Standings(lesson, "en")
        self.told: list[events.Event] = []
        self.counted: list[tuple[str, int]] = []
        self._news = asyncio.Event()
        self.commands = running.Running(
            where,
            self.learner,
            tasks,
            tell=self._hear,
            ended=lambda record: self.counted.append((record.text, self.commands.step_of(record))),
            recall=False,
        )

    def _hear(self, event: events.Event) -> None:
        self.told.append(event)
        self._news.set()

    async def hears(self, kind: type[events.Event]) -> None:
        """Wait until such an event was told."""
        async with asyncio.timeout(20):
            while not any(isinstance(event, kind) for event in self.told):
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def desk(lesson: model.Lesson, tmp_path: Path) -> AsyncIterator[Desk]:
    (tmp_path / "work").mkdir()
    async with aio.tasks() as tasks:
        one = Desk(here.Here(tmp_path / "work"), lesson, tasks)
        yield one
        await one.commands.close()


async def test_a_command_counts_for_the_step_it_was_begun_in(desk: Desk) -> None:
    """By key, it does so wherever the learner is at its end; typed by hand, it counts where they are."""
    going = asyncio.create_task(desk.commands.run("echo one", "k8s-m", 20))
    await asyncio.sleep(0)
    desk.learner.index = 1
    await going
    live = await desk.commands.shell("k8s-m")
    await live.run("echo two")
    assert desk.counted == [("echo one", 0), ("echo two", 1)]


async def test_a_step_that_is_gone_by_then_leaves_it_to_the_last(desk: Desk) -> None:
    """Its author has saved a shorter lesson while it ran."""
    desk.learner.index = 1
    going = asyncio.create_task(desk.commands.run("echo one", "k8s-m", 20))
    await asyncio.sleep(0)
    desk.learner.index, desk.learner.lesson = (
        0,
        desk.learner.lesson._replace(steps=desk.learner.lesson.steps[:1]),
    )
    await going
    assert desk.counted == [("echo one", 0)]


async def test_what_goes_on_beside_counts_as_well(desk: Desk) -> None:
    """It is told of when it is ready, and ends before the next command in its shell."""
    await desk.commands.begin(model.Command("echo begin; cat", "k8s-m", ready="^begin$"))
    desk.learner.index = 1
    await desk.commands.run("true", "k8s-m", 20)
    assert desk.counted == [("echo begin; cat", 0), ("true", 1)]
    assert any(isinstance(event, events.CommandReady) for event in desk.told)


async def test_two_who_ask_for_a_shell_at_once_get_the_same(desk: Desk) -> None:
    """The screen opens it for its terminal, and a key for its command."""
    one, two = await asyncio.gather(desk.commands.shell("k8s-pc"), desk.commands.shell("k8s-pc"))
    assert one is two


@pytest.mark.parametrize("answer", [TimeoutError("slow"), place.Completed(1, b"", b"\x1b]0;x\x07no pod\n")])
async def test_a_pod_without_a_shell_is_told_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: Exception | place.Completed
) -> None:
    """Also one that does not answer; and what a pod says drives no terminal."""

    def run(*_: object, **__: object) -> place.Completed:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(desk.where, "run", run)
    with pytest.raises(errors.EnvironmentLacks) as told:
        await desk.commands.shell("pod/web")
    assert told.value.why in ("slow", "no pod")


async def test_a_shell_that_ends_is_opened_anew(desk: Desk) -> None:
    """`exit` is told, and the next command has a shell again."""
    live = await desk.commands.shell("k8s-m")
    live.type(b"exit\r")
    await desk.hears(events.Notice)
    assert desk.told[-2:] == [
        events.ShellEnded("k8s-m"),
        events.Notice("The shell on k8s-m has ended; the next command opens a new one."),
    ]
    record = await desk.commands.run("echo back", "k8s-m", 20)
    assert (record.output.strip(), record.exit_code) == ("back", 0)


async def test_a_place_that_is_gone_is_told(desk: Desk) -> None:
    """Where the shell ended because its place did, no new shell is promised."""
    live = await desk.commands.shell("k8s-m")
    desk.where.gone = True
    live.type(b"exit\r")
    await desk.hears(events.PlaceLost)
    notices = [event.text for event in desk.told if isinstance(event, events.Notice)]
    assert [text.startswith("The here has ended") for text in notices] == [True]
