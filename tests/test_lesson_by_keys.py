"""The built application in a real terminal: lesson 1 from its first step to its last, by keys only."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import installation, terminal
from tutor.base import paths
from tutor.course import loader, model
from tutor.progress import store

pytestmark = [pytest.mark.lab, pytest.mark.timeout(900)]


@pytest.fixture
def home(tmp_path: Path, installed: Path) -> Iterator[Path]:
    """A learner's home; the lab that is started in it is stopped at the end."""
    yield tmp_path
    installation.call(installed / "venv" / "bin" / "k8stutor", "lab", "down", cwd=tmp_path, home=tmp_path)


def commands_done(home: Path, lesson: model.Lesson) -> int:
    """How many commands the progress file holds."""
    with contextlib.closing(store.Store(home / "state" / "k8stutor" / "progress.db")) as kept:
        return len(kept.commands("k8stutor", lesson.id))


def take_step(tutor: terminal.Terminal, home: Path, lesson: model.Lesson, index: int) -> None:
    """Predict, press Enter for each command, and wait for the verdict."""
    step = lesson.steps[index]
    tutor.until(f"{index + 1}. {step.title['en']}"[:40])
    if step.prediction:
        number = [option.id for option in step.prediction.options].index(step.prediction.answer) + 1
        tutor.type("p")
        tutor.until("Press a number")
        tutor.type(str(number))
        tutor.until(lambda text, chosen=f"{number} (•)": chosen in text and "Press a number" not in text)  # type: ignore[misc]
    for _ in step.commands:
        before = commands_done(home, lesson)
        tutor.type("\r")
        tutor.until(lambda _text, before=before: commands_done(home, lesson) > before, limit=240)  # type: ignore[misc]
    tutor.until("Step passed", limit=60)


def test_lesson_1_by_keys(installed: Path, home: Path) -> None:
    """Start, choose the lab, pass every step, leave and stop the lab: no mouse, no typing of commands."""
    lesson = loader.load(paths.bundle()).lessons[0]
    command = str(installed / "venv" / "bin" / "k8stutor")
    with terminal.Terminal([command], installation.environment(home), cwd=str(home)) as tutor:
        tutor.until("Start the lab")
        tutor.type("1")
        tutor.until("root@k8s-m", limit=60)
        for index in range(len(lesson.steps)):
            take_step(tutor, home, lesson, index)
            if index + 1 < len(lesson.steps):
                tutor.type("n")
        tutor.until("100%")
        tutor.type("q")
        tutor.until("Leave and stop the lab")
        tutor.type("x")
        assert tutor.wait(limit=60) == 0
    status = installation.call(command, "lab", "status", "--json", cwd=home, home=home)
    assert json.loads(status.stdout)["up"] is False
