"""A real session in a real class: what is done is told, and who comes back elsewhere goes on where they were."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.session import here
from tests.session.conftest import CHECKS
from tutor.base import errors
from tutor.course import model
from tutor.progress import store
from tutor.session import classes, ledger, opening, session
from tutor.workshop import code, forgetting, founding, hosting, joining, lasting, reports, streams, wire


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[hosting.Class]:
    """A class, as the instructor's machine has it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "host"))
    wanted = founding.Options("net101", address="127.0.0.1", port=_free_port(), bind="127.0.0.1")
    async with hosting.opened(wanted) as found:
        yield found


async def _joined(hosted: hosting.Class, *, returning: str = "") -> joining.Membership:
    door = await joining.find(code.decode(hosted.join_code))
    found = await door.join("Ann", returning=returning)
    joining.save(found)
    return found


@contextlib.asynccontextmanager
async def _session(course: model.Course, folder: Path) -> AsyncIterator[session.Session]:
    folder.mkdir(exist_ok=True)
    with contextlib.closing(store.Store(opening.progress_file())) as kept:
        one = session.Session(
            course, course.lessons[0], lang="en", where=here.Here(folder), checks=CHECKS, progress=kept
        )
        await one.open()
        yield one
        await one.close()


async def _told(hosted: hosting.Class) -> list[reports.Report]:
    """All that was told, in the order of the stream."""
    client = await hosted.link.connect()
    js, name = client.jetstream(), hosted.authority.names.stream(streams.EVENTS)
    last = (await js.stream_info(name)).state.last_seq
    found = [await js.get_msg(name, seq=number) for number in range(1, last + 1)]
    await client.close()
    return [wire.decode(one.data or b"", reports.KINDS).body for one in found]


def _pulse() -> reports.Pulse:
    return reports.Pulse("", "", 0.0)


async def test_a_learner_comes_back_on_another_machine(
    hosted: hosting.Class, lesson: model.Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their return code; what they had passed is passed, and they are where they were."""
    monkeypatch.setattr(classes, "LEAVE_SECONDS", 30.0)
    monkeypatch.setattr(classes, "RECALL_SECONDS", 30.0)
    course = model.Course(tmp_path / "course", ("en", "ko"), (lesson,))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "first"))
    ann = await _joined(hosted)
    async with classes.attended("net101", course, "ko", _pulse) as attended:
        async with _session(course, tmp_path / "work") as one:
            attended.follow(one)
            await one.run("echo hello > note", "k8s-m")
            await one.grade()
            one.go(1)
        await _until(lambda: attended.state == "online")
    told = await _told(hosted)
    assert told[0] == reports.Joined("Ann", "ko", told[0].version, "course", 2)  # type: ignore[union-attr]
    assert reports.Settled("01-files", "write", "passed") in told
    assert isinstance(told[-1], reports.Left)
    assert attended.returning == code.encode_return(ann.returning)
    assert ann.returning not in repr(told)
    await _until(lambda: hosted.registrar.sync(ann.learner, 0)["place"] == ("01-files", "guess"))

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "second"))
    again = await _joined(hosted, returning=ann.returning)
    assert again.learner == ann.learner
    assert await classes.recall("net101", course)
    async with _session(course, tmp_path / "work2") as one:
        assert (one.index, one.status) == (1, {"write": "passed", "guess": "todo"})


async def test_a_step_that_was_reset_offline_stays_reset(
    hosted: hosting.Class, lesson: model.Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the class remembers of it is from before; it hears of the reset, however much else waits before that."""
    monkeypatch.setattr(classes, "LEAVE_SECONDS", 30.0)
    course = model.Course(tmp_path / "course", ("en", "ko"), (lesson,))
    ann = await _joined(hosted)
    async with classes.attended("net101", course, "en", _pulse) as attended:
        async with _session(course, tmp_path / "work") as one:
            attended.follow(one)
            await one.run("echo hello > note", "k8s-m")
            await one.grade()
        await _until(lambda: attended.state == "online")
    joining.save(dataclasses.replace(ann, servers=("127.0.0.1:1",)))
    async with classes.attended("net101", course, "en", _pulse) as attended:
        async with _session(course, tmp_path / "work") as one:
            assert one.status["write"] == "passed"
            for _ in range(100):
                attended.tell(reports.Hand(False))
            attended.follow(one)
            await one.reset()
    joining.save(ann)
    async with classes.attended("net101", course, "en", _pulse) as attended:
        await attended.recalled.wait()
        await _until(lambda: not attended.waiting)
    with contextlib.closing(store.Store(opening.progress_file())) as kept:
        assert kept.steps(ledger.course_id(course)) == []
    (standing,) = hosted.registrar.sync(ann.learner, 0)["steps"]
    assert standing[:3] == ["01-files", "write", "todo"]


async def test_a_class_that_is_not_there_holds_nobody_up(
    hosted: hosting.Class, lesson: model.Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tutor opens and closes without it, and what was done waits."""
    course = model.Course(tmp_path, ("en", "ko"), (lesson,))
    monkeypatch.setattr(classes, "RECALL_SECONDS", 0.2)
    gone = joining.Membership(**{**(await _joined(hosted)).__dict__, "servers": ("127.0.0.1:1",)})
    joining.save(gone)
    assert not await classes.recall("", course)
    async with classes.attended("", course, "en", _pulse) as attended:
        await _until(lambda: attended.state == "offline")
        attended.tell(reports.Hand(True))
    async with classes.attended("", course, "en", _pulse) as attended:
        assert attended.waiting == 4


async def test_another_class_at_the_same_address_is_told_as_that(
    lesson: model.Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was forgotten and founded anew: what was done waits, and waiting for the network would not help."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "host"))
    course = model.Course(tmp_path, ("en", "ko"), (lesson,))
    wanted = founding.Options("net101", address="127.0.0.1", port=_free_port(), bind="127.0.0.1")
    async with hosting.opened(wanted) as first:
        await _joined(first)
    await asyncio.to_thread(forgetting.forget, "net101")
    async with hosting.opened(wanted), classes.attended("net101", course, "en", _pulse) as attended:
        await _until(lambda: attended.error is not None)
        assert isinstance(attended.error, lasting.Lasting)
        assert "is not the class's" in attended.error.what
        assert attended.state == "offline"
        assert attended.waiting == 1


async def test_a_class_that_was_left_is_gone(
    hosted: hosting.Class, lesson: model.Lesson, tmp_path: Path
) -> None:
    """Its credential and what waited; not while a tutor is in it."""
    course = model.Course(tmp_path, ("en", "ko"), (lesson,))
    known = await _joined(hosted)
    async with classes.attended("net101", course, "en", _pulse):
        with pytest.raises(errors.UsageError, match="another tutor"):
            classes.leave("net101")
    with pytest.raises(errors.UsageError) as other:
        classes.leave("net102")
    assert "net101" in other.value.why
    assert classes.leave("").class_id == "net101"
    assert not joining.outbox_file(known).exists()
    with pytest.raises(errors.UsageError, match="joined no class"):
        classes.leave("")
