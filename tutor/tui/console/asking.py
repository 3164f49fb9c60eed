"""Questions to the class: a step's prediction, or one of the instructor's own. None goes over an open one unasked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.course import model
from tutor.tui.console import clean, ports, writing

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp
    from tutor.workshop import orders

OPTIONS = 9
"""As many have a key of their own on the learners' side, and fit into the smallest window."""


async def prediction(app: "ConsoleApp", at: ports.StepKey, asked: model.Prediction) -> None:
    """Put a step's prediction to the class, in the instructor's language."""
    from tutor.workshop import orders

    if not await _may_ask(app, at):
        return
    options: Sequence[orders.Option] = [
        orders.Option(one.id, " ".join(model.said(one.text, app.lang).split())) for one in asked.options
    ]
    await app.room.poll(model.said(asked.question, app.lang), options, at, asked.answer)
    app.tell("polls.started")


async def own(app: "ConsoleApp") -> None:
    """Ask for a question and its answers, and put it to the class."""
    if not await _may_ask(app, ("", "")):
        return

    async def put(said: str) -> str:
        question, options, right = read(said)
        if not 2 <= len(options) <= OPTIONS:
            return app.say("polls.own.wrong", most=OPTIONS)
        await app.room.poll(question, options, answer=right)
        app.tell("polls.started")
        return ""

    await writing.ask(app, app.say("polls.own"), app.say("polls.own.help"), put, rows=6)


def read(said: str) -> "tuple[str, Sequence[orders.Option], str]":
    """Question, options and the id of the right one, "" for none: a line each, `*` before the right one."""
    from tutor.workshop import orders

    question, *given = [line.strip() for line in said.splitlines() if line.strip()]
    options = [orders.Option(str(at), line.lstrip("* ")) for at, line in enumerate(given, start=1)]
    right = next((one.id for one, line in zip(options, given, strict=True) if line.startswith("*")), "")
    return question, options, right


async def _may_ask(app: "ConsoleApp", at: ports.StepKey) -> bool:
    """Whether to go on where a poll is open, which ends with the next one; the same question starts from nothing."""
    from tutor.tui.modals import ask

    newest = next(iter(app.room.polls()), None)
    tally = app.room.tally(newest.id) if newest else None
    if newest is None or tally is None or tally.shown:
        return True
    same = bool(at[0]) and at == (newest.lesson, newest.step)
    key = "polls.again" if same else "polls.over"
    answers = [
        ask.Answer("no", app.say("polls.no"), "n"),
        ask.Answer("yes", app.say("polls.yes"), "y"),
    ]
    body = app.say(key, question=clean.line(newest.question, 120), answered=sum(tally.counts.values()))
    return await app.push_screen_wait(ask.Ask(app.say(f"{key}.title"), body, answers)) == "yes"
