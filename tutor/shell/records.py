"""What is remembered of a command."""

import datetime
import time
from dataclasses import dataclass, field

from tutor.base import clock
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


class Running:
    """The command of the moment, with what it has shown; it begins when this is made."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept = retention.Retention()
        self._started = clock.now()
        self._began = time.monotonic()

    def ended(self, host: str, code: int | None, *, timed_out: bool = False) -> Record:
        """Its record, as it ends now with that exit code."""
        return Record(
            host=host,
            text=self.text,
            output=output(self.kept),
            exit_code=code,
            started=self._started,
            seconds=time.monotonic() - self._began,
            timed_out=timed_out,
        )


def output(kept: retention.Retention, start: int = 0) -> str:
    """The kept bytes as plain text, from byte `start` of all that was added."""
    head, left_out, tail = kept.parts(start)
    if not left_out:
        return plain.text(head + tail)
    return f"{plain.text(head)}\n[… {left_out} bytes left out …]\n{plain.text(tail)}"
