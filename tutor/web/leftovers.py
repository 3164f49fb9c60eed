"""What a server leaves behind that was killed (SIGKILL, no memory left), and its removal.

A server's folder is locked while it runs, and its labs carry the folder's name. Beside the server runs a janitor: it
reads from a pipe whose other end the server holds, so it wakes when the server has ended in whatever way. Where both
are killed, the next server finds the folder without a lock.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tutor.base import errors, paths

LOCK = "lock"
QUIET_SECONDS = 2.0
"""So long must no lab of a server be seen: a visitor's program that was starting one has heard of its server's end by
then, and given up."""

LIMIT_SECONDS = 60.0
DYING_SECONDS = 10.0
"""How long a killed server's lock may outlive its pipe."""


def _all() -> Path:
    return paths.runtime() / "serve"


@contextlib.contextmanager
def guarded() -> Iterator[Path]:
    """A folder for one server, empty but for its lock; it is removed at the end of the block, or after the server's
    death. Raises OSError."""
    paths.private(paths.runtime())
    folder = paths.private(paths.private(_all()) / f"web-{secrets.token_hex(4)}")
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        with _janitor(folder):
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


@contextlib.contextmanager
def _janitor(folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tutor.web.leftovers", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C in the server's terminal is not meant for it
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    try:
        yield
    finally:
        process.communicate()


def remove() -> list[str]:
    """End the labs of dead servers and remove their folders; the names of the servers."""
    found = sorted(_all().glob("web-*")) if _all().is_dir() else []
    return [folder.name for folder in found if _removed(folder)]


def _removed(folder: Path, patience: float = 0.0) -> bool:
    """Whether it was a dead server's; one that holds its lock for so many seconds more is alive."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False  # it is being made, or removed, just now
    try:
        _take(lock, patience)
        _end_labs(f"{folder.name}-")
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return False  # its server runs
    finally:
        os.close(lock)
    return True


def _take(lock: int, patience: float) -> None:
    """Raises BlockingIOError where it is not free within so many seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _end_labs(start: str) -> None:
    """End every lab whose name begins so, until none has been seen for a while."""
    from tutor.lab import launch  # what the janitor does not need while it waits

    limit, quiet = (time.monotonic() + seconds for seconds in (LIMIT_SECONDS, QUIET_SECONDS))
    while time.monotonic() < min(limit, quiet):
        for name in launch.running():
            if name.startswith(start):
                with contextlib.suppress(
                    errors.TutorError, OSError
                ):  # it ended meanwhile, or the next look finds it
                    launch.down(name)
                quiet = time.monotonic() + QUIET_SECONDS
        time.sleep(0.1)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    # A process that is killed lets go of its files one after the other: of the pipe perhaps before the lock.
    _removed(Path(sys.argv[1]), patience=DYING_SECONDS)
