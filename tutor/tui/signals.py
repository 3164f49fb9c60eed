"""What ends a program from outside: whoever kills it, and a window that is closed."""

import asyncio
import signal
from collections.abc import Callable


def at_end(end: Callable[[], None]) -> None:
    """Call `end` where the process is to end (SIGTERM, SIGHUP), so that it does not just die: others are to hear of it.

    As long as the running loop lasts, which is not long then: a window that closes sends SIGHUP more than once.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
