"""What an instructor says in words: messages, hints, names of groups. Words that could not be sent are not lost."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from tutor.base import errors, wording
from tutor.tui.console import clean, ports

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp

GROUP_NAME = 40
"""Characters of a group's name."""

Do = Callable[[str], Awaitable[str]]
"""Does what the words ask for; what is wrong with them, "" where it is done. May raise TutorError."""


async def ask(
    app: "ConsoleApp", title: str, help_text: str, do: Do, *, inserts: Sequence[str] = (), rows: int = 1
) -> None:
    """Ask for words until something is done with them, or they are given up: the dialog keeps what was written."""
    from tutor.tui.console.modals import write

    text = wrong = ""
    while True:
        dialog = write.Write(title, help_text, inserts=inserts, rows=rows, text=text, wrong=wrong)
        said = await app.push_screen_wait(dialog)
        if not said:
            return
        text = said
        try:
            wrong = await do(said)
        except errors.TutorError as error:
            wrong = " · ".join(
                wording.said(one, app.lang) for one in (error.what, error.why, error.todo) if one
            )
        if not wrong:
            return


async def message(app: "ConsoleApp", to: Sequence[str] | None, at: ports.StepKey = ("", "")) -> None:
    """Ask for words and send them to those or to all; as a hint where they belong to a step."""
    if to is not None and not to:
        app.tell("who.nobody")
        return
    hints = _hints(app, at)
    who = app.who(to)

    async def send(words: str) -> str:
        await app.room.say(words, to, lesson=at[0], step=at[1])
        app.tell("say.sent", who=who)
        if to is not None and not app.book.group and set(to) == app.book.marked:
            app.book.mark_group("", ())  # they would steer the next message as well
            app.update_views()
        return ""

    help_text = app.say("say.help") + (app.say("say.insert") if hints else "")
    await ask(app, _title(app, to, at), help_text, send, inserts=hints)


def _title(app: "ConsoleApp", to: Sequence[str] | None, at: ports.StepKey) -> str:
    if at[0]:
        return app.say("say.hint", at=app.places.short(at), who=app.who(to))
    if to is None:
        return app.say("say.all")
    if len(to) == 1 and not app.book.group:
        return app.say("say.one", name=app.who(to))
    return app.say("say.many", who=app.who(to))


def _hints(app: "ConsoleApp", at: ports.StepKey) -> Sequence[str]:
    step = app.room.course.step(*at)
    if step is None:
        return ()
    return step.hints.get(app.lang) or next(iter(step.hints.values()), ())


async def name_group(app: "ConsoleApp") -> None:
    """Ask for a name for the marked, who are a group from now on."""
    marked = sorted(app.book.marked)
    if not marked:
        app.tell("group.none")
        return

    async def name(said: str) -> str:
        if found := clean.line(said, GROUP_NAME):
            await app.room.name(found, marked)
            app.book.mark_group(found, marked)
            app.tell("group.named", name=found, count=len(marked))
            app.update_views()
        return ""

    await ask(app, app.say("group.title", count=len(marked)), app.say("group.write"), name)


async def ungroup(app: "ConsoleApp") -> None:
    """Forget the group that is marked; those who were in it stay marked, so that it can be named again."""
    name = app.book.group
    if not name:
        app.tell("group.which")
        return
    await app.room.name(name, ())
    app.book.mark_group("", app.book.marked)
    app.tell("group.gone", name=name)
    app.update_views()


async def timer(app: "ConsoleApp") -> None:
    """Ask for minutes and a label."""

    async def start(said: str) -> str:
        minutes, _, label = said.strip().partition(" ")
        if not minutes.isdecimal() or not 1 <= int(minutes[:4]) <= 600:
            return app.say("timer.wrong")
        await app.room.timer(int(minutes) * 60.0, label.strip())
        return ""

    await ask(app, app.say("timer.title"), app.say("timer.help"), start)
