"""Deleting what classes have kept for longer than they said, once nobody opens them any more.

While a class is open its server does so, report by report.
"""

import contextlib
import shutil
from pathlib import Path

from tutor.base import errors
from tutor.workshop import authority, lock, streams

DAY = 86_400


def sweep() -> list[str]:
    """Delete reports that are too old, and classes to which nobody may come back; the names of the latter."""
    return [place.name for place in authority.hosted() if _swept(place)]


def _swept(place: Path) -> bool:
    """Not while it is open; one whose file can't be read is its owner's to look at."""
    of_host = lock.of_host(place.name)
    with contextlib.suppress(errors.EnvironmentLacks), lock.alone(of_host):
        if not place.is_dir():  # it was forgotten a moment ago
            lock.remove(of_host)
            return False
        with lock.alone(place / "server"):
            return _swept_alone(place)
    return False


def _swept_alone(place: Path) -> bool:
    known = authority.load(place)
    idle = authority.now() - authority.used(place)
    if known is None or idle <= known.keep_days * DAY:
        return False
    if idle > known.days * DAY:
        shutil.rmtree(place)
        lock.remove(lock.of_host(place.name))
        return True
    for kind in (streams.EVENTS, streams.ORDERS):
        for stream in place.glob(f"server/store/jetstream/*/streams/{known.names.stream(kind)}"):
            shutil.rmtree(stream)
    return False
