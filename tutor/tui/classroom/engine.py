"""The engine of a tutor that takes part in a class: the same sessions, with one listener more."""

import asyncio
import contextlib
import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.course import model
from tutor.session import request
from tutor.tui import engine
from tutor.workshop import reports

if TYPE_CHECKING:
    from tutor.session import classes, session
    from tutor.tui import ports


class Engine(engine.Engine):
    """One learner in one class, named by the options."""

    def __init__(self, options: request.Options) -> None:
        super().__init__(options)
        self._attended = options.attend
        self._lang = options.lang
        self._class: classes.Class | None = None
        self._of_class = contextlib.AsyncExitStack()
        self._begun: session.Session | None = None

    async def attend(self, pulse: Callable[[], reports.Pulse]) -> "classes.Class":
        """Take part in the class. Raises TutorError."""
        await asyncio.to_thread(_load)
        from tutor.session import classes

        attending = classes.attended(self._attended, self.course(), self._lang, pulse)
        opened = self._class = await self._of_class.enter_async_context(attending)
        if self._begun is not None:
            opened.follow(self._begun)
        return opened

    async def begin(
        self, lesson: model.Lesson, lang: str, report: Callable[[str], None], at: str = ""
    ) -> "ports.Session":
        """As without a class, which is told of what happens in it."""
        from tutor.session import session

        begun = await super().begin(lesson, lang, report, at)
        assert isinstance(begun, session.Session)
        self._begun = begun
        if self._class is not None:
            self._class.follow(begun)
        return begun

    async def close(self, *, stop_lab: bool) -> None:
        """Leave the class first: what the end of the shells tells is no work of the learner's."""
        await self._of_class.aclose()
        await super().close(stop_lab=stop_lab)


def _load() -> None:
    """On a thread, so that the screen goes on."""
    importlib.import_module("tutor.session.classes")
