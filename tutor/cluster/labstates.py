"""The lab's states by name: those of lessons in the cache, the learner's own on their shelf."""

from tutor.base import paths
from tutor.lab.outside import snapshots
from tutor.lab.snapshots import shelf

MOST = 200
"""States of lessons that are kept, some 50 KiB each; the oldest go first."""


class LabStates:
    """A `place.States` of the lab that runs now."""

    def __init__(self) -> None:
        self._kept = shelf.Shelf(paths.cache() / "states")

    def mark(self) -> str:
        """The name of the state that the lab is in."""
        return snapshots.mark()

    def set_mark(self, name: str) -> None:
        """Say which state it is in."""
        snapshots.mark(name)

    def known(self, name: str) -> bool:
        """Whether a snapshot of that state is there, of this version."""
        return any(one.name == name and one.header is not None for one in self._kept.list())

    def keep(self, name: str) -> None:
        """Take a snapshot. Raises TutorError."""
        snapshots.take(self._kept, name)
        self._kept.prune(MOST)

    def restore(self, name: str) -> None:
        """Restore a snapshot. Raises TutorError."""
        snapshots.restore(self._kept, name, mark=name)

    def reset(self) -> None:
        """Make the lab as new. Raises TutorError."""
        snapshots.reset()

    def save(self, name: str) -> None:
        """Put a snapshot on the learner's own shelf. Raises TutorError."""
        snapshots.take(shelf.own(), name)
