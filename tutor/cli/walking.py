"""`k8stutor walk`: lessons without the screens."""

import asyncio
import json
import sys
from collections.abc import Sequence

from tutor.base import errors, wording
from tutor.cli import leaving
from tutor.course import loader
from tutor.session import opening, report, request, walk


def run(wanted: request.Options, lessons: Sequence[str], *, as_json: bool) -> int:
    """Run, grade and report; the exit code says whether all passed. Raises TutorError."""
    course = loader.load(wanted.course)
    for name in lessons:
        opening.find_lesson(course, name)  # a wrong name is told before a lab is started
    # A lesson that nobody can take is no success of a course that was to be walked as a whole.
    broken = () if lessons else course.broken
    with leaving.told(wanted.lang):
        walked = asyncio.run(_walk(wanted, lessons, as_json=as_json))
    if as_json:
        print(json.dumps(report.as_json(walked, broken), ensure_ascii=False, indent=2))
    if all(lesson.passed for lesson in walked):
        return errors.WRONG_USAGE if broken else errors.GOOD
    if all(lesson.passed or lesson.faulty for lesson in walked):
        return errors.INTERNAL_FAULT
    return errors.CHECK_FAILED


async def _walk(
    wanted: request.Options, lessons: Sequence[str], *, as_json: bool
) -> list[report.LessonReport]:
    def say(line: str) -> None:
        print(line, file=sys.stderr if as_json else sys.stdout, flush=True)

    def tell(line: str) -> None:
        print(wording.said(line, wanted.lang), file=sys.stderr, flush=True)

    walked = []
    async with opening.opened(wanted, progress=tell, keep=False) as desk:
        for lesson in desk.lessons(list(lessons)):
            async with desk.session(lesson, grade_at_once=False) as one:
                walked.append(await walk.walk(one, say))
    return walked
