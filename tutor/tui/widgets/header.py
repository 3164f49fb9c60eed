"""The line at the top: which lesson, where it runs, how far the learner is."""

from collections.abc import Iterator
from typing import NamedTuple

from textual import content, reactive, widget

_SIGNS = {"passed": ("●", "$success"), "failed": ("◐", "$warning"), "skipped": ("◌", "$foreground 60%")}


LEAST = 12
"""Cells of the title that stay while there is anything else to tell."""
BETWEEN = " · "


class Facts(NamedTuple):
    """What the header tells."""

    title: str = ""
    place: str = ""
    """Parts with BETWEEN between them, the one that is needed least first."""
    statuses: tuple[str, ...] = ()
    here: int = -1
    ready: bool = False


class Header(widget.Widget):
    """One line; what matters less goes first where it is narrow."""

    DEFAULT_CSS = """
    Header { height: 1; background: $panel; color: $foreground; padding: 0 1; }
    """

    facts: reactive.Reactive[Facts] = reactive.Reactive(Facts())

    def __init__(self, facts: Facts = Facts()) -> None:  # noqa: B008 - a plain value
        super().__init__()
        self.set_reactive(Header.facts, facts)

    def render(self) -> content.Content:
        """Name and title to the left; place, steps and share to the right. The title is cut before those go."""
        name = content.Content.assemble(("k8stutor ", "bold $primary"), ("│ ", "$border"))
        title = content.Content.styled(self.facts.title, "bold")
        least = min(title.cell_length, LEAST)
        for right in self._rights():
            room = self.size.width - name.cell_length - right.cell_length - 2
            if least <= room:
                shown = title.truncate(room, ellipsis=True) if title.cell_length > room else title
                gap = " " * (room - shown.cell_length + 2)
                return content.Content.assemble(name, shown, gap, right)
        return content.Content.assemble(name, title).truncate(max(1, self.size.width), ellipsis=True)

    def _rights(self) -> Iterator[content.Content]:
        """What can stand to the right, from all of it down to the last of the place's parts, or the share."""
        facts = self.facts
        share = f" {_share(facts.statuses):>3.0%}" if facts.statuses else ""
        sign = ("● " if facts.ready else "○ ", "$success" if facts.ready else "$warning")
        if facts.statuses:
            yield content.Content.assemble(sign, facts.place, "  ", self._steps(), (share, "bold"))
        parts = facts.place.split(BETWEEN)
        for first in range(len(parts)):
            yield content.Content.assemble(sign, BETWEEN.join(parts[first:]), (share, "bold"))
        yield content.Content.assemble((share, "bold"))

    def _steps(self) -> content.Content:
        """One sign a step: passed ●, failed ◐, skipped ◌, to do ○; the present one in brackets."""
        parts: list[tuple[str, str]] = []
        for number, status in enumerate(self.facts.statuses):
            sign, style = _SIGNS.get(status, ("○", "$foreground 60%"))
            here = number == self.facts.here
            parts.append((f"[{sign}]" if here else sign, f"bold {style}" if here else style))
        return content.Content.assemble(*parts)


def _share(statuses: tuple[str, ...]) -> float:
    return sum(status == "passed" for status in statuses) / len(statuses)
