"""Trials run in live shells, each in its step as if just entered."""

from pathlib import Path

from tests.session import here
from tutor.authoring import front
from tutor.checkapi import declare, evidence, verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import session


@declare.check("file.is", deadline=300)
def file_is(seen: evidence.Evidence, *, text: str) -> verdict.Verdict:
    """The note holds the text, and it was written by one command."""
    kept = seen.exec(seen.host, ["cat", "note"]).stdout.strip()
    return verdict.Verdict(kept == text and len(seen.commands) == 1, text, f"{kept} by {len(seen.commands)}")


TEXTS = {"en": "Write"}
STEP = model.Step(
    "write", TEXTS, TEXTS, checks=(model.CheckUse("file.is", {"text": "hello"}, "k8s-m", TEXTS),)
)
LESSON = model.Lesson("01-note", 1, TEXTS, TEXTS, (STEP,), ("k8s-m",))


def write(text: str) -> list[model.Command]:
    """A command that writes the note."""
    return [model.Command(f"echo {text} > note", "k8s-m")]


async def test_right_and_wrong_trials(tmp_path: Path) -> None:
    """Each trial sees its own commands only; a wrong one is not watched for the check's whole deadline."""
    where, checks, said = here.Here(tmp_path), {"file.is": file_is}, list[str]()
    kept = store.Store(tmp_path / "p.db")
    course = model.Course(tmp_path, ("en",), (LESSON,))
    one = session.Session(
        course, LESSON, lang="en", where=where, checks=checks, progress=kept, grade_at_once=False
    )
    try:
        await one.open()
        trying = front.SessionFront(one, where, checks, said.append, patience=0.3)
        wrong = await trying.attempt(STEP, write("bye"), "", right=False)
        await trying.undo([model.Command("rm note", "k8s-m")])
        right = await trying.attempt(STEP, write("hello"), "", right=True)
    finally:
        await one.close()
        kept.close()
    assert [result.passed for result in (*wrong, *right)] == [False, True]
    assert wrong[0].seen == "bye by 1"
    assert said == ["write: wrong: refused", "write: right: passed"]
