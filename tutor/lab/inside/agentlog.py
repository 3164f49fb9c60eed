"""What an agent of the lab says, written to its container's log in the form of the program that it stands for."""

import contextvars
import dataclasses
import logging
import traceback
from collections.abc import Callable

from tutor.base import clock

Form = Callable[[str, str, str], str]
"""A line of a log: from a level (INFO, WARNING, ERROR), the place that speaks, and the message."""


def klog(level: str, place: str, message: str) -> str:
    """As Kubernetes' components write (k8s.io/klog)."""
    return f"{level[0]}{clock.now():%m%d %H:%M:%S.%f}       1 {place}] {message}"


def felix(level: str, place: str, message: str) -> str:
    """As Calico's components write (libcalico-go/lib/logutils)."""
    return f"{str(clock.now())[:23]} [{level}][1] felix/{place}: {message}"


@dataclasses.dataclass(frozen=True)
class Log:
    """One container's."""

    say: Callable[[str], None]
    form: Form

    def info(self, place: str, message: str) -> None:
        """Something went as it should."""
        self.say(self.form("INFO", place, message))

    def error(self, place: str, message: str) -> None:
        """Something did not."""
        self.say(self.form("ERROR", place, message))


CURRENT: contextvars.ContextVar[Log | None] = contextvars.ContextVar("log of the agent at work", default=None)
"""Whose work this is: tasks inherit it from the agent that starts them (contextvars)."""


class Handler(logging.Handler):
    """Hands what modules log to the agent for which they work at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """One record; nothing where no agent is at work."""
        if (log := CURRENT.get()) is None:
            return
        log.say(log.form(record.levelname, f"{record.module}:{record.lineno}", record.getMessage()))
        if record.exc_info and record.exc_info[1] is not None:
            for line in "".join(traceback.format_exception(record.exc_info[1])).splitlines():
                log.say(line)
