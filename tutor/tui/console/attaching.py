"""Where a console meets its class: the only place where it makes a connection; what it speaks is the workshop's."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from tutor.base import aio, errors
from tutor.course import model
from tutor.tui.console import engine
from tutor.workshop import authority, connection, follower

READY_SECONDS = 30.0


@contextlib.asynccontextmanager
async def attached(
    link: connection.Link, of: authority.Authority, course: model.Course, by: str
) -> AsyncIterator[engine.Classroom]:
    """A room that has read all that is stored of the class, and follows it. Raises TutorError."""
    lessons = {lesson.id: [step.id for step in lesson.steps] for lesson in course.lessons}
    following = follower.Follower(of.names, lessons=lessons, founded=of.founded)
    room = engine.Classroom(of, course, following, by)
    async with aio.tasks() as tasks:
        running = tasks.start(link.run(following.follow, room.hear), name="following the class")
        ready = tasks.start(following.ready(), name="reading the class")
        await asyncio.wait((running, ready), timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if running.done() and (error := running.exception()):
            raise error
        if not ready.done():
            raise room.trouble or errors.EnvironmentLacks(
                "the class can't be read",
                why="its server did not answer",
                todo="see that the class is hosted",
            )
        try:
            yield room
        finally:
            await room.leave()
