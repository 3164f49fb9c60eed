"""Commands that go on beside others, in real shells of this machine."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.session import conftest
from tutor.base import errors
from tutor.course import model
from tutor.session import beside, doing, events, session
from tutor.shell import records

FOLLOW = model.Command("echo begin; tail -f note", "k8s-m", ready="^begin$", until="second")
SHELL = model.Command("PS1='in> ' bash --norc -i", "k8s-m", ready=r"^in> \Z", keys=("echo $((40+2))", "exit"))


class Heard(doing.Watcher):
    """Keeps what became of each command, in the order of their ends."""

    def __init__(self) -> None:
        self.ends: list[tuple[str, records.Record]] = []
        self.failures: list[errors.TutorError] = []

    def ended(self, command: model.Command, record: records.Record) -> None:
        self.ends.append((command.text, record))

    def failed(self, command: model.Command, error: errors.TutorError) -> None:
        self.failures.append(error)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file in the folder where the shells are."""
    file = tmp_path / "work" / "note"
    file.parent.mkdir(exist_ok=True)
    file.write_text("first\n")
    return file


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def test_it_goes_on_until_it_has_shown_what_is_waited_for(
    note: Path, opened: session.Session, heard: Heard
) -> None:
    """Another host's command runs meanwhile; then it gets Ctrl-C, and all of its output is on record."""
    await opened.carry_out((FOLLOW, model.Command("echo second >> note", "k8s-pc")), watcher=heard)
    assert [text for text, _ in heard.ends] == ["echo second >> note", FOLLOW.text]
    record = heard.ends[1][1]
    assert "first\nsecond" in record.output
    assert record.exit_code == 130
    assert opened.going == {}
    assert [each.text for each in opened.standing.ran] == ["echo second >> note", FOLLOW.text]


async def test_lines_are_typed_into_it(opened: session.Session, heard: Heard) -> None:
    """A shell in a shell takes its lines one by one, and leads to its own end."""
    await opened.carry_out((SHELL,), watcher=heard)
    ((_, record),) = heard.ends
    assert "42" in record.output
    assert record.exit_code == 0


async def test_lines_are_typed_into_one_that_has_shown_more_than_is_kept(
    opened: session.Session, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The middle of its output is left out, and still each line waits for the prompt after the one before."""
    monkeypatch.setattr(beside, "ECHO_SECONDS", 60.0)
    talks = SHELL._replace(keys=("seq 1 400000", "echo $((40+2))", "exit"))
    async with asyncio.timeout(30):
        await opened.carry_out((talks,), watcher=heard)
    ((_, record),) = heard.ends
    assert "bytes left out" in record.output
    assert "in> echo $((40+2))\n42\nin> exit" in record.output


async def test_the_shell_is_freed_for_the_next_command(
    note: Path, opened: session.Session, heard: Heard
) -> None:
    """What goes on in a shell ends before the next command that needs it."""
    note.write_text("second\n")
    await opened.carry_out((FOLLOW, model.Command("echo $?", "k8s-m")), watcher=heard)
    assert [record.exit_code for _, record in heard.ends] == [130, 0]
    assert heard.ends[1][1].output == "130\n"


async def test_a_learner_starts_and_stops_it(note: Path, opened: session.Session) -> None:
    """By key: begin, see it go on, end it."""
    await opened.begin(FOLLOW)
    assert opened.going["k8s-m"].command == FOLLOW
    await opened.stop("k8s-m")
    assert opened.going == {}
    assert opened.standing.ran[0].output.startswith("begin\n")


async def test_running_a_command_by_key_ends_what_goes_on_there(note: Path, opened: session.Session) -> None:
    """Nobody is told that a host is busy with what the tutor itself started."""
    await opened.begin(FOLLOW)
    record = await opened.run("echo done", "k8s-m")
    assert record.output == "done\n"


async def test_what_never_gets_ready_is_ended(opened: session.Session, heard: Heard) -> None:
    """Its time is bounded, and the next command runs."""
    deaf = model.Command("cat", "k8s-m", timeout=0.5, ready="never shown")
    async with asyncio.timeout(20):
        await opened.carry_out((deaf, model.Command("echo on", "k8s-m")), watcher=heard)
    assert [text for text, _ in heard.ends] == ["cat", "echo on"]
    assert heard.failures == []


async def test_what_ends_at_once_is_a_command_like_others(opened: session.Session, heard: Heard) -> None:
    """A capture on an interface that is not there has its record, and nothing hangs."""
    wrong = model.Command("echo no such device; false", "k8s-m", ready="listening on")
    await opened.carry_out((wrong,), watcher=heard)
    ((_, record),) = heard.ends
    assert (record.output, record.exit_code) == ("no such device\n", 1)


async def test_its_record_belongs_to_the_step_it_was_begun_in(note: Path, opened: session.Session) -> None:
    """A capture that is left running is no work of the next step."""
    await opened.begin(FOLLOW)
    opened.next()
    await opened.run("true", "k8s-m")
    opened.back()
    assert [record.text for record in opened.standing.ran] == [FOLLOW.text]


async def test_it_may_show_what_it_is_waited_for_before_it_ends(note: Path, opened: session.Session) -> None:
    """The learner is quicker than what is on its way: it is not lost."""
    await opened.begin(FOLLOW)
    stopping = asyncio.create_task(opened.stop("k8s-m"))
    await asyncio.to_thread(note.write_text, "first\nsecond\n")
    await stopping
    assert "second" in opened.standing.ran[0].output


async def test_its_step_is_found_again_in_another_version(note: Path, opened: session.Session) -> None:
    """Its author puts steps before it and takes others away while it goes on."""
    opened.next()
    await opened.begin(FOLLOW)
    first, second = opened.lesson.steps
    opened.renew(opened.course, opened.lesson._replace(steps=(second,)), conftest.CHECKS)
    await opened.stop("k8s-m")
    assert [record.text for record in opened.standing.ran] == [FOLLOW.text]
    opened.renew(opened.course, opened.lesson._replace(steps=(first, second)), conftest.CHECKS)
    assert opened.index == 1


async def test_one_that_does_not_end_is_told_of(
    note: Path, opened: session.Session, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps its shell, and whoever goes through the lesson goes on."""
    monkeypatch.setattr(beside, "GRACE", 0.1)
    deaf = model.Command("trap '' INT; echo begin; read -t 30 x <> <(:)", "k8s-m", timeout=1, ready="^begin$")
    await opened.carry_out((deaf, model.Command("echo on", "k8s-pc")), watcher=heard)
    assert [text for text, _ in heard.ends] == ["echo on"]
    assert [failure.what for failure in heard.failures] == ["the command on k8s-m does not stop"]


async def test_starting_a_step_anew_ends_it(note: Path, opened: session.Session) -> None:
    """What the step left running is undone with the rest."""
    told: list[events.Event] = []
    opened.subscribe(told.append)
    await opened.begin(FOLLOW)
    await opened.reset()
    assert opened.going == {}
    assert opened.standing.ran == []
    await asyncio.sleep(0)
    assert not any(isinstance(event, events.Graded) for event in told)


async def test_it_ends_with_its_session(note: Path, lesson: model.Lesson, opened: session.Session) -> None:
    """Closing the session ends what goes on."""
    await opened.begin(FOLLOW)
    going = opened.going["k8s-m"]
    await opened.close()
    assert going.ended.done()


@pytest.mark.parametrize(
    "changes",
    [
        {"commands": (model.Command("true", "k8s-rtr"),)},
        {"checks": (conftest.WRITE.checks[0]._replace(host="k8s-rtr"),)},
    ],
)
async def test_a_step_that_needs_another_host_is_not_graded(
    opened: session.Session, changes: dict[str, Any]
) -> None:
    """The place has no router to work or look from: nobody is wrong, and the step counts as left out."""
    away = conftest.WRITE._replace(id="away", **changes)
    other = opened.lesson._replace(steps=(away, *opened.lesson.steps[1:]))
    opened.renew(opened.course, other, conftest.CHECKS)
    results = await opened.grade()
    assert [result.lacks for result in results] == ["the host k8s-rtr"]
    assert opened.standing.status == "skipped"
