"""What is remembered of a command."""

import datetime
from dataclasses import dataclass, field

from tutor.shell import plain, retention


@dataclass(frozen=True)
class Record:
    """One command, as it was carried out."""

    host: str
    text: str
    output: str
    """As a terminal would show it, at most about 1 MiB; says how much was left out of the middle."""
    exit_code: int | None
    """None where it could not be known: the shell itself ended by force."""
    started: datetime.datetime
    seconds: float
    timed_out: bool = field(default=False)
    """It outran its time and was interrupted."""


def output(kept: retention.Retention) -> str:
    """The kept bytes as plain text."""
    head, tail = kept.parts()
    if not kept.left_out:
        return plain.text(head + tail)
    return f"{plain.text(head)}\n[… {kept.left_out} bytes left out …]\n{plain.text(tail)}"
