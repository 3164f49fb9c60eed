"""The console's application: it follows the room, holds what all screens show, and does what takes time."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from textual import app, screen
from textual.timer import Timer

from tutor.base import errors
from tutor.course import model
from tutor.tui import commands, theme, working
from tutor.tui.console import book, clean, keys, ports, rows, signs, texts
from tutor.tui.console.screens import console

FRAME = 0.1
"""Seconds between two pictures at least: a class of a thousand changes all the time, an eye does not."""
GROUP_NAME = 40
"""Characters of a group's name."""


class ConsoleApp(working.WorkingApp):
    """One room's console."""

    TITLE = "k8stutor workshop"

    def __init__(self, room: ports.Room, lang: str, *, hosting: bool = False) -> None:
        super().__init__(lang)
        self.room = room
        self.hosting = hosting
        """Whether the class's server ends with this console."""
        self.book = book.Book()
        self.places = rows.Places(room.course)
        self.use_command_palette = True
        self._pending: set[str] = set()
        self._due: Timer | None = None
        self._updated = 0.0
        self.register_theme(theme.THEME)
        self.set_reactive(app.App.theme, theme.NAME)
        self.stylesheet.set_variables(self.get_css_variables())

    # Following the room.

    def get_default_screen(self) -> screen.Screen[Any]:
        """The class, as it is now."""
        self.book.update(self.room.learners())
        return console.ConsoleScreen()

    def on_mount(self) -> None:
        """Follow the room, and let the clocks go on."""
        self.work(self._follow(), "follow the class")
        self.set_interval(1.0, self.update_views)

    async def _follow(self) -> None:
        async for changed in self.room.changes():
            self._pending |= changed
            if self._due is None:
                wait = max(0.001, self._updated + FRAME - time.monotonic())
                self._due = self.set_timer(wait, self._take_in)

    def _take_in(self) -> None:
        """Show what has changed since the last picture."""
        self._due, self._updated = None, time.monotonic()
        changed, self._pending = self._pending, set()
        if changed:
            self.book.update(self.room.learners(changed))
        self.update_views()

    def update_views(self) -> None:
        """Every screen shows how things are now, unless it is on its way in or out."""
        for shown in self.screen_stack if self.is_running else ():
            update = getattr(shown, "update_view", None)
            if update is not None and shown.is_mounted and shown.is_attached:
                update()

    def say(self, key: str, **args: object) -> str:
        """A text in the instructor's language."""
        return texts.text(self.lang, key, **args)

    def tell(self, key: str, **args: object) -> None:
        """A word at the edge of the screen."""
        self.notify(self.say(key, **args), markup=False, timeout=4)

    # Talking to learners.

    def who(self, to: Sequence[str] | None) -> str:
        """Whom a message goes to, in words."""
        if to is None:
            return self.say("who.all")
        if self.book.group and set(to) == self.book.marked:
            return self.say("who.group", name=self.book.group, count=len(to))
        return self.book.name(to[0]) if len(to) == 1 else self.say("who.many", count=len(to))

    async def compose_message(self, to: Sequence[str] | None, at: ports.StepKey = ("", "")) -> None:
        """Ask for words and send them to those or to all; as a hint where they belong to a step."""
        from tutor.tui.console.modals import write

        if to is not None and not to:
            self.tell("who.nobody")
            return
        hints = self._hints(at)
        help_text = self.say("say.help") + (self.say("say.insert") if hints else "")
        words = await self.push_screen_wait(write.Write(self._title(to, at), help_text, inserts=hints))
        if words:
            await self.room.say(words, to, lesson=at[0], step=at[1])
            self.tell("say.sent", who=self.who(to))

    def _title(self, to: Sequence[str] | None, at: ports.StepKey) -> str:
        if at[0]:
            return self.say("say.hint", at=self.places.short(at), who=self.who(to))
        if to is None:
            return self.say("say.all")
        if len(to) == 1 and not self.book.group:
            return self.say("say.one", name=self.who(to))
        return self.say("say.many", who=self.who(to))

    def _hints(self, at: ports.StepKey) -> Sequence[str]:
        lesson = self.room.course.lesson(at[0]) if at[0] else None
        step = next((one for one in lesson.steps if one.id == at[1]), None) if lesson else None
        if step is None:
            return ()
        return step.hints.get(self.lang) or next(iter(step.hints.values()), ())

    async def name_group(self) -> None:
        """Ask for a name for the marked, who are a group from now on."""
        from tutor.tui.console.modals import write

        marked = sorted(self.book.marked)
        if not marked:
            self.tell("group.none")
            return
        title = self.say("group.title", count=len(marked))
        said = await self.push_screen_wait(write.Write(title, self.say("group.write")))
        if name := clean.line(said or "", GROUP_NAME):
            await self.room.name(name, marked)
            self.book.mark_group(name, marked)
            self.tell("group.named", name=name, count=len(marked))
            self.update_views()

    async def ungroup(self) -> None:
        """Forget the group that is marked; those who were in it stay marked, so that it can be named again."""
        name = self.book.group
        if not name:
            self.tell("group.which")
            return
        await self.room.name(name, ())
        self.book.mark_group("", self.book.marked)
        self.tell("group.gone", name=name)
        self.update_views()

    async def start_timer(self) -> None:
        """Ask for minutes and a label."""
        from tutor.tui.console.modals import write

        said = await self.push_screen_wait(write.Write(self.say("timer.title"), self.say("timer.help")))
        if not said:
            return
        minutes, _, label = said.strip().partition(" ")
        if not minutes.isdecimal() or not 1 <= int(minutes[:4]) <= 600:
            self.tell("timer.wrong")
            return
        await self.room.timer(int(minutes) * 60.0, label.strip())

    async def ask_own(self) -> None:
        """Ask for a question and its answers, and put it to the class."""
        from tutor.tui.console.modals import write
        from tutor.workshop import orders

        said = await self.push_screen_wait(
            write.Write(self.say("polls.own"), self.say("polls.own.help"), rows=6)
        )
        if not said:
            return
        question, *given = [line.strip() for line in said.splitlines() if line.strip()]
        options = [orders.Option(str(at), line.lstrip("* ")) for at, line in enumerate(given, start=1)]
        if len(options) < 2:
            self.tell("polls.own.wrong")
            return
        right = next((one.id for one, line in zip(options, given, strict=True) if line.startswith("*")), "")
        await self.room.poll(question, options, answer=right)
        self.tell("polls.started")

    async def ask_prediction(self, at: ports.StepKey, asked: model.Prediction) -> None:
        """Put a step's prediction to the class, in the instructor's language."""
        from tutor.workshop import orders

        options: Sequence[orders.Option] = [
            orders.Option(one.id, " ".join(model.said(one.text, self.lang).split())) for one in asked.options
        ]
        await self.room.poll(model.said(asked.question, self.lang), options, at, asked.answer)
        self.tell("polls.started")

    # Screens.

    def open_learner(self, learner: str) -> None:
        """Show one learner in full."""
        from tutor.tui.console.screens import learner as one

        if learner:
            self.push_screen(one.LearnerScreen(learner))

    def show_join(self) -> None:
        """The code, large."""
        from tutor.tui.console.screens import join

        self.push_screen(join.JoinScreen())

    def show_help(self, declared: Sequence[commands.Command]) -> None:
        """The keys and the signs."""
        self.push_screen(keys.help_of(declared, self.lang, web=self.is_web))

    def switch_language(self) -> None:
        """The other language, everywhere and at once."""
        self.lang = "ko" if self.lang == "en" else "en"
        self.update_views()

    def get_system_commands(self, screen: screen.Screen[Any]) -> Iterable[app.SystemCommand]:
        """The palette: what the screen has declared."""
        for command, action in getattr(screen, "offered", list)():
            title = f"{self.say(f'key.{command.name}')}  ({command.shown})"
            yield app.SystemCommand(title, self.say(f"do.{command.name}"), action)

    def leave(self) -> None:
        """Leave, once asked."""
        self.work(self._leave(), "leave")

    async def _leave(self) -> None:
        from tutor.tui.modals import ask

        answers = [
            ask.Answer("leave", self.say("leave.yes"), "y"),
            ask.Answer("stay", self.say("leave.no"), "n"),
        ]
        question = ask.Ask(
            self.say("leave.title"), self.say("leave.host" if self.hosting else "leave.body"), answers
        )
        if await self.push_screen_wait(question) == "leave":
            self.exit(errors.GOOD)

    # What stands at the top of every screen.

    def place_line(self) -> str:
        """Who is here, what runs, how the connection is."""
        link, standing, counts = self.room.link(), self.room.standing(), self.book.counts
        if not link.connected:
            return self.say("unconnected")
        parts = [self.say("people", here=len(self.book) - counts["away"], all=len(self.book))]
        if standing.follow:
            parts.append(self.say("following", at=self.places.short(standing.follow)))
        if standing.until:
            parts.append(self.timer_line(standing))
        return " · ".join([*parts, self.say("connected")])

    def timer_line(self, standing: ports.Standing) -> str:
        """How long the timer still has."""
        left = standing.until - self.room.now()
        if left <= 0:
            return self.say("timer.over")
        key = "timer.label" if standing.label else "timer"
        return self.say(key, label=standing.label, left=signs.clock(left))
