"""Raised hands, in the order in which they went up."""

from collections.abc import Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.tui.console import clean, pieces, ports, signs
from tutor.tui.console import commands as declared
from tutor.tui.console.screens import view
from tutor.tui.console.widgets import lines
from tutor.tui.screens import keybinding

Piece = pieces.Piece


class HandsView(view.View):
    """Three lines a hand: who and for how long, what they ask, and room."""

    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.HANDS if command.name != "open"]
    )
    declared = declared.HANDS

    def __init__(self) -> None:
        super().__init__()
        self._hands: Sequence[ports.Hand] = ()

    def compose(self) -> ComposeResult:
        """The queue, or that it is empty."""
        yield Static(id="nobody", classes="empty", markup=False)
        yield lines.Lines(self._draw, height=3, id="queue")

    @property
    def table(self) -> lines.Lines:
        """The queue."""
        return self.query_one("#queue", lines.Lines)

    def take_focus(self) -> None:
        """The queue takes the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """The queue as it is now; the cursor stays with its learner."""
        chosen = self.hand
        self._hands = self.app.room.hands()
        nobody = self.query_one("#nobody", Static)
        nobody.display = not self._hands
        if nobody.display:
            nobody.update(self.say("hands.none"))
        ids = [one.learner for one in self._hands]
        self.table.show(len(ids), ids.index(chosen.learner) if chosen and chosen.learner in ids else None)

    @property
    def hand(self) -> ports.Hand | None:
        """The one under the cursor."""
        at = self.table.at
        return self._hands[at] if at < len(self._hands) else None

    def _draw(self, item: int, part: int, cols: int, marked: bool) -> strip.Strip:
        hand = self._hands[item]
        if part == 2:
            return pieces.line((), cols)
        edge = Piece(("▶ " if part == 0 else "▌ ") if marked else "  ", "accent", bold=True)
        made = self._who(item, hand, cols - 2) if part == 0 else self._what(hand, cols - 2)
        return pieces.line([edge, *made], cols, marked=marked)

    def _who(self, item: int, hand: ports.Hand, room: int) -> list[Piece]:
        if hand.taken:
            state = Piece(" " + self.say("hands.taken", by=clean.line(hand.taken, 24)), "success")
        else:
            waited = signs.clock(self.app.room.now() - hand.since)
            state = Piece(" " + self.say("hands.waiting", time=waited), "warning")
        front = [Piece(f"{item + 1:>3} ", "dim"), pieces.sign(signs.OF_STATE["asking"]), Piece(" ")]
        name = self.app.book.name(hand.learner)
        return [*front, Piece(pieces.fit(name, room - pieces.width([*front, state])), bold=True), state]

    def _what(self, hand: ports.Hand, room: int) -> list[Piece]:
        place = Piece(f"      {self.app.places.title(hand.at, self.app.lang)}", "primary")
        words = clean.line(hand.text)
        said = words or self.say("hands.silent")
        return [place, Piece(pieces.fit(f"  {said}", room - pieces.width([place])), "" if words else "dim")]

    def on_lines_chosen(self) -> None:
        """Enter: the learner in full."""
        self.action_open()

    def action_open(self) -> None:
        """One learner in full."""
        if hand := self.hand:
            self.app.open_learner(hand.learner)

    def action_take(self) -> None:
        """Be the one who helps, or give the hand back."""
        if hand := self.hand:
            self.app.work(self.app.room.take(hand.learner), "take a hand")

    def action_resolve(self) -> None:
        """They are helped."""
        if hand := self.hand:
            self.app.work(self.app.room.resolve(hand.learner), "resolve a hand")

    def action_message(self) -> None:
        """Answer in words."""
        if hand := self.hand:
            self.app.work(self.app.compose_message([hand.learner]), "write a message")
