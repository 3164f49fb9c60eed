"""From a lesson and how the learner stands to what the widgets show. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from textual import content

from tutor.base import wording
from tutor.course import model
from tutor.tui import texts
from tutor.tui.widgets import header
from tutor.tui.widgets.lesson import choices, commands, pane
from tutor.tui.widgets.verdict import lines

if TYPE_CHECKING:
    from tutor.checkapi import verdict
    from tutor.session import events, state
    from tutor.shell import records


Typed = tuple[str, str]
"""The host and the text of a command."""


def step_view(
    lesson: model.Lesson,
    index: int,
    standing: "state.StepState | None",
    lang: str,
    *,
    marked: int,
    running: Collection[Typed] = (),
) -> pane.View:
    """The left pane. `standing` is None before the session is there; `running` holds the commands under way."""
    step = lesson.steps[index]
    ran = standing.ran if standing else []
    asked = step.prediction
    return pane.View(
        title=f"{index + 1}. {model.said(step.title, lang)}",
        place=_place(lesson, index, lang),
        prose=_prose(lesson, index, lang),
        question_title=texts.text(lang, "predict"),
        question=model.said(asked.question, lang) if asked else "",
        options=tuple(
            choices.Choice(option.id, _said(option, lang)) for option in (asked.options if asked else ())
        ),
        chosen=standing.prediction if standing else None,
        note=_prediction_note(asked, standing, lang),
        lines_title=texts.text(lang, "commands"),
        lines=tuple(
            commands.Line(
                command.text,
                texts.text(lang, "on", host=command.host),
                stands,
                command.keys,
            )
            for command, stands in zip(step.commands, states(step, ran, running), strict=True)
        ),
        marked=marked,
        hints=_hints(step, standing.hints_shown if standing else 0, lang),
    )


def _place(lesson: model.Lesson, index: int, lang: str) -> str:
    """Which step it is, and of which form."""
    step = texts.text(lang, "step.of", number=index + 1, of=len(lesson.steps))
    if not lesson.form:
        return step
    form = texts.text(lang, "form.now", form=model.said(lesson.forms[lesson.form], lang))
    return f"{step} · {form}"


def _prose(lesson: model.Lesson, index: int, lang: str) -> str:
    """The first step begins with the lesson's own introduction."""
    prose = model.said(lesson.steps[index].prose, lang)
    intro = model.said(lesson.intro, lang) if index == 0 else ""
    return f"{intro}\n\n{prose}" if intro else prose


def _prediction_note(
    asked: model.Prediction | None, standing: "state.StepState | None", lang: str
) -> content.Content:
    """How to answer; right or wrong, once the commands have shown it."""
    if asked and standing and standing.prediction is None:
        return content.Content.styled(texts.text(lang, "predict.first"), "$foreground 60%")
    return outcome(asked, standing, lang)


def outcome(asked: model.Prediction | None, standing: "state.StepState | None", lang: str) -> content.Content:
    """What the commands of a passed step have shown, beside what the learner predicted; empty before, and without."""
    if not asked or not standing or standing.prediction is None or standing.status != "passed":
        return content.Content("")
    answer = next((_said(option, lang) for option in asked.options if option.id == asked.answer), "")
    if standing.prediction == asked.answer:
        return content.Content.styled(f"✔ {texts.text(lang, 'predict.right', answer=answer)}", "$success")
    return content.Content.styled(f"✘ {texts.text(lang, 'predict.wrong', answer=answer)}", "$warning")


def _said(option: model.Option, lang: str) -> str:
    return " ".join(model.said(option.text, lang).split())


def states(
    step: model.Step, ran: "Sequence[records.Record]", running: Collection[Typed] = ()
) -> tuple[commands.State, ...]:
    """How each of the step's commands stands. One that is listed twice is done when it has run twice."""
    wanted = [(command.host, command.text) for command in step.commands]
    found: list[commands.State] = []
    for number, command in enumerate(wanted):
        before, of = wanted[:number].count(command), wanted.count(command)
        mine = [record for record in ran if (record.host, record.text) == command]
        if command in running and before == min(len(mine), of - 1):
            found.append("running")
        elif before >= len(mine):
            found.append("todo")
        else:
            last = mine[-1] if before == of - 1 else mine[before]
            # What is ended by Ctrl-C has not failed.
            found.append("failed" if last.exit_code and not step.commands[number].beside else "ran")
    return tuple(found)


def _hints(step: model.Step, shown: int, lang: str) -> tuple[tuple[str, str], ...]:
    known = step.hints.get(lang) or next(iter(step.hints.values()), ())
    return tuple(
        (texts.text(lang, "hint", number=number, of=len(known)), hint)
        for number, hint in enumerate(known[:shown], start=1)
    )


def unrun(step: model.Step, ran: "Sequence[records.Record]", running: Collection[Typed] = ()) -> int | None:
    """The first of the step's commands that was not started yet; None when all were."""
    found = states(step, ran, running)
    return found.index("todo") if "todo" in found else None


def verdict_views(
    step: model.Step,
    results: "Sequence[verdict.Result]",
    lang: str,
    *,
    complete: bool,
    looks: "events.Looked | None" = None,
) -> list[lines.Verdict]:
    """The verdicts. Until the step is `complete`, what has not passed is still to do and carries no blame.

    While some checks wait for the cluster, `looks` has what all see: of these nothing else is shown, and those that
    will not look again have their verdicts.
    """
    found = []
    for number, use in enumerate(step.checks):
        title = model.said(use.title, lang) or use.name
        result = results[number] if number < len(results) else None
        look = looks.results[number] if looks else None
        if looks and look and number in looks.waiting:
            found.append(lines.Verdict(title, "waiting", seen=look.seen))
        else:
            found.append(_verdict(title, look or result, lang, complete=complete or look is not None))
    return found


def _verdict(title: str, result: "verdict.Result | None", lang: str, *, complete: bool) -> lines.Verdict:
    if result is not None and result.lacks:
        return lines.Verdict(title, "lacks", fault=result.lacks)
    if result is None or (not result.passed and not complete):
        return lines.Verdict(title, "todo")
    if result.fault:
        return lines.Verdict(title, "fault", fault=wording.said(result.fault, lang))
    fate: lines.Fate = "passed" if result.passed else "failed"
    return lines.Verdict(title, fate, result.expected, result.seen, result.next, credit=result.credit)


def header_facts(
    lesson: model.Lesson, index: int, statuses: Mapping[str, str], lang: str, *, place: str, ready: bool
) -> header.Facts:
    """The line at the top."""
    return header.Facts(
        title=lesson_title(lesson, lang),
        place=place,
        statuses=tuple(statuses.get(step.id, "todo") for step in lesson.steps),
        here=index,
        ready=ready,
    )


def lesson_title(lesson: model.Lesson, lang: str) -> str:
    """Number and title, as in "06 MetalLB: layer 2"."""
    return f"{lesson.number:02d} {model.said(lesson.title, lang)}"
