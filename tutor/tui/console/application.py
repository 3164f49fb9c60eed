"""The console's application: it follows the room, holds what all screens show, and does what takes time."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from textual import app, screen
from textual.timer import Timer

from tutor.base import errors, wording
from tutor.tui import commands, theme, working
from tutor.tui.console import book, clean, keys, ports, rows, signs, texts
from tutor.tui.console.screens import console
from tutor.tui.widgets import header

FRAME = 0.1
"""Seconds between two pictures at least: a class of a thousand changes all the time, an eye does not."""


OVER_SECONDS = 120.0
"""How long the top of the screen tells that a time is over."""
LABEL = 24
"""Letters of what a timer is for."""


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
        from tutor.tui.console import writing

        await writing.message(self, to, at)

    # Screens.

    def open_learner(self, learner: str) -> None:
        """Show one learner in full."""
        from tutor.tui.console.screens import learner as one

        if learner and not isinstance(
            self.screen, one.LearnerScreen
        ):  # a second key may be on its way already
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
        """Who follows where, who is here, what runs, how the connection is: where room is short the last stays."""
        link, standing, counts = self.room.link(), self.room.standing(), self.book.counts
        if not link.connected:
            why = wording.said(link.trouble, self.lang)
            return header.BETWEEN.join([why, self.say("unconnected")] if why else [self.say("unconnected")])
        parts = [self.say("people", here=len(self.book) - counts["away"], all=len(self.book))]
        if standing.follow:
            parts.insert(0, self.say("following", at=self.places.short(standing.follow)))
        if timer := self.timer_line(standing):
            parts.append(timer)
        return header.BETWEEN.join([*parts, self.say("connected")])

    def timer_line(self, standing: ports.Standing) -> str:
        """How long the timer still has; for a while, that it is over; "" where there is none."""
        left = standing.until - self.room.now()
        if not standing.until or left <= -OVER_SECONDS:
            return ""
        if left <= 0:
            return self.say("timer.over")
        key = "timer.label" if standing.label else "timer"
        return self.say(key, label=clean.line(standing.label, LABEL), left=signs.clock(left))
