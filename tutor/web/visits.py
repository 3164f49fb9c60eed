"""All visitors: how many there may be, and how long what they have is kept once they are gone."""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tutor.base import aio, errors, paths
from tutor.web import served, visit

LOG = logging.getLogger(__name__)


EndLab = Callable[[str], object]
"""Ends a lab by its name, if it runs; blocks meanwhile. Raises TutorError."""


class FullError(Exception):
    """No more visitors are taken."""


class Visits:
    """Keeps each visitor's program, folder and lab from their first page until they have been gone long enough."""

    def __init__(
        self,
        what: served.Served,
        folder: Path,
        *,
        most: int,
        keep_seconds: float,
        tasks: aio.Tasks,
        end_lab: EndLab,
    ) -> None:
        self._what, self._folder, self._tasks, self._end_lab = what, folder, tasks, end_lab
        self._most, self._keep_seconds = most, keep_seconds
        self._there: dict[str, visit.Visit] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._numbers = 0
        self._leaving = 0

    def __len__(self) -> int:
        return len(self._there) + self._leaving

    def found(self, visitor: str) -> visit.Visit | None:
        """What a visitor has, if anything."""
        return self._there.get(visitor)

    def has_room(self, visitor: str) -> bool:
        """Whether this visitor has a place, or could get one."""
        return visitor in self._there or len(self) < self._most

    @contextlib.contextmanager
    def present(self, visitor: str) -> Iterator[visit.Visit]:
        """A visitor's own, made at their first coming; once nobody is there at the block's end, time begins to run.

        Raises FullError, and OSError where no folder can be made.
        """
        if not self.has_room(visitor):
            raise FullError
        if waiting := self._waiting.pop(visitor, None):
            waiting.cancel()
        one = self._there.get(visitor) or self._new()
        self._there[visitor] = one
        try:
            yield one
        finally:
            if not one.watched and self._there.get(visitor) is one:
                self._waiting[visitor] = self._tasks.start(
                    self._forget_later(visitor), name=f"wait for {one.place.lab} to come back"
                )

    def _new(self) -> visit.Visit:
        self._numbers += 1
        # The folder is the server's, and its name is in that of each of its labs: so `leftovers` finds them.
        lab = f"{self._folder.name}-{self._numbers}"
        folder = paths.private(self._folder / str(self._numbers))
        return visit.Visit(self._what, served.Place(folder, lab), self._tasks)

    async def _forget_later(self, visitor: str) -> None:
        await asyncio.sleep(self._keep_seconds)
        self._waiting.pop(visitor, None)
        await self._forget(visitor)

    async def _forget(self, visitor: str) -> None:
        one = self._there.pop(visitor)
        self._leaving += 1  # what they have is in use until it is gone
        try:
            await aio.whole(self._remove(one))
        finally:
            self._leaving -= 1

    async def _remove(self, one: visit.Visit) -> None:
        await one.close()
        try:
            if self._what.apart:
                await asyncio.to_thread(self._end_lab, one.place.lab)
        except (errors.TutorError, OSError) as error:
            LOG.warning("the lab %s did not end: %s", one.place.lab, error)
        await asyncio.to_thread(shutil.rmtree, one.place.folder, ignore_errors=True)

    async def close(self) -> None:
        """End and remove all that there is, side by side."""
        for waiting in self._waiting.values():
            waiting.cancel()
        await asyncio.gather(*(self._forget(visitor) for visitor in list(self._there)))
