"""Who is stuck on the same: one explanation serves them all."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.tui.console import clean, pieces, ports, rows, signs
from tutor.tui.console import commands as declared
from tutor.tui.console.screens import view
from tutor.tui.console.widgets import lines
from tutor.tui.screens import keybinding

Piece = pieces.Piece
HEIGHT = 5


class StuckView(view.View):
    """A block a group: how many, where, what was expected and seen, who."""

    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.STUCK if command.name != "open"]
    )
    declared = declared.STUCK

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[ports.Group] = ()

    def compose(self) -> ComposeResult:
        """The groups, or that there are none."""
        yield Static(id="nobody", classes="empty", markup=False)
        yield lines.Lines(self._draw, height=HEIGHT, id="groups")

    @property
    def table(self) -> lines.Lines:
        """The groups."""
        return self.query_one("#groups", lines.Lines)

    def words(self) -> Mapping[str, str]:
        """Enter shows the group's learners."""
        return {"open": "show_them", "message": "hint"}

    def take_focus(self) -> None:
        """The groups take the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """The groups as they are now; the cursor stays with its group."""
        chosen = self.group
        self._groups = self.app.room.stuck(self.app.lang)
        nobody = self.query_one("#nobody", Static)
        nobody.display = not self._groups
        if (
            nobody.display
        ):  # new words lay out the whole screen anew, which no picture of a busy class has time for
            nobody.update(self.say("stuck.none"))
        ids = [one.id for one in self._groups]
        self.table.show(len(ids), ids.index(chosen.id) if chosen and chosen.id in ids else None)

    @property
    def group(self) -> ports.Group | None:
        """The one under the cursor."""
        at = self.table.at
        return self._groups[at] if at < len(self._groups) else None

    def _draw(self, item: int, part: int, cols: int, marked: bool) -> strip.Strip:
        made = self._part(self._groups[item], part, cols, marked=marked)
        return pieces.line(made, cols, marked=marked and part < HEIGHT - 1)

    def _part(self, group: ports.Group, part: int, cols: int, *, marked: bool) -> list[Piece]:
        edge = Piece(("▶ " if part == 0 else "▌ ") if marked else "  ", "accent", bold=True)
        match part:
            case 0:
                return [edge, *self._title(group, cols - 2)]
            case 1:
                return [edge, *self._fact("expected", group.expected, "success", cols - 2)]
            case 2:
                return [edge, *self._fact("seen", group.seen, "error", cols - 2)]
            case 3:
                known = [self.app.book.name(learner) for learner in group.learners]
                return [edge, *self._fact("who", rows.names(known, cols - 16), "", cols - 2)]
        return [Piece(" ")]

    def _title(self, group: ports.Group, room: int) -> list[Piece]:
        count = len(group.learners)
        people = self.say("stuck.one") if count == 1 else self.say("stuck.people", count=count)
        longest = f" {self.say('stuck.longest', time=signs.clock(self.app.room.now() - group.since))}"
        words = f"  {self.app.places.short(group.at)}  {clean.line(group.title, 200)}"
        left = room - pieces.width([Piece(f"✘ {people}"), Piece(longest)])
        return [
            Piece(f"✘ {people}", "error", bold=True),
            Piece(pieces.fit(words, left), bold=True),
            Piece(longest, "dim"),
        ]

    def _fact(self, key: str, words: str, colour: str, room: int) -> list[Piece]:
        label = pieces.fit(f"   {self.say(key)}", 12)
        return [Piece(label, "dim"), Piece(pieces.fit(clean.line(words) or "–", room - 12), colour)]

    def on_lines_chosen(self) -> None:
        """Enter: the group's learners alone, in the class."""
        self.action_open()

    def action_open(self) -> None:
        """Show only these in the class."""
        from tutor.tui.console.screens import console

        if (group := self.group) and isinstance(self.screen, console.ConsoleScreen):
            self.app.book.clear()
            self.app.book.among = frozenset(group.learners)
            self.app.book.arrange()
            self.screen.show_view("roster")

    def action_message(self) -> None:
        """One hint to the whole group."""
        if group := self.group:
            self.app.work(self.app.compose_message(list(group.learners), group.at), "write a hint")
