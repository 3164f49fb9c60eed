"""An engine without cluster, lab, shell or disk."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from tests.tui import fakecourse, fakesession
from tutor.base import errors
from tutor.course import model
from tutor.tui import ports


class Engine:
    """Everything at once, nothing for real."""

    def __init__(self, *, wanted: Literal["lab", "cluster"] | None = "lab") -> None:
        self.kubeconfig: list[ports.Cluster] = []
        self.statuses: dict[tuple[str, str], str] = {}
        self.was = ("", "")
        self.opened: list[ports.Cluster | None] = []
        self.closed: list[bool] = []
        self.fails: errors.TutorError | None = None
        self.gate: asyncio.Event | None = None
        self.preparing: asyncio.Event | None = None
        self.session: fakesession.Session | None = None
        self.begun_at: list[str] = []
        self._wanted = wanted
        self.whole = self._course = fakecourse.course()

    def course(self) -> model.Course:
        """Two lessons."""
        return self._course

    def replace(self, lesson: model.Lesson) -> None:
        """Another first lesson."""
        self.whole = self.whole._replace(lessons=(lesson, *self.whole.lessons[1:]))
        self._course = self.whole.in_form("")

    def watched(self) -> Path | None:
        """Nothing is on disk here."""
        return None

    async def reload(self) -> Sequence[errors.CourseError]:
        """Nothing changes."""
        return ()

    def choose_form(self, form: str) -> None:
        """The same course in another form."""
        self._course = self.whole.in_form(form)

    def known(self) -> ports.Known:
        """As set by the test, or as the session has it."""
        if self.session:
            lesson = self.session.lesson.id
            now = {(lesson, step): str(status) for step, status in self.session.status.items()}
            return self.was, {**self.statuses, **now}
        return self.was, self.statuses

    def wanted(self) -> Literal["lab", "cluster"] | None:
        """As set by the test."""
        return self._wanted

    async def clusters(self) -> Sequence[ports.Cluster]:
        """As set by the test."""
        return self.kubeconfig

    async def open(self, chosen: ports.Cluster | None, report: Callable[[str], None]) -> ports.Place:
        """At once, or when the test says so."""
        self.opened.append(chosen)
        report("namespaces made")
        if self.gate:
            await self.gate.wait()
        if self.fails:
            raise self.fails
        return ports.Place(
            "cluster" if chosen else "lab", chosen.name if chosen else "lab k8s v1.36 · 3 nodes"
        )

    async def begin(
        self, lesson: model.Lesson, lang: str, report: Callable[[str], None], at: str = ""
    ) -> fakesession.Session:
        """A fresh session, at once or when the test says so."""
        self.begun_at.append(at)
        report("Preparing 1/3: the pool")
        if self.preparing:
            await self.preparing.wait()
        self.session = fakesession.Session(lesson, lang)
        return self.session

    async def close(self, *, stop_lab: bool) -> None:
        """Remember how."""
        self.closed.append(stop_lab)
