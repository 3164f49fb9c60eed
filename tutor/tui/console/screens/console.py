"""The console's main screen: who is here, counts, tabs, the chosen view, the keys."""

import functools
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import binding, screen
from textual.app import ComposeResult

from tutor.tui.console import clean, keys, pieces, rows, writing
from tutor.tui.console import commands as declared
from tutor.tui.console.screens import hands, notes, pace, polls, roster, stuck, view
from tutor.tui.console.widgets import ribbon
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar, tabs

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp


class ConsoleScreen(screen.Screen[None]):
    """One view at a time; the counts are always there."""

    DEFAULT_CSS = """
    ConsoleScreen { layout: vertical; background: $background; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.EVERYWHERE)
    AUTO_FOCUS = ""

    app: "ConsoleApp"

    def __init__(self) -> None:
        super().__init__()
        self.views: dict[str, view.View] = {
            "roster": roster.RosterView(),
            "stuck": stuck.StuckView(),
            "hands": hands.HandsView(),
            "polls": polls.PollsView(),
            "pace": pace.PaceView(),
            "notes": notes.NotesView(),
        }
        self.chosen = "roster"

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield header.Header()
        yield ribbon.Ribbon(self._counts, id="counts")
        yield tabs.Tabs(id="tabs")
        yield from self.views.values()
        yield keybar.KeyBar()

    def on_mount(self) -> None:
        """The class comes first."""
        self.show_view("roster")

    @property
    def view(self) -> view.View:
        """What is shown."""
        return self.views[self.chosen]

    def show_view(self, name: str) -> None:
        """Show one of the views and give it the keyboard."""
        self.chosen = name
        for other, found in self.views.items():
            found.display = other == name
        self.view.take_focus()
        self.update_view()

    def update_view(self) -> None:
        """How things are now."""
        room = self.app.room
        self.query_one(header.Header).facts = header.Facts(
            title=clean.line(room.title, 60), place=self.app.place_line(), ready=room.link().connected
        )
        self.query_one("#counts", ribbon.Ribbon).update_view()
        self.query_one("#tabs", tabs.Tabs).show(self._tabs(), self.chosen)
        self.view.update_view()
        self.show_keys()

    def show_keys(self) -> None:
        """The keys of the view, then those that work everywhere."""
        known = [*self.view.declared, *declared.EVERYWHERE]
        self.query_one(keybar.KeyBar).show(keys.bar(known, self.app.lang, self.view.words()))

    def _counts(self, cols: int) -> Sequence[Sequence[pieces.Piece]]:
        return [rows.summary(self.app.book.counts, cols, self.app.lang)]

    def _tabs(self) -> list[tuple[str, str]]:
        counts = {"stuck": len(self.app.room.stuck(self.app.lang)), "hands": len(self.app.room.hands())}
        return [
            (name, f"{at} {self.app.say(f'tab.{name}')}" + (f" ({counts[name]})" if counts.get(name) else ""))
            for at, name in enumerate(declared.VIEWS, start=1)
        ]

    def offered(self) -> list[tuple[declared.Command, Callable[[], Awaitable[object]]]]:
        """What the palette offers: the view's commands, then those that work everywhere."""
        known = [*self.view.declared, *declared.EVERYWHERE]
        return [(one, functools.partial(self.press, one.name)) for one in known if one.palette]

    async def press(self, name: str) -> None:
        """Do what the key of that command does."""
        of_view = any(one.name == name for one in self.view.declared)
        await self.app.run_action(name, self.view if of_view else self)

    def on_key_bar_pressed(self, event: keybar.KeyBar.Pressed) -> None:
        """A click on the key bar is its key."""
        self.app.work(self.press(event.name), "press a key of the bar")

    def on_tabs_chosen(self, event: tabs.Tabs.Chosen) -> None:
        """A tab was clicked."""
        self.show_view(event.tab)

    def action_view_roster(self) -> None:
        """The class."""
        self.show_view("roster")

    def action_view_stuck(self) -> None:
        """Who is stuck."""
        self.show_view("stuck")

    def action_view_hands(self) -> None:
        """The queue."""
        self.show_view("hands")

    def action_view_polls(self) -> None:
        """Polls."""
        self.show_view("polls")

    def action_view_pace(self) -> None:
        """Pace."""
        self.show_view("pace")

    def action_view_notes(self) -> None:
        """Notes."""
        self.show_view("notes")

    def action_tell_all(self) -> None:
        """A message to all."""
        self.app.work(self.app.compose_message(None), "write a message")

    def action_join(self) -> None:
        """The code, large."""
        self.app.show_join()

    def action_timer(self) -> None:
        """Start a timer."""
        self.app.work(writing.timer(self.app), "start a timer")

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """The keys."""
        self.app.show_help([*self.view.declared, *declared.EVERYWHERE])

    def action_leave(self) -> None:
        """Leave the console."""
        self.app.leave()
