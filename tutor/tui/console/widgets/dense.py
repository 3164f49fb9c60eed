"""Up to thousands of learners, a cell or two each: one band a state, so that the bands' lengths are the class."""

import bisect
from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import binding, geometry, strip

from tutor.tui.console import pieces, ports, signs
from tutor.tui.console.widgets import lines

GUTTER = 16
"""Cells to the left for a state's name and count."""


class Band(NamedTuple):
    """A line of cells: the items `first` up to `end`; `label` on a state's first line only."""

    state: ports.State
    first: int
    end: int
    label: bool


class Dense(lines.Lines):
    """Draws `learners`, which must be sorted by state."""

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("left,h", "step(-1)", show=False),
        binding.Binding("right", "step(1)", show=False),
        binding.Binding("up,k", "row(-1)", show=False),
        binding.Binding("down,j", "row(1)", show=False),
    ]

    def __init__(self, label: Callable[[ports.State, int], str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._nothing, id=id)
        self._label = label
        self._states: Sequence[ports.State] = ()
        self._marked: frozenset[int] = frozenset()
        self._bands: list[Band] = []
        self._counts: dict[ports.State, int] = {}
        self.cell = 2

    @staticmethod
    def _nothing(item: int, part: int, cols: int, marked: bool) -> strip.Strip:  # noqa: ARG004
        return pieces.line((), cols)

    def show_learners(self, learners: Sequence[ports.Learner], at: int, marked: frozenset[str]) -> None:
        """These, in their order, the cursor on one of them."""
        self._states = [one.state for one in learners]
        self._marked = (
            frozenset(at for at, one in enumerate(learners) if one.id in marked) if marked else frozenset()
        )
        self._lay_out()
        self.show(len(learners), at)

    def _lay_out(self) -> None:
        """Two cells a learner where all fit that way, else one."""
        self._counts = {state: self._states.count(state) for state in ports.STATES}
        for self.cell in (2, 1):
            each = max(1, (self.cols - GUTTER) // self.cell)
            self._bands = list(self._made(each))
            if len(self._bands) <= self.size.height:
                break

    def _made(self, each: int) -> "list[Band]":
        found: list[Band] = []
        first = 0
        for state in ports.STATES:
            end = first + self._counts[state]
            for start in range(first, end, each):
                found.append(Band(state, start, min(start + each, end), start == first))
            first = end
        return found

    def show(self, count: int, at: int | None = None) -> None:
        """So many, the cursor on `at`."""
        self.count = count
        self.at = max(0, min(self.at if at is None else at, count - 1))
        self.virtual_size = geometry.Size(0, len(self._bands))
        row, first, room = self._row(self.at), int(self.scroll_offset.y), max(1, self.size.height)
        if not first <= row < first + room:
            self.scroll_to(y=row if row < first else row - room + 1, animate=False, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Other widths, other bands."""
        self._lay_out()
        self.show(self.count)

    def _row(self, item: int) -> int:
        return max(0, bisect.bisect_right(self._bands, item, key=lambda band: band.first) - 1)

    def render_line(self, y: int) -> strip.Strip:
        """One band: its state and count, then a sign a learner."""
        row, cols = y + int(self.scroll_offset.y), self.cols
        if row >= len(self._bands):
            return pieces.line((), cols)
        band = self._bands[row]
        look = signs.OF_STATE[band.state]
        label = self._label(band.state, self._counts[band.state]) if band.label else ""
        parts = [pieces.Piece(pieces.fit(label, GUTTER), look.colour, bold=True)]
        gap = " " * (self.cell - 1)
        special = sorted(one for one in {self.at, *self._marked} if band.first <= one < band.end)
        at = band.first
        for one in special:
            parts += [self._run(look, one - at, gap), self._special(look, one), pieces.Piece(gap)]
            at = one + 1
        parts.append(self._run(look, band.end - at, gap))
        return pieces.line(parts, cols)

    @staticmethod
    def _run(look: signs.Sign, count: int, gap: str) -> pieces.Piece:
        return pieces.Piece((look.text + gap) * count, look.colour, bold=look.filled)

    def _special(self, look: signs.Sign, item: int) -> pieces.Piece:
        if item == self.at:
            return pieces.Piece(look.text, "" if self.has_focus else look.colour, filled=True)
        return pieces.Piece("●", "accent", bold=True)

    def action_row(self, by: int) -> None:
        """Straight up or down, as near as the next band has it."""
        if not self._bands:
            return
        row = self._row(self.at)
        to = self._bands[max(0, min(row + by, len(self._bands) - 1))]
        column = self.at - self._bands[row].first
        self.go(min(to.first + column, to.end - 1))

    def action_page(self, by: int) -> None:
        """Many bands on."""
        self.action_row(by * max(1, self.size.height - 1))

    def item_of(self, x: int, y: int) -> int | None:
        """The learner at a cell."""
        row, column = y + int(self.scroll_offset.y), (x - GUTTER) // self.cell
        if row >= len(self._bands) or x < GUTTER:
            return None
        band = self._bands[row]
        return band.first + column if band.first + column < band.end else None
