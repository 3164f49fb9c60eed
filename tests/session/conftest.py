"""A lesson about files, with checks that look at the real folder, on this machine's bash."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest

from tests.session import here
from tutor.checkapi import declare, evidence, verdict
from tutor.course import model
from tutor.progress import store
from tutor.session import session


def texts(text: str) -> Mapping[str, str]:
    return {"en": text, "ko": f"{text} (ko)"}


@declare.check("file.holds")
def holds(seen: evidence.Evidence, *, path: str, text: str) -> verdict.Verdict:
    """The file holds the text."""
    found = seen.exec(seen.host, ["cat", path])
    return verdict.Verdict(found.stdout.strip() == text, expected=text, seen=found.stdout, next="write it")


@declare.check("choice.is")
def choice(seen: evidence.Evidence, *, option: str) -> verdict.Verdict:
    """The learner chose the option."""
    return verdict.Verdict(seen.answer == option, expected=option, seen=str(seen.answer))


@declare.check("always.raises")
def raises(seen: evidence.Evidence) -> verdict.Verdict:
    """A check with a fault of its own."""
    raise RuntimeError("broken")


CHECKS = {check.name: check for check in (holds, choice, raises)}

WRITE = model.Step(
    id="write",
    title=texts("Write"),
    prose=texts("Write a word."),
    commands=(model.Command("WORD=hello", "k8s-m"), model.Command("echo $WORD > note", "k8s-m")),
    solution=(model.Command("WORD=hello", "k8s-m"), model.Command("echo $WORD > note", "k8s-m")),
    checks=(model.CheckUse("file.holds", {"path": "note", "text": "hello"}, "k8s-m", texts("the note")),),
    hints={"en": ("use echo", "echo hello > note"), "ko": ("echo를 쓰세요", "echo hello > note")},
    cleanup=(model.Command("rm -f note", "k8s-m"),),
)
GUESS = model.Step(
    id="guess",
    title=texts("Guess"),
    prose=texts("How many lines?"),
    commands=(model.Command("wc -l note", "k8s-pc"),),
    solution=(model.Command("wc -l note", "k8s-pc"),),
    prediction=model.Prediction(
        texts("How many?"), (model.Option("one", texts("One")), model.Option("two", texts("Two"))), "one"
    ),
    checks=(model.CheckUse("choice.is", {"option": "one"}, "k8s-pc", texts("the guess")),),
    hints={"en": ("count",), "ko": ("세어 보세요",)},
)


@pytest.fixture
def lesson() -> model.Lesson:
    return model.Lesson(
        "01-files", 1, texts("Files"), texts("About files."), (WRITE, GUESS), ("k8s-m", "k8s-pc")
    )


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[store.Store]:
    with contextlib.closing(store.Store(tmp_path / "state" / "progress.db")) as kept:
        yield kept


@pytest.fixture
async def opened(
    lesson: model.Lesson, progress: store.Store, tmp_path: Path
) -> AsyncIterator[session.Session]:
    course = model.Course(tmp_path, ("en", "ko"), (lesson,))
    (tmp_path / "work").mkdir(exist_ok=True)
    one = session.Session(
        course, lesson, lang="en", where=here.Here(tmp_path / "work"), checks=CHECKS, progress=progress
    )
    await one.open()
    yield one
    await one.close()
