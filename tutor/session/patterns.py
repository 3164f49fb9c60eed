"""Looks for a lesson's pattern in what a command has shown, within bounds.

Both come from elsewhere: a pattern with two gaps (`a[\\s\\S]*b[\\s\\S]*c`) tries every pair of places, and takes
minutes on a long output that does not match. Python's matcher holds the interpreter all the while, so that no thread
could watch it, but it looks for signals on the way.
"""

import contextlib
import re
import signal
import threading
from collections.abc import Iterator

SECONDS = 0.2
"""Processor time for one look."""


class _OverTimeError(Exception):
    """The look has taken too long."""


def found(pattern: str, text: str) -> bool:
    """Whether the text matches somewhere, `^` and `$` being those of lines; False where that takes too long to say.

    Only in the main thread is the time bounded.
    """
    try:
        with _limited():
            return re.search(pattern, text, re.MULTILINE) is not None
    except _OverTimeError:
        return False


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    looking = True

    def over(*_: object) -> None:
        if looking:  # the signal may come when all is done
            raise _OverTimeError

    # Counts the process's own time (setitimer(2)), and is nobody else's.
    before = signal.signal(signal.SIGVTALRM, over)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        yield
    finally:
        looking = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
