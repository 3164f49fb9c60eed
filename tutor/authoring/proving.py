"""`course prove` as a whole: a place, and each lesson in a session of its own, with progress of its own."""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from tutor.authoring import front, prove, sample
from tutor.base import errors
from tutor.checkapi import declare, discovery
from tutor.course import loader, model
from tutor.progress import store
from tutor.session import opening, request, session


async def prove_course(
    wanted: request.Options,
    lessons: Sequence[str],
    say: front.Say,
    *,
    choose: sample.Choose = sample.everything,
    patience: float = front.PATIENCE,
    steps: Sequence[str] = (),
) -> list[prove.Row]:
    """Prove the lessons of these ids or numbers, all if none is named. Raises TutorError.

    Each is proved in all its forms, or in the one that is wanted; with `steps` only the steps of these ids.

    Cleans up after each. The learner's own progress is not touched. `patience`: seconds for each wrong variant.
    """
    found = discovery.discover(discovery.folders(wanted.course))
    for problem in found.problems:
        say(errors.render(problem, wanted.lang))
    sources = {source.folder.name: source for source in loader.read(wanted.course).sources}
    rows: list[prove.Row] = []
    whole = loader.load(wanted.course)  # in all its forms, where a desk has chosen one
    chosen = having(steps, [opening.find_lesson(whole, name) for name in lessons] or whole.lessons)
    async with opening.opened(wanted, progress=say, keep=False) as desk:
        for lesson in chosen:
            for form in [wanted.form] if wanted.form in lesson.forms else lesson.forms or ("",):
                say(f"{lesson.id} {form}".rstrip())
                course = whole.in_form(form)
                formed = opening.find_lesson(course, lesson.id)
                async with _session(desk, course, formed, found.checks, wanted.lang, say) as one:
                    trying = front.SessionFront(one, desk.place, found.checks, say, patience=patience)
                    source = sources[lesson.id]
                    rows += await prove.prove(wanted.course, source, formed, trying, choose, form, steps)
    return rows


def having(steps: Sequence[str], lessons: Sequence[model.Lesson]) -> Sequence[model.Lesson]:
    """The lessons that have one of these steps, all where none is named. Raises UsageError for one that is nowhere."""
    known = {step.id: lesson for lesson in lessons for step in lesson.steps}
    for name in steps:
        if name not in known:
            raise errors.UsageError(f"there is no step {name}", todo=f"choose one of: {', '.join(known)}")
    return [one for one in lessons if not steps or any(step.id in steps for step in one.steps)]


@contextlib.asynccontextmanager
async def _session(
    desk: opening.Desk,
    course: model.Course,
    lesson: model.Lesson,
    checks: Mapping[str, declare.Check],
    lang: str,
    say: front.Say,
) -> AsyncIterator[session.Session]:
    """An open session with progress of its own; what the lesson changed is cleaned up at its end."""
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(store.Store(Path(folder) / "p.db")) as kept,
    ):
        one = session.Session(
            course,
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
