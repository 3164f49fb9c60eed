"""Who has a class in hand: two servers would spoil each other's streams, two hosts each other's class."""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tutor.base import errors
from tutor.workshop import authority

FILE = "lock"
ENDING_SECONDS = 15.0
WORD_SECONDS = 1.0
"""Who waits for longer is told why."""
LOOK_SECONDS = 0.02


class Hosted(errors.EnvironmentLacks):
    """Another process hosts the class."""


@contextlib.contextmanager
def alone(place: Path) -> Iterator[int]:
    """The lock on a folder, made if need be.

    Whoever inherits the descriptor holds it on. Raises Hosted, EnvironmentLacks.
    """
    held = _taken(place)
    try:
        yield held
    finally:
        os.close(held)


def _taken(place: Path) -> int:
    """The lock, as it lies in the folder now: one that was removed after it was opened keeps nobody out."""
    while True:
        authority.private_folder(place)
        try:
            held = os.open(place / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # the folder was removed a moment ago
            continue
        try:
            if _claimed(held, place):
                return held
        except BaseException:
            os.close(held)
            raise
        os.close(held)


def _claimed(held: int, place: Path) -> bool:
    """Hold it; False where another lies in its place by now, or none. Raises Hosted."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(held), (place / FILE).stat())
    except FileNotFoundError:
        return False
    except BlockingIOError:
        raise Hosted(
            "this class is hosted on this machine already",
            why=f"another process holds {place}",
            todo="end the other k8stutor workshop host first; one more console for it: k8stutor workshop watch",
        ) from None


def remove(place: Path) -> None:
    """Remove a lock that is held here, and its folder: only its holder may, and has it no more from then on."""
    (place / FILE).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # somebody else has made the next one already
        place.rmdir()


async def soon_alone(
    stack: contextlib.ExitStack | contextlib.AsyncExitStack,
    place: Path,
    told: Callable[[str], None] = lambda _line: None,
) -> int:
    """As `alone`, for who can wait: the one before may be about to end, its owner was killed a moment ago.

    `told` hears once that it takes long.
    """
    begun, silent = time.monotonic(), True
    while True:
        try:
            return stack.enter_context(alone(place))
        except Hosted:
            waited = time.monotonic() - begun
            if waited > ENDING_SECONDS:
                raise
            if silent and waited > WORD_SECONDS:
                silent = False
                told("this class is hosted by another process; waiting a moment for its end")
            await asyncio.sleep(LOOK_SECONDS)


def of_host(class_id: str) -> Path:
    """The folder whose lock a class's host holds for as long as it is open, wherever its servers are."""
    return authority.folder(class_id).parents[1] / "open" / class_id
