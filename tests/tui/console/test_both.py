"""Console and learner on one real class: what one says the other takes as it was meant."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tui.console import test_engine
from tests.tui.console.test_engine import attached, until
from tutor.progress import outbox
from tutor.tui.classroom import consent, own, part
from tutor.tui.console import engine, ports
from tutor.workshop import attendee, code, hosting, joining, reports

hosted, _home = test_engine.hosted, test_engine._home
FRAME = reports.Frame("k8s-m", 1, 80, ("$ ",), (2, 0))


class Class(attendee.Attendee):
    """As the tutor has it, without lessons."""

    title, name, anonymous, returning = "Networking 101", "Ann", False, ""
    failed: "asyncio.Future[BaseException]"

    def reads(self, lesson: str, step: str) -> None:
        """There are no lessons."""


class Stage:
    """The tutor's screens, as far as the class moves them: a terminal that shows the same all the time."""

    lang = "en"

    def __init__(self) -> None:
        self.said: list[str] = []
        self.typed: list[str] = []
        self.part: part.Part | None = None

    def say(self, text: str, *, important: bool = False, seconds: float = 0.0) -> None:
        """Note it."""
        self.said.append(text)

    def pressed(self, key: str) -> str:
        """No terminal has the keyboard."""
        return key

    def show_class(self) -> None:
        """Nothing to show it on."""

    def type_keys(self, host: str, text: str) -> None:
        """Note it."""
        self.typed.append(text)

    def in_own_words(self, order: own.Order) -> own.Order:
        """As it came."""
        return order

    def film_anew(self) -> None:
        """At once."""
        if self.part and self.part.consent.watched:
            self.part.of.show(FRAME)

    def end_class(self) -> None:
        """Nothing to end."""

    def fail(self, error: Exception) -> None:
        """Must not be."""
        raise error


@pytest.fixture
async def ann(hosted: hosting.Class, tmp_path: Path) -> AsyncIterator[tuple[str, part.Part, Stage]]:
    """A learner who has joined: her id, her part in the class, and her screen."""
    of = await joining.join(code.decode(hosted.join_code), "Ann")
    with contextlib.closing(outbox.Outbox(tmp_path / "ann.outbox")) as box:
        one = Class(of.link, of.names, of.learner, box, lambda: reports.Pulse("", "", 0.0))
        stage = Stage()
        stage.part = part.Part(one, stage)
        one.tell(reports.Joined("Ann", "en", "1", "course", 5))
        running = asyncio.create_task(one.run(), name="be in the class")
        await until(lambda: one.state == "online")
        yield of.learner, stage.part, stage
        running.cancel()
        await asyncio.wait((running,))


async def _says_yes(her: part.Part) -> None:
    await until(lambda: her.consent.asked)
    assert her.consent.asked
    her.answer(her.consent.asked, given=True)


@contextlib.asynccontextmanager
async def _watching(room: engine.Classroom, who: str) -> AsyncIterator[list[reports.Frame]]:
    seen: list[reports.Frame] = []

    async def watch() -> None:
        async for frame in room.watch(who):
            seen.append(frame)

    task = asyncio.create_task(watch(), name="watch")
    yield seen
    task.cancel()
    await asyncio.wait((task,))


def _stands(room: engine.Classroom, who: str) -> tuple[ports.Consent, ports.Consent]:
    found = room.detail(who, "en")
    return (found.watch, found.type) if found else ("none", "none")


async def test_a_yes_of_a_tutor_that_was_started_anew_is_over(
    hosted: hosting.Class, ann: tuple[str, part.Part, Stage]
) -> None:
    """It ended without a word, and remembers nobody."""
    who, her, _ = ann
    async with attached(hosted, "Kim") as room:
        await until(lambda: room.learners())
        async with _watching(room, who) as seen:
            await _says_yes(her)
            await until(lambda: seen and _stands(room, who) == ("given", "none"))
            her.of.tell(reports.Joined("Ann", "en", "1", "course", 5))
            await until(lambda: _stands(room, who) == ("lapsed", "none"))


async def test_hands_are_given_back_by_who_took_them(
    hosted: hosting.Class, ann: tuple[str, part.Part, Stage]
) -> None:
    """Two instructors of one name are two."""
    who, her, _ = ann
    async with attached(hosted, "root") as one, attached(hosted, "root") as other:
        her.raise_hand("help")
        await until(lambda: one.hands() and other.hands())
        await one.take(who)
        await until(lambda: her.board.hand == "taken" and other.hands()[0].taken == "root")
        await other.take(who)
        await until(lambda: other._desk.helps(who))
        assert her.board.hand == "taken"
        await other.take(who)
        await until(lambda: her.board.hand == "waiting")


async def test_each_of_two_consoles_has_a_yes_of_its_own(
    hosted: hosting.Class, ann: tuple[str, part.Part, Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the question over picture and keys to the end: of one, and then, since nothing is heard of it, the other."""
    who, her, stage = ann
    async with attached(hosted, "Lee") as other:
        async with attached(hosted, "Kim") as room:
            await until(lambda: room.learners())
            async with _watching(room, who) as mine, _watching(other, who) as theirs:
                await _says_yes(her)
                await _says_yes(her)
                await until(lambda: mine and theirs)
                assert sorted(her.consent.names) == ["Kim", "Lee"]
                await room.ask(who, "type")
                await _says_yes(her)
                await until(lambda: _stands(room, who) == ("given", "given"))
                await other.keys(who, "k8s-m", "no")
                await room.keys(who, "k8s-m", "ls")
                await until(lambda: stage.typed)
                assert stage.typed == ["ls"]
        await until(lambda: her.consent.names == ["Lee"])
        assert "Kim has stopped watching your terminal." in stage.said
        assert _stands(other, who) == ("given", "none")
        now = her.consent._now() + consent.LAPSE_SECONDS + 1
        monkeypatch.setattr(her.consent, "_now", lambda: now)
        her.look()
        assert not her.consent.watched
        await until(lambda: _stands(other, who) == ("lapsed", "none"))
