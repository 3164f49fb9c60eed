"""What the screens need of the rest of the tutor, so that they can be painted before any of it is loaded."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from tutor.base import errors
from tutor.course import model

if TYPE_CHECKING:
    from tutor.checkapi import verdict
    from tutor.session import events, state
    from tutor.shell import records
    from tutor.tui.widgets.terminal import view


@dataclass(frozen=True)
class Cluster:
    """A cluster of the machine's kubeconfig, as the learner must confirm it."""

    name: str
    server: str


@dataclass(frozen=True)
class Place:
    """Where lessons run now."""

    kind: Literal["lab", "cluster"]
    label: str
    """For the header, such as "lab k8s v1.36 · 3 nodes"."""


Statuses = Mapping[tuple[str, str], str]
"""(lesson id, step id) -> "passed", "failed" or "skipped", as far as steps were tried."""

Known = tuple[tuple[str, str], Statuses]
"""Where the learner was last, as a lesson's and a step's id ("" for nowhere), and how the steps stand."""


class Going(Protocol):
    """A command that goes on beside others: `tutor.session.beside.Going`, or a test's fake."""

    command: model.Command
    keys: list[str]
    """Lines that are still to be typed into it."""

    def type(self) -> None:
        """Type the next one."""
        ...


class Session(Protocol):
    """One learner in one lesson: `tutor.session.session.Session`, or a test's fake."""

    lang: str
    lesson: model.Lesson
    index: int

    @property
    def standing(self) -> "state.StepState":
        """How the learner stands in the present step."""
        ...

    @property
    def status(self) -> "dict[str, state.Status]":
        """Step id -> how it stands."""
        ...

    def subscribe(self, listener: "events.Listener") -> None:
        """Be told of everything that happens."""
        ...

    def set_lang(self, lang: str) -> None:
        """Go on in another language."""
        ...

    def go(self, index: int) -> None:
        """Stand at another step."""
        ...

    def skip(self) -> bool:
        """Leave the step ungraded; False at the last one."""
        ...

    def predict(self, option: str) -> None:
        """The learner's prediction."""
        ...

    def hint(self) -> str | None:
        """The next hint, None where there is none."""
        ...

    async def shell(self, host: str) -> "view.Live":
        """The live shell on `host`. Raises TutorError."""
        ...

    async def run(self, text: str, host: str, *, limit: float = ...) -> "records.Record":
        """Run a command in that shell, `limit` seconds long at most. Raises TutorError."""
        ...

    @property
    def busy(self) -> bool:
        """Whether a command is under way in any shell, whoever began it."""
        ...

    @property
    def going(self) -> Mapping[str, Going]:
        """By host, the commands that go on beside others."""
        ...

    async def begin(self, command: model.Command) -> None:
        """Start such a command and wait until it is ready. Raises TutorError."""
        ...

    async def stop(self, host: str) -> None:
        """End what goes on there. Raises TutorError."""
        ...

    async def grade(self) -> "tuple[verdict.Result, ...]":
        """Verdicts on the step as it stands."""
        ...

    async def reset(self) -> None:
        """Undo what the step changed and start it anew."""
        ...


class Engine(Protocol):
    """Everything behind the screens. Each method raises TutorError where it cannot do what it says."""

    def course(self) -> model.Course:
        """The course, read at the first call."""
        ...

    def watched(self) -> Path | None:
        """The course's folder, if its files are to be followed while they are written."""
        ...

    async def reload(self) -> "Sequence[errors.CourseError]":
        """Read course and checks anew, and go on in them; what is wrong with some of the files.

        Raises CourseError where no lesson is left.
        """
        ...

    def choose_form(self, form: str) -> None:
        """Go through lessons in this form from now on."""
        ...

    def known(self) -> Known:
        """What the progress file knows of this course."""
        ...

    def wanted(self) -> Literal["lab", "cluster"] | None:
        """Where the call said that lessons shall run; None leaves the choice to the learner."""
        ...

    async def clusters(self) -> Sequence[Cluster]:
        """What the learner can choose besides the lab."""
        ...

    async def open(self, chosen: Cluster | None, report: Callable[[str], None]) -> Place:
        """Open that cluster, or the lab for None; `report` is told what takes time."""
        ...

    async def begin(
        self, lesson: model.Lesson, lang: str, report: Callable[[str], None], at: str = ""
    ) -> Session:
        """A session on `lesson`, at the step of the id `at` or where the learner left; a former one is ended.

        `report` is told what takes time.
        """
        ...

    async def close(self, *, stop_lab: bool) -> None:
        """End the session and let go of the place."""
        ...
