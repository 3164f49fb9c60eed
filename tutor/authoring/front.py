"""Where `course prove` tries things: a session on the lab or a cluster, with progress of its own."""

import contextlib
import dataclasses
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

from tutor.authoring import prove
from tutor.base import errors
from tutor.checkapi import declare, discovery, verdict
from tutor.cluster import place
from tutor.course import loader, model
from tutor.progress import store
from tutor.session import grading, opening, request, session

PATIENCE = 20.0
"""Seconds that a wrong variant is watched for turning right; right ones get the check's own deadline."""

Say = Callable[[str], None]


class SessionFront:
    """A `prove.Front` in live shells."""

    def __init__(
        self,
        one: session.Session,
        where: place.Place,
        checks: Mapping[str, declare.Check],
        say: Say,
        *,
        patience: float = PATIENCE,
    ) -> None:
        hasty = {
            name: dataclasses.replace(check, deadline=min(check.deadline, patience))
            for name, check in checks.items()
        }
        self._session = one
        self._graders = {True: grading.Grader(checks, where), False: grading.Grader(hasty, where)}
        self._say = say

    async def attempt(
        self, step: model.Step, commands: Sequence[model.Command], answer: str, *, right: bool
    ) -> Sequence[verdict.Result]:
        """Run the commands as a learner would, in the step as if just entered."""
        self._session.go(self._session.lesson.steps.index(step))
        self._session.standing.forget()
        if answer:
            self._session.predict(answer)
        await self._run(commands)
        grader = self._graders[right]
        results = await grader.grade(step, self._session.standing, self._session.lang, complete=True)
        outcome = " ".join("passed" if result.passed else "refused" for result in results)
        self._say(f"{step.id}: {'right' if right else 'wrong'}: {outcome}")
        return results

    async def undo(self, commands: Sequence[model.Command]) -> None:
        """Put back what a trial changed."""
        await self._run(commands)

    async def _run(self, commands: Sequence[model.Command]) -> None:
        for command in commands:
            await self._session.run(command.text, command.host, limit=command.timeout)


async def prove_course(
    wanted: request.Options, lessons: Sequence[str], say: Say, *, patience: float = PATIENCE
) -> list[prove.Row]:
    """Prove the lessons of these ids or numbers, all if none is named. Raises TutorError.

    Cleans up after each. The learner's own progress is not touched. `patience`: seconds for each wrong variant.
    """
    found = discovery.discover(discovery.folders(wanted.course))
    for problem in found.problems:
        say(errors.render(problem, wanted.lang))
    sources = {source.folder.name: source for source in loader.read(wanted.course).sources}
    rows: list[prove.Row] = []
    async with opening.opened(wanted, progress=say) as desk:
        for lesson in desk.lessons(list(lessons)):
            async with _session(desk, lesson, found.checks, wanted.lang, say) as one:
                front = SessionFront(one, desk.place, found.checks, say, patience=patience)
                rows += await prove.prove(wanted.course, sources[lesson.id], lesson, front)
    return rows


@contextlib.asynccontextmanager
async def _session(
    desk: opening.Desk, lesson: model.Lesson, checks: Mapping[str, declare.Check], lang: str, say: Say
) -> AsyncIterator[session.Session]:
    """An open session with progress of its own; what the lesson changed is cleaned up at its end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(store.Store(Path(folder) / "p.db")) as kept,
    ):
        one = session.Session(
            desk.course,
            lesson,
            lang=lang,
            where=desk.place,
            checks=checks,
            progress=kept,
            grade_at_once=False,
            own=False,
        )
        try:
            await one.open()
            await one.prepare(say)
            yield one
        finally:
            for step in reversed(lesson.steps):
                await one.clean_up(step)
            await one.close()
