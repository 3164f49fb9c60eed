"""The class: a row a learner, or a cell each where there are many."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import binding, strip
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tutor.tui.console import commands as declared
from tutor.tui.console import pieces, ports, rows, writing
from tutor.tui.console.screens import view
from tutor.tui.console.widgets import dense, lines, ribbon
from tutor.tui.screens import keybinding

MANY = 60
"""From so many learners on a cell each is what is shown first."""


class Find(Input):
    """Where a name is typed."""

    BINDINGS: ClassVar[list[binding.BindingType]] = [
        binding.Binding("escape", "give_up", show=False, priority=True),
        binding.Binding("down", "submit", show=False),
    ]

    def action_give_up(self) -> None:
        """Search no more."""
        self.value = ""
        self.post_message(self.Submitted(self, ""))


class RosterView(view.View):
    """Both ways to show the learners share the book's order and its cursor."""

    DEFAULT_CSS = """
    RosterView #find { display: none; height: 1; border: none; padding: 0 1; background: $panel; }
    RosterView #focus { border-top: solid $border; height: 3; display: none; }
    RosterView #focus.thin { height: 2; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [command for command in declared.ROSTER if command.name != "open"]
    )
    declared = declared.ROSTER

    def __init__(self) -> None:
        super().__init__()
        self._dense: bool | None = None
        """As the instructor has chosen it, None before."""

    def compose(self) -> ComposeResult:
        """Both ways, one of them shown."""
        yield ribbon.Ribbon(self._head, id="head")
        yield Static(id="nobody", classes="empty", markup=False)
        yield lines.Lines(self._row, id="rows")
        yield dense.Dense(self._label, id="dense")
        yield ribbon.Ribbon(self._focus, id="focus")
        yield Find(id="find", compact=True)

    @property
    def is_dense(self) -> bool:
        """Whether a learner is a cell."""
        return len(self.app.book) >= MANY if self._dense is None else self._dense

    @property
    def table(self) -> lines.Lines:
        """The way that is shown."""
        return self.query_one("#dense" if self.is_dense else "#rows", lines.Lines)

    def words(self) -> Mapping[str, str]:
        """The other way to show them."""
        return {"dense": "rows"} if self.is_dense else {}

    def take_focus(self) -> None:
        """The table takes the keys."""
        self.screen.set_focus(self.table)

    def update_view(self) -> None:
        """The learners as they are now."""
        known, table = self.app.book, self.table
        empty = not known.shown
        nobody = self.query_one("#nobody", Static)
        nobody.display = empty
        if empty:
            nobody.update(self.say("roster.nobody" if len(known) else "roster.empty"))
        had_focus = any(found.has_focus for found in self.query(lines.Lines))
        for found in self.query(lines.Lines):
            found.display = found is table  # an empty one as well: what is not shown hears no keys
        if had_focus and not table.has_focus:
            self.screen.set_focus(table)
        if isinstance(table, dense.Dense):
            table.show_learners(known.shown, known.place, frozenset(known.marked))
        else:
            table.show(len(known.shown), known.place)
        self._show_ribbons()

    def _show_ribbons(self) -> None:
        focus = self.query_one("#focus", ribbon.Ribbon)
        focus.display = bool(self.app.book.shown)
        focus.set_class(not self.is_dense, "thin")
        focus.update_view()
        self.query_one("#head", ribbon.Ribbon).update_view()

    def _head(self, cols: int) -> Sequence[Sequence[pieces.Piece]]:
        known = self.app.book
        parts = [self.say(f"order.{known.order}")]
        if known.only:
            parts.append(self.say("roster.only", state=self.say(f"state.{known.only}")))
        if known.search:
            parts.append(f"“{known.search}”")
        if len(known.shown) != len(known):
            parts.append(self.say("roster.count", shown=len(known.shown), all=len(known)))
        if known.marked:
            key = "who.group" if known.group else "roster.marked"
            parts.append(self.say(key, name=known.group, count=len(known.marked)))
        note = " · ".join(parts)
        head = [] if self.is_dense else rows.head(cols, self.app.places.longest, self.app.lang)
        room = cols - pieces.width(head) - 1
        return [
            [*head, pieces.Piece(pieces.fit(note, min(room, pieces.width([pieces.Piece(note)]))), "accent")]
        ]

    def _row(self, item: int, part: int, cols: int, marked: bool) -> strip.Strip:  # noqa: ARG002
        one = self.app.book.shown[item]
        return pieces.line(self._pieces(one, cols, cursor=marked), cols, marked=marked)

    def _pieces(self, one: ports.Learner, cols: int, *, cursor: bool) -> list[pieces.Piece]:
        known = self.app.book
        return rows.row(
            one,
            known.name(one.id),
            self.app.places,
            cols,
            self.app.room.now(),
            self.app.lang,
            cursor=cursor,
            marked=one.id in known.marked,
        )

    def _label(self, state: ports.State, count: int) -> str:
        return f" {count:>5} {self.say(f'state.{state}')}"

    def _focus(self, cols: int) -> Sequence[Sequence[pieces.Piece]]:
        """Why the learner under the cursor fails; where each is but a cell, who that is as well."""
        found = self.app.room.detail(self.app.book.current, self.app.lang)
        if found is None:
            return []
        why = rows.why(found, self.app.places, cols, self.app.lang)
        return [self._pieces(found.learner, cols, cursor=True), why] if self.is_dense else [why]

    def on_lines_moved(self, event: lines.Lines.Moved) -> None:
        """The cursor stays with its learner."""
        self.app.book.move(event.at)
        self._show_ribbons()

    def on_lines_chosen(self) -> None:
        """Open the learner."""
        self.action_open()

    def action_open(self) -> None:
        """One learner in full."""
        self.app.open_learner(self.app.book.current)

    def action_message(self) -> None:
        """To the marked, or to the one under the cursor."""
        self.app.work(self.app.compose_message(self.app.book.addressed), "write a message")

    def action_find(self) -> None:
        """Type a name; the list follows."""
        find = self.query_one("#find", Find)
        find.placeholder = self.say("find")
        find.display = True
        self.screen.set_focus(find)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show whose name has that."""
        self.app.book.search = event.value.strip()
        self.app.book.arrange()
        self.update_view()

    def on_input_submitted(self) -> None:
        """Back to the list, as it is shown now."""
        self.query_one("#find", Find).display = False
        self.take_focus()

    def action_filter(self) -> None:
        """One state only, the next."""
        self.app.book.next_filter()
        self.update_view()

    def action_order(self) -> None:
        """Sorted in the next way; cells stand by need only, so another order is one of rows."""
        self.app.book.next_order()
        if self.app.book.order != "need" and self.is_dense:
            self._dense = False
        self.update_view()

    def action_dense(self) -> None:
        """The other way to show them."""
        self._dense = not self.is_dense
        if self._dense:
            self.app.book.sort_by("need")
        self.update_view()
        self.take_focus()

    def action_mark(self) -> None:
        """Mark the one under the cursor, or no more."""
        self.app.book.mark()
        self.update_view()

    def action_mark_all(self) -> None:
        """Mark all that are shown."""
        self.app.book.mark_all()
        self.update_view()

    def action_group(self) -> None:
        """Mark the next group."""
        groups = self.app.room.named()
        if not groups:
            self.app.tell("group.none")
        self.app.book.next_group(groups)
        self.update_view()

    def action_name_group(self) -> None:
        """Make the marked a group."""
        self.app.work(writing.name_group(self.app), "name a group")

    def action_ungroup(self) -> None:
        """Forget the group that is marked."""
        self.app.work(writing.ungroup(self.app), "forget a group")

    def action_clear(self) -> None:
        """Show all."""
        self.query_one("#find", Find).value = ""
        self.app.book.clear()
        self.update_view()
