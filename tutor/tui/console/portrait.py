"""From what a class's follower has folded of a learner to what the console shows of them. Pure."""

from collections.abc import Sequence

from tutor.base import wording
from tutor.course import model
from tutor.tui.console import ports
from tutor.workshop import learner, reports, stuck

_STATES: dict[learner.State, ports.State] = {
    "asking": "asking",
    "failing": "failing",
    "idle": "idle",
    "working": "working",
    "done": "done",
    "offline": "away",
    "left": "away",
}


def row(one: learner.Learner, state: learner.State) -> ports.Learner:
    """A learner at a glance."""
    at, since = one.at
    return ports.Learner(
        one.id,
        one.name,
        _STATES[state],
        at,
        since,
        {key: step.status for key, step in one.steps.items() if step.status != "todo"},
        one.hand.value.text if one.hand.value.up else None,
        _STATES[state] != "away",
    )


def detail(
    one: learner.Learner, glance: ports.Learner, course: model.Course, lang: str, now: float
) -> ports.Detail:
    """A learner in full, but for who has asked them for consent; who is there works on their step until `now`."""
    graded = next((body for _, body in reversed(one.gradings) if (body.lesson, body.step) == glance.at), None)
    spent = one.seconds(now if glance.here else None)
    return ports.Detail(
        glance,
        one.lang,
        one.joined.key.at,
        [
            ports.Ran(key.at, body.host, body.text, body.exit_code, body.seconds)
            for key, body in reversed(one.commands)
        ],
        _verdicts(glance.at, graded, course, lang) if graded else (),
        [
            ports.StepRecord(key, step.status, spent.get(key, 0.0), step.tries, step.hints)
            for key, step in one.steps.items()
        ],
    )


def _verdicts(
    at: ports.StepKey, graded: reports.Graded, course: model.Course, lang: str
) -> list[ports.Verdict]:
    """As the learner sees them: what was graded on the way has not failed."""
    found = (_verdict(at, one, course, lang) for one in graded.verdicts)
    return [one._replace(todo=not (one.passed or graded.complete)) for one in found]


def group(found: stuck.Group, course: model.Course, lang: str) -> ports.Group:
    """Learners who are stuck on the same."""
    at = (found.mistake.lesson, found.mistake.step)
    shown = _verdict(at, found.verdict, course, lang)
    learners = [member.learner for member in found.members]
    return ports.Group(found.mistake.id, at, shown.title, shown.expected, shown.seen, learners, found.since)


class Groups:
    """All groups in one language; each is portrayed once as long as it stays as it is."""

    def __init__(self, course: model.Course, lang: str) -> None:
        self._course = course
        self._lang = lang
        self._found: Sequence[stuck.Group] = ()
        self._known: dict[stuck.Mistake, tuple[stuck.Group, ports.Group]] = {}
        self._shown: Sequence[ports.Group] = ()

    def shown(self, found: Sequence[stuck.Group]) -> Sequence[ports.Group]:
        """Those that the roster has now."""
        if found is not self._found:
            self._known = {one.mistake: (one, self._one(one)) for one in found}
            self._found, self._shown = found, [shown for _, shown in self._known.values()]
        return self._shown

    def _one(self, found: stuck.Group) -> ports.Group:
        before = self._known.get(found.mistake)
        return before[1] if before and before[0] is found else group(found, self._course, self._lang)


def _verdict(at: ports.StepKey, one: reports.Verdict, course: model.Course, lang: str) -> ports.Verdict:
    """In the instructor's language where it is known; a fault or a lack takes the place of what was seen."""
    expected, seen = stuck.in_english(one) if lang == "en" else (one.expected, one.seen)
    seen = seen or wording.said(one.fault or one.lacks, lang)
    return ports.Verdict(_title(at, one, course, lang), one.passed, expected, seen)


def _title(at: ports.StepKey, one: reports.Verdict, course: model.Course, lang: str) -> str:
    """What the course calls the check in the instructor's language, where that is certain; else the learner's."""
    step = course.step(*at)
    uses = [use for use in step.checks if use.name == one.check] if step else []
    return (model.said(uses[0].title, lang) if len(uses) == 1 else "") or one.title
