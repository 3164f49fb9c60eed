"""Verdicts as styled lines. Pure."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual import content

from tutor.tui import texts

Fate = Literal["passed", "failed", "fault", "lacks", "waiting", "todo"]
_SIGNS: dict[Fate, tuple[str, str]] = {
    "passed": ("✔", "bold $success"),
    "failed": ("✘", "bold $error"),
    "fault": ("!", "bold $warning"),
    "lacks": ("–", "bold $warning"),
    "waiting": ("…", "bold $secondary"),
    "todo": ("○", "$foreground 70%"),
}


class Verdict(NamedTuple):
    """One check: its title, how it stands, and the reasons in the learner's language.

    `fault` is what is wrong with the check, or what the place lacks; `credit` is the part that is right, 0 to 1.
    """

    title: str
    fate: Fate
    expected: str = ""
    seen: str = ""
    next: str = ""
    fault: str = ""
    credit: float = 0.0


def lines(verdicts: Sequence[Verdict], lang: str) -> content.Content:
    """A line a check, and reasons under those that have not passed."""
    rows: list[content.Content] = []
    for verdict in verdicts:
        sign, style = _SIGNS[verdict.fate]
        word = texts.text(lang, f"verdict.{verdict.fate}")
        if verdict.fate == "failed" and verdict.credit:
            word = f"{word} · {texts.text(lang, 'verdict.credit', percent=round(verdict.credit * 100))}"
        plain = verdict.fate == "passed"
        rows.append(
            content.Content.assemble(
                (f"{sign} ", style), (verdict.title, "" if plain else "bold"), (f"  {word}", style)
            )
        )
        rows += _reasons(verdict, lang)
    return content.Content("\n").join(rows)


def _reasons(verdict: Verdict, lang: str) -> list[content.Content]:
    if verdict.fate in ("fault", "lacks"):
        blame = texts.text(lang, "verdict.blame" if verdict.fate == "fault" else "verdict.needs")
        return [content.Content.styled(f"  {blame} {verdict.fault}".rstrip(), "$foreground 85%")]
    reasons: tuple[tuple[str, str], ...] = ()
    if verdict.fate == "failed":
        reasons = (("expected", verdict.expected), ("seen", verdict.seen), ("next", verdict.next))
    elif verdict.fate in ("passed", "waiting"):
        reasons = (("seen", verdict.seen),)
    width = max(
        (content.Content(texts.text(lang, f"verdict.{name}")).cell_length for name, _ in reasons), default=0
    )
    found = []
    for name, text in reasons:
        if text:
            label = content.Content.styled(texts.text(lang, f"verdict.{name}"), "$secondary")
            label = label.pad_right(width - label.cell_length)
            found.append(
                content.Content.assemble("  ", label, "  ", (" ".join(text.split()), "$foreground 85%"))
            )
    return found
