"""The line at the top: which lesson, where it runs, how far the learner is."""

from typing import NamedTuple

from textual import content, reactive, widget

_SIGNS = {"passed": ("●", "$success"), "failed": ("◐", "$warning"), "skipped": ("◌", "$foreground 60%")}


class Facts(NamedTuple):
    """What the header tells."""

    title: str = ""
    place: str = ""
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
        """Name and title to the left; place, steps and share to the right."""
        facts = self.facts
        left = content.Content.assemble(
            ("k8stutor ", "bold $primary"), ("│ ", "$border"), (facts.title, "bold")
        )
        steps = self._steps()
        share = f" {_share(facts.statuses):>3.0%}" if facts.statuses else ""
        place = content.Content.assemble(
            ("● " if facts.ready else "○ ", "$success" if facts.ready else "$warning"), facts.place
        )
        room = self.size.width - left.cell_length
        for right in (
            content.Content.assemble(place, "  ", steps, (share, "bold")),
            content.Content.assemble(place, (share, "bold")),
            content.Content.assemble((share, "bold")),
        ):
            if right.cell_length + 2 <= room:
                return content.Content.assemble(left, " " * (room - right.cell_length), right)
        return left.truncate(max(1, self.size.width), ellipsis=True)

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
