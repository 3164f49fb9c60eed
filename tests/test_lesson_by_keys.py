"""The built application in a real terminal: each lesson from its first step to its last, by keys only."""

import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import installation, terminal
from tutor.base import paths
from tutor.course import loader, model
from tutor.progress import store

pytestmark = [pytest.mark.lab, pytest.mark.timeout(900)]

COURSE = loader.load(paths.bundle())
HOST_FORWARD = "\x1b[6;5~"
"""Ctrl+PageDown as xterm sends it."""


@pytest.fixture
def home(tmp_path: Path, installed: Path) -> Iterator[Path]:
    """A learner's home; the lab that is started in it is stopped at the end."""
    yield tmp_path
    installation.call(installed / "venv" / "bin" / "k8stutor", "lab", "down", cwd=tmp_path, home=tmp_path)


class Learner:
    """Goes through a lesson with the keyboard, and reads the screen."""

    def __init__(self, tutor: terminal.Terminal, home: Path, lesson: model.Lesson) -> None:
        self.tutor = tutor
        self.lesson = lesson
        self._going: set[str] = set()
        self._progress = home / "state" / "k8stutor" / "progress.db"

    def _done(self) -> int:
        """How many commands the progress file holds."""
        with contextlib.closing(store.Store(self._progress)) as kept:
            return len(kept.commands("k8stutor", self.lesson.id))

    def _bar(self) -> str:
        return self.tutor.text.rstrip().splitlines()[-1]

    def step(self, index: int) -> None:
        """Predict, press Enter until all commands are done, type what is left to find out, and wait for the verdict."""
        step = self.lesson.steps[index]
        self.tutor.until(f"{index + 1}. {step.title['en']}"[:36])
        if step.prediction:
            self._predict(step.prediction)
        for command, following in itertools.zip_longest(step.commands, step.commands[1:]):
            self._enter(command, following)
        if self._going:  # and was not ended by a later command on its host
            self.tutor.until(lambda _: "stop (Ctrl-C)" in self._bar(), limit=90)
            ended = self._done() + len(self._going)
            self.tutor.type("\r")
            self.tutor.until(lambda _: self._done() >= ended, limit=90)
            self._going.clear()
        if step.solution != step.commands:
            for command in step.solution:
                self._type(command)
        self.tutor.until("Step passed", limit=90)

    def _predict(self, asked: model.Prediction) -> None:
        number = [option.id for option in asked.options].index(asked.answer) + 1
        self.tutor.type("p")
        self.tutor.until(lambda text: "Press a number" in text and "↵ predict" in self._bar())
        self.tutor.type(str(number))
        # Long commands push the choice itself off the screen as soon as it is made; the bar stays.
        self.tutor.until(lambda _: "↵ predict" not in self._bar())

    def _enter(self, command: model.Command, following: model.Command | None) -> None:
        before = self._done() + (command.host in self._going)  # what goes on there is ended first
        self._going.discard(command.host)
        self.tutor.type("\r")
        if not command.beside:
            self.tutor.until(lambda _: self._done() > before, limit=240)
            return
        self.tutor.until(
            lambda text: (
                self._done() >= before
                and f"… {command.host}" in text
                and "running …" not in self._bar()
                # The screen may be behind: it marks the next command when this one is ready. A longer piece of
                # either might be wrapped.
                and (
                    bool(command.keys)
                    or following is None
                    or (f"… {_word(command)}" in text and f"▶  {_word(following)}" in text)
                )
            ),
            limit=90,
        )
        for _ in command.keys:
            self.tutor.until(lambda _: "type the next line" in self._bar())
            self.tutor.type("\r")
        if command.keys:
            self.tutor.until(lambda _: self._done() > before, limit=90)
        else:
            self._going.add(command.host)

    def _type(self, command: model.Command) -> None:
        """Into the terminal of its host, as a paste, which may have several lines."""
        before = self._done()
        self.tutor.type("\x14")
        self.tutor.until(lambda _: "back to the lesson" in self._bar())
        hosts = self.lesson.hosts
        while (shown := next(host for host in hosts if _is_shown(host, self.tutor.text))) != command.host:
            following = hosts[(hosts.index(shown) + 1) % len(hosts)]
            self.tutor.type(HOST_FORWARD)
            self.tutor.until(lambda text, host=following: _is_shown(host, text))  # type: ignore[misc]
        self.tutor.type(f"\x1b[200~{command.text}\x1b[201~")
        self.tutor.type("\r")
        self.tutor.until(lambda _: self._done() > before, limit=240)
        self.tutor.type("\x14")
        self.tutor.until(lambda _: "back to the lesson" not in self._bar())


def _word(command: model.Command) -> str:
    """The first of it."""
    return command.text.split()[0]


def _is_shown(host: str, text: str) -> bool:
    """Whether the host's tab is the chosen one."""
    return f"[{host}]" in text or f"[… {host}]" in text


def open_lesson(tutor: terminal.Terminal, index: int) -> None:
    """Start the lab, then choose the lesson from the menu, which brings the lab to where it begins."""
    tutor.until("Start the lab")
    tutor.type("1")
    tutor.until("root@k8s-m", limit=60)
    if index:
        tutor.type("c")
        tutor.until("steps")
        tutor.type("\x1b[B" * index + "\r")
        tutor.until(f"{COURSE.lessons[index].number:02d} {COURSE.lessons[index].title['en']}"[:40], limit=60)
        made = "The lab is made as this lesson begins"
        with contextlib.suppress(TimeoutError):  # where the lesson builds on nothing, it is soon gone
            tutor.until(made, limit=5)
        tutor.until(lambda text: made not in text and "root@k8s-m:~#" in text, limit=180)


@pytest.mark.parametrize("index", range(len(COURSE.lessons)), ids=[lesson.id for lesson in COURSE.lessons])
def test_a_lesson_by_keys(index: int, installed: Path, home: Path) -> None:
    """Start, choose the lab and the lesson, pass every step, leave and stop the lab: no mouse."""
    lesson = COURSE.in_form("").lessons[index]
    command = str(installed / "venv" / "bin" / "k8stutor")
    with terminal.Terminal([command], installation.environment(home), cwd=str(home)) as tutor:
        open_lesson(tutor, index)
        learner = Learner(tutor, home, lesson)
        for number in range(len(lesson.steps)):
            learner.step(number)
            if number + 1 < len(lesson.steps):
                tutor.type("n")
        tutor.until("100%")
        tutor.type("q")
        tutor.until("Leave and stop the lab")
        tutor.type("x")
        assert tutor.wait(limit=60) == 0
    status = installation.call(command, "lab", "status", "--json", cwd=home, home=home)
    assert json.loads(status.stdout)["up"] is False
