"""One lesson in play: where the learner is, what runs, what was said. Knows no widget."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from tutor.course import model
from tutor.tui import views

if TYPE_CHECKING:
    from tutor.checkapi import verdict
    from tutor.session import events, state
    from tutor.tui import ports

Intent = Literal["wait", "predict", "busy", "type", "run", "stop", "grade", "next"]
"""What Enter means now."""


class Verdicts(NamedTuple):
    """The last verdicts on a step."""

    results: "tuple[verdict.Result, ...]" = ()
    complete: bool = False
    passed: bool = False


class Play:
    """Holds a lesson before its session is there, and follows the session's events from then on."""

    def __init__(
        self, lesson: model.Lesson, index: int, lang: str, known: Mapping[tuple[str, str], str]
    ) -> None:
        self.lesson = lesson
        self.index = index
        self.lang = lang
        self.marked = 0
        self.running: str | None = None
        """The text of the command that was started by key and has not ended."""
        self.running_on = ""
        self.starting = False
        """Whether it is still to get ready; what ends meanwhile is an earlier run of the same words."""
        self.grading = False
        self.session: ports.Session | None = None
        self._known = {step: status for (of, step), status in known.items() if of == lesson.id}
        self._verdicts: dict[int, Verdicts] = {}
        self._looks: dict[int, events.Looked] = {}

    @property
    def step(self) -> model.Step:
        """The present step."""
        return self.lesson.steps[self.index]

    @property
    def standing(self) -> "state.StepState | None":
        """How the learner stands in it; None before the session is there."""
        return self.session.standing if self.session else None

    @property
    def statuses(self) -> Mapping[str, str]:
        """Step id -> how it stands."""
        return self.session.status if self.session else self._known

    @property
    def verdicts(self) -> Verdicts:
        """On the present step; what an earlier run of the tutor found stands as passed or not."""
        known = self._verdicts.get(self.index, Verdicts())
        return known if known.results else Verdicts(passed=self.statuses.get(self.step.id) == "passed")

    @property
    def looks(self) -> "events.Looked | None":
        """What the present step's checks see while some of them wait for the cluster."""
        return self._looks.get(self.index)

    def _end_looks(self, index: int) -> None:
        self.grading = False
        self._looks.pop(index, None)

    def _end_all_looks(self) -> None:
        self.grading = False
        self._looks.clear()

    @property
    def host(self) -> str:
        """The host of the marked command, else the lesson's first."""
        if self.step.commands:
            return self.step.commands[min(self.marked, len(self.step.commands) - 1)].host
        return self.lesson.hosts[0] if self.lesson.hosts else ""

    @property
    def is_last(self) -> bool:
        """Whether no step follows."""
        return self.index + 1 >= len(self.lesson.steps)

    def attach(self, session: "ports.Session", tell: "Callable[[events.Event], None]") -> None:
        """From now on the session knows; `tell` gets each of its events after this object took it in.

        What is shown is the lesson as the session has it: the place may have chosen another form.
        """

        def heard(event: "events.Event") -> None:
            if self.session is session:
                self.hear(event)
                tell(event)

        if session.lesson is not self.lesson:
            self.renew(session.lesson)
        index = self.index
        self.session = session
        session.subscribe(heard)
        session.set_lang(self.lang)
        session.go(index)

    def renew(self, lesson: model.Lesson) -> None:
        """Go on in another version or form of the lesson, in which the session is already, if there is one."""
        from tutor.session import carrying

        self._end_all_looks()
        before = self.lesson.steps
        old = {before[at].id: (before[at].checks, said) for at, said in self._verdicts.items()}
        index = carrying.index(before, self.index, lesson.steps)
        self.lesson, self.index = lesson, self.session.index if self.session else index
        self._verdicts = {
            at: old[step.id][1]
            for at, step in enumerate(lesson.steps)
            if step.id in old and old[step.id][0] == step.checks
        }
        self.mark(self.marked)

    def detach(self) -> None:
        """The session is of no use any more; what it knew of the steps stays known."""
        if self.session:
            self._known, self.session = dict(self.session.status), None
        self._end_all_looks()
        self.running = None

    def hear(self, event: "events.Event") -> None:
        """Take in an event of the session."""
        from tutor.session import events

        match event:
            case events.StepEntered(index):
                self.index = index
                self._mark_first_unrun(0)
                if not self.standing or not self.standing.results:
                    self._verdicts.pop(index, None)
            case events.CommandReady(host, text):
                if (host, text) == (self.running_on, self.running):
                    self.running = None
                self._mark_first_unrun(self.marked)
            case events.CommandEnded(record):
                if (record.host, record.text) == (self.running_on, self.running) and not self.starting:
                    self.running = None
                self._mark_first_unrun(self.marked)
            case events.Grading():
                self.grading = True
            case events.Looked(index):
                self._looks[index] = event
            case events.GivenUp(index):
                self._end_looks(index)
            case events.Graded(index, results, passed, complete):
                self._end_looks(index)
                self._verdicts[index] = Verdicts(results, complete, passed)
            case events.NotGraded():
                self.grading = False

    @property
    def going(self) -> "Mapping[str, ports.Going]":
        """By host, the commands that go on beside others."""
        return self.session.going if self.session else {}

    @property
    def under_way(self) -> frozenset[views.Typed]:
        """Host and text of all commands that were started by key and have not ended."""
        beside = ((one.command.host, one.command.text) for one in self.going.values())
        return frozenset([*beside, *([] if self.running is None else [(self.running_on, self.running)])])

    def awaiting_keys(self) -> "ports.Going | None":
        """The command that waits for a line to be typed into it."""
        return next((one for one in self.going.values() if one.keys), None)

    def intent(self) -> Intent:
        """What Enter means: predict first, then run what has not run, then end what goes on, then go on."""
        if self.session is None or self.standing is None:
            return "wait"
        if self.running is not None:
            return "busy"
        if self.step.prediction and self.standing.prediction is None:
            return "predict"
        if self.awaiting_keys():
            return "type"
        if self.going and self._all_ran():
            return "stop"
        if self.statuses.get(self.step.id) == "passed" and self._all_ran():
            return "next"
        if self.step.commands:
            return "run"
        return "grade"

    def _all_ran(self) -> bool:
        ran = self.standing.ran if self.standing else []
        # A step passed in an earlier run of the tutor has no commands to its name; nothing holds the
        # learner there.
        return not (ran or self.going) or views.unrun(self.step, ran, self.under_way) is None

    def mark(self, index: int) -> None:
        """Mark another command."""
        self.marked = min(max(index, 0), max(0, len(self.step.commands) - 1))

    def go(self, index: int) -> None:
        """Stand at another step."""
        if not 0 <= index < len(self.lesson.steps):
            return
        if self.session:
            self.session.go(index)
        else:
            self.index, self.marked = index, 0

    def set_lang(self, lang: str) -> None:
        """Go on in another language."""
        self.lang = lang
        if self.session:
            self.session.set_lang(lang)

    def _mark_first_unrun(self, otherwise: int) -> None:
        ran = self.standing.ran if self.standing else []
        first = views.unrun(self.step, ran, self.under_way)
        self.mark(otherwise if first is None else first)
