"""`python -m tests.lessons.times`: how long each lesson takes somebody who works through it alone.

A rule of thumb, the same for every lesson: reading, commands that are run and looked at, predictions that are thought
over, and tasks that are solved without the commands being given. The notes for trainers keep the figure (rounded to
five minutes), and `test_times` holds them to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.base import paths
from tutor.course import loader, model

PACE = {"en": 200 / 60, "ko": 500 / 60}
"""Words of English, syllables of Korean, a second: of a text that has to be understood."""

PICTURE = 20.0
"""Seconds for a drawing or a sample of output in the prose."""

COMMAND = 25.0
"""Seconds to run one and look at what it says."""

LINE = 2.0
"""Seconds more for each further line of a here-document."""

PATIENCE = 30.0
"""Seconds that a command is waited for whose lesson gives it longer than the usual time."""

PREDICTION = 20.0
"""Seconds to think, and to choose."""

TASK = 300.0
"""Seconds for what the learner finds or writes alone, hints included."""

LONGEST = 40
"""Minutes that a lesson, or a part of one, may take."""

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"[\w./:-]*\w")
SYLLABLE = re.compile(r"[가-힣]|[A-Za-z0-9./:_-]+")
"""A syllable of Korean, or a word in Latin letters among them, which takes as long as some three."""


@dataclass(frozen=True)
class Time:
    """Seconds, by what they are spent on."""

    reading: float
    commands: float
    predictions: float
    tasks: float

    @property
    def minutes(self) -> float:
        """All of them together."""
        return (self.reading + self.commands + self.predictions + self.tasks) / 60

    def __add__(self, other: "Time") -> "Time":
        return Time(
            self.reading + other.reading,
            self.commands + other.commands,
            self.predictions + other.predictions,
            self.tasks + other.tasks,
        )


def reading(text: str, lang: str) -> float:
    """Seconds for a piece of prose."""
    plain = FENCED.sub("", text)
    if lang == "ko":
        units = sum(1 if "가" <= found[0] <= "힣" else 3 for found in SYLLABLE.findall(plain))
    else:
        units = len(WORD.findall(plain))
    return units / PACE[lang] + PICTURE * len(FENCED.findall(text))


def of_step(step: model.Step, lang: str) -> Time:
    """One step; hints are counted where there is a task, within its time."""
    asked = step.prediction
    said = [
        step.prose[lang],
        *([asked.question[lang], *(one.text[lang] for one in asked.options)] if asked else []),
    ]
    commands = sum(
        COMMAND + LINE * one.text.count("\n") + PATIENCE * (one.timeout > model.DEFAULT_TIMEOUT)
        for one in step.commands
    )
    own = bool(step.checks) and step.solution != step.commands
    return Time(
        sum(reading(text, lang) for text in said),
        commands,
        PREDICTION if asked else 0.0,
        TASK if own else 0.0,
    )


def of_steps(steps: Sequence[model.Step], lang: str) -> Time:
    """Several steps, one after the other."""
    return sum((of_step(step, lang) for step in steps), Time(0, 0, 0, 0))


def of_lesson(lesson: model.Lesson, lang: str) -> Time:
    """All steps in the lesson's usual form, and what stands before them."""
    return Time(reading(lesson.intro[lang], lang), 0, 0, 0) + of_steps(usual(lesson), lang)


def usual(lesson: model.Lesson) -> list[model.Step]:
    """The steps that a learner meets who chooses no form."""
    first = next(iter(lesson.forms), "")
    return [step for step in lesson.steps if step.form in ("", first)]


def main() -> None:
    """A table: minutes of each lesson in both languages, and what they are spent on in English."""
    print(f"{'lesson':20} {'en':>4} {'ko':>4}   {'read':>5} {'run':>5} {'think':>5} {'tasks':>5}")
    for lesson in loader.load(paths.bundle()).lessons:
        found, korean = of_lesson(lesson, "en"), of_lesson(lesson, "ko")
        spent = (found.reading, found.commands, found.predictions, found.tasks)
        columns = " ".join(f"{one / 60:5.0f}" for one in spent)
        print(f"{lesson.id:20} {found.minutes:4.0f} {korean.minutes:4.0f}   {columns}")
        running = 0.0
        for step in usual(lesson):
            running += of_step(step, "en").minutes
            print(f"  {step.id:18} {running:4.0f}")


if __name__ == "__main__":
    main()
