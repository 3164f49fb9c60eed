"""From the words of a call to an open place, a loaded course and its checks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tutor.base import errors, paths
from tutor.checkapi import declare, discovery, objects
from tutor.cluster import guard, kubeconfig, lab, place, profile, real
from tutor.course import loader, model
from tutor.lab.control import client
from tutor.progress import store
from tutor.session import request, session
from tutor.shell import fd, local

FORM = "form"
"""The setting that keeps which form of lessons was chosen."""


class Read(NamedTuple):
    """What a course's folder holds now: as much of it as is in order, and what is wrong with the rest."""

    course: model.Course
    checks: Mapping[str, declare.Check]
    problems: tuple[errors.CourseError, ...]


def read(root: Path) -> Read:
    """Read the course in `root` and its checks. Raises CourseError where no lesson is in order."""
    course = loader.load(root)
    found = discovery.discover(discovery.folders(root))
    return Read(course, found.checks, (*(one.error() for one in course.broken), *found.problems))


class Desk:
    """A course with its checks, a place to run it, and the learner's progress."""

    def __init__(
        self,
        course: model.Course,
        lang: str,
        where: place.Place,
        checks: Mapping[str, declare.Check],
        progress: store.Store,
        tell: Callable[[str], None],
        *,
        own: bool,
        form: str = "",
    ) -> None:
        self._whole = course
        self.course = course.in_form(form)
        self.place = where
        self.progress = progress
        self._lang = lang
        self._checks = checks
        self._tell = tell
        self._own = own
        self._form = form
        self._session: session.Session | None = None

    def renew(self, found: Read) -> None:
        """Go on in the course as it is now, also in the session under way, if its lesson is still in order.

        Checks of files that cannot be loaded any more stay what they were.
        """
        self._whole, self.course = found.course, found.course.in_form(self._form)
        self._checks = {**self._checks, **found.checks} if found.problems else found.checks
        one = self._session
        if one and (lesson := self.course.lesson(one.lesson.id)):
            one.renew(self.course, lesson, self._checks)

    def choose(self, form: str) -> None:
        """From now on, go through lessons that have this form in it; what was chosen is remembered."""
        self.progress.set_setting(FORM, form)
        self._form, self.course = form, self._whole.in_form(form)

    def lessons(self, names: list[str]) -> list[model.Lesson]:
        """The lessons of those ids or numbers, all of them when none is named. Raises UsageError."""
        return [find_lesson(self.course, name) for name in names] or list(self.course.lessons)

    @contextlib.asynccontextmanager
    async def session(
        self,
        lesson: model.Lesson,
        *,
        grade_at_once: bool = True,
        tell: Callable[[str], None] | None = None,
        at: str = "",
    ) -> AsyncIterator[session.Session]:
        """An open session on `lesson`, in a place that is as its step needs it; `tell` hears of what takes time.

        It is at the step of the id `at`, else where the learner left.
        """
        one = session.Session(
            self.course,
            lesson,
            lang=self._lang,
            where=self.place,
            checks=self._checks,
            progress=self.progress,
            grade_at_once=grade_at_once,
            own=self._own,
        )
        try:
            await one.open(at)
            await one.prepare(tell or self._tell)
            self._session = one
            if self.course is not one.course and (now := self.course.lesson(lesson.id)):
                one.renew(self.course, now, self._checks)  # its author saved it meanwhile
            yield one
        finally:
            self._session = None
            await one.close()


def find_lesson(course: model.Course, name: str) -> model.Lesson:
    """By id or number. Raises UsageError that lists what there is, CourseError where the lesson is broken."""
    if (found := course.lesson(name)) is None:
        if broken := course.trouble(name):
            raise broken.error()
        known = ", ".join(lesson.id for lesson in course.lessons)
        raise errors.UsageError(f"there is no lesson {name}", todo=f"choose one of: {known}")
    return found


def progress_file() -> Path:
    """Where the learner's progress is."""
    return paths.state() / "progress.db"


def clusters() -> list[kubeconfig.Context]:
    """What the learner may be asked about: the current context of this machine's kubeconfig, if there is one."""
    return [context for context in kubeconfig.contexts(kubeconfig.files()) if context.current]


async def _form_of(where: place.Place, forms: Sequence[str]) -> str:
    """The form that a real cluster has; "" where it has none of them, and in the lab, where any can be made."""
    if where.kind == "lab" or not forms:
        return ""
    cluster = objects.Cluster(lambda: where.kubeconfig)
    try:
        lacking = await asyncio.to_thread(profile.lacking, forms, cluster, where.hosts)
    except OSError:
        return ""  # a cluster that does not answer is told of by what is run on it
    return next((form for form in forms if form not in lacking), "")


async def open_place(wanted: request.Options, progress: Callable[[str], None]) -> place.Place:
    """The confirmed cluster or the lab, which is started if it is not up. Raises TutorError."""
    if wanted.on != "cluster":
        return await lab.attach(progress, _handed_over)
    found = clusters()
    if not found:
        raise errors.EnvironmentLacks(
            "there is no cluster to use",
            why="no kubeconfig of this machine names one as its current context",
            todo="set KUBECONFIG or run kubectl config use-context, or use the lab: --on lab",
        )
    name, server = wanted.confirmed or ("", "")
    return real.RealCluster(guard.confirm(found[0], name=name, server=server), _local_pty)


def _local_pty(argv: Sequence[str], env: Mapping[str, str], rows: int, cols: int) -> place.Pty:
    return local.LocalPty(argv, env=env, rows=rows, cols=cols)


def _handed_over(terminal: client.Terminal) -> place.Pty:
    return fd.FdPty(terminal.fd, terminal.wait)


@contextlib.asynccontextmanager
async def opened(
    wanted: request.Options, *, progress: Callable[[str], None], keep: bool = True
) -> AsyncIterator[Desk]:
    """A desk whose place and files are closed at the end of the block. Raises TutorError.

    Unless `keep`, what is done at the desk is nobody's progress.
    """
    course, checks, problems = read(wanted.course)
    for problem in problems:
        progress(errors.render(problem, wanted.lang))
    where = await open_place(wanted, progress)
    try:
        with contextlib.closing(store.Store(progress_file() if keep else store.NOWHERE)) as kept:
            form = wanted.form or await _form_of(where, course.forms) or kept.setting(FORM) or ""
            yield Desk(course, wanted.lang, where, checks, kept, progress, own=keep, form=form)
    finally:
        await where.close()
