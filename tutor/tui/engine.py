"""The engine behind the screens: the only module of them that knows session, place and progress.

What it needs is imported when it is called for: sessions, places and checks take longer to load than the
first screen takes to paint.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tutor.base import errors, paths
from tutor.course import model
from tutor.progress import store
from tutor.session import request
from tutor.tui import memo

if TYPE_CHECKING:
    from tutor.session import opening
    from tutor.tui import ports

FORM = "form"
"""As `tutor.session.opening` names the setting, which is not imported before the first screen."""


class Engine:
    """One learner, one course, one place at a time."""

    def __init__(self, options: request.Options) -> None:
        self._options = options
        self._course: model.Course | None = None
        self._desk: opening.Desk | None = None
        self._of_desk = contextlib.AsyncExitStack()
        self._of_session = contextlib.AsyncExitStack()

    def course(self) -> model.Course:
        """The course in the form that was chosen, read at the first call. Raises CourseError."""
        if self._course is None:
            self._course = memo.load(self._options.course)
            if self._course.forms:
                self._course = self._course.in_form(self._options.form or self._setting(FORM))
        return self._course

    def choose_form(self, form: str) -> None:
        """Go through lessons in this form from now on, here and when the tutor starts again."""
        with contextlib.closing(store.Store(paths.state() / "progress.db")) as kept:
            kept.set_setting(FORM, form)
        self._options = self._options._replace(form=form)  # also for a place that is opened later
        self._course = memo.load(self._options.course).in_form(form)
        if self._desk:
            self._desk.choose(form)

    def watched(self) -> Path | None:
        """The course's folder, if its files are to be followed while they are written."""
        return self._options.course if self._options.watch else None

    async def reload(self) -> "Sequence[errors.CourseError]":
        """Read course and checks anew, and go on in them; what is wrong with some of the files.

        Raises CourseError where no lesson is left.
        """
        await asyncio.to_thread(_load)
        from tutor.session import opening

        read = await asyncio.to_thread(opening.read, self._options.course)
        self._course = read.course.in_form(self._options.form or self._setting(FORM))
        if self._desk:
            self._desk.renew(read)
            self._course = self._desk.course
        return read.problems

    def _setting(self, name: str) -> str:
        with contextlib.closing(store.Store(paths.state() / "progress.db")) as kept:
            return kept.setting(name) or ""

    def known(self) -> "ports.Known":
        """Where the learner was last, and how every step stands that was tried."""
        name = self._course_id()
        with contextlib.closing(store.Store(paths.state() / "progress.db")) as kept:
            lesson = kept.last_lesson(name) or ""
            step = kept.place(name, lesson) or ""
            return (lesson, step), {(one.lesson, one.step): one.status for one in kept.steps(name)}

    def wanted(self) -> Literal["lab", "cluster"] | None:
        """The place that the call asked for. A cluster that it did not confirm is still to be chosen."""
        return None if self._options.on == "cluster" and not self._options.confirmed else self._options.on

    async def clusters(self) -> "Sequence[ports.Cluster]":
        """The current context of the machine's kubeconfig, if any."""
        from tutor.session import opening
        from tutor.tui import ports

        found = await asyncio.to_thread(opening.clusters)
        return [ports.Cluster(context.name, context.server) for context in found]

    async def open(self, chosen: "ports.Cluster | None", report: Callable[[str], None]) -> "ports.Place":
        """Open the place; one that was open is let go. Raises TutorError."""
        opening = await asyncio.to_thread(_load)
        from tutor.tui import ports

        await self._close_desk()
        options = self._options._replace(on="lab", confirmed=None)
        if chosen is not None:
            options = self._options._replace(on="cluster", confirmed=(chosen.name, chosen.server))
        elif self._options.on == "cluster":
            options = self._options
        desk = await self._of_desk.enter_async_context(opening.opened(options, progress=report))
        self._desk, self._course = desk, desk.course
        return ports.Place(desk.place.kind, _label(desk.place.name, desk.place.server))

    async def begin(
        self, lesson: model.Lesson, lang: str, report: Callable[[str], None], at: str = ""
    ) -> "ports.Session":
        """An open session. Raises LabError where no place is open."""
        if self._desk is None:
            raise errors.LabError("there is no place to run lessons yet", todo="wait until the lab is ready")
        await self._of_session.aclose()
        current = next((one for one in self._desk.course.lessons if one.id == lesson.id), lesson)
        begun = await self._of_session.enter_async_context(self._desk.session(current, tell=report, at=at))
        begun.lang = lang
        return begun

    async def close(self, *, stop_lab: bool) -> None:
        """End session and place; the lab goes on unless `stop_lab`."""
        was_lab = self._desk is not None and self._desk.place.kind == "lab"
        await self._close_desk()
        if stop_lab and was_lab:
            from tutor.lab import launch

            await asyncio.to_thread(launch.down)

    async def _close_desk(self) -> None:
        self._desk = None
        await self._of_session.aclose()
        await self._of_desk.aclose()

    def _course_id(self) -> str:
        # As the session names a course; asking it would load it before the first paint.
        root = self._options.course.resolve()
        return "k8stutor" if root == paths.bundle().resolve() else str(root)


def _load() -> "opening":  # type: ignore[valid-type]
    """The session's modules, loaded on a thread so that the screen goes on."""
    from tutor.session import opening

    return opening


def _label(name: str, server: str) -> str:
    return "lab k8s v1.36 · 3 nodes" if name == "lab" else f"{name} · {server}"
