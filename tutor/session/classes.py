"""A class that this tutor takes part in: membership, outbox, connection, and the session that is told of."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import tutor
from tutor.base import aio, clock, errors
from tutor.course import model
from tutor.progress import outbox, store
from tutor.session import attending, ledger, opening, session
from tutor.workshop import attendee, code, incoming, joining, keeping, reports

RECALL_SECONDS = 5.0
LEAVE_SECONDS = 2.0
"""How long the last reports may take when the tutor is closed; what is left waits for the next time."""


class Class(attendee.Attendee):
    """The learner's end of a class, with what it is called and what it does with progress."""

    def __init__(
        self,
        of: joining.Membership,
        box: keeping.Outbox,
        course: model.Course,
        pulse: Callable[[], reports.Pulse],
    ) -> None:
        super().__init__(of.link, of.names, of.learner, box, pulse)
        self.title = of.title
        self.name = of.name
        self.anonymous = of.anonymous
        self.returning = code.encode_return(of.returning)
        """For the learner's eyes: whoever has it is this learner."""
        self.failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        """Completes with a fault of ours in the class's work."""
        self.recalled = asyncio.Event()
        """Set once the progress file has what the class remembers."""
        self._course = course
        self._box = box
        self._front = attending.Attending(self.tell, anonymous=of.anonymous)
        self.listen(self._heard)

    def follow(self, one: session.Session) -> None:
        """Tell the class what happens in this session."""
        self._front.follow(one)

    def reads(self, lesson: str, step: str) -> None:
        """Tell the class where the learner is, whom no session follows there."""
        self._front.reads(lesson, step)

    def _heard(self, event: incoming.Event) -> None:
        if not isinstance(event, incoming.Synced):
            return
        try:
            own = attending.unheard(one.body for one in self._box.unsent(self._box.waiting()))
            with contextlib.closing(store.Store(opening.progress_file())) as kept:
                untold = attending.reconcile(kept, self._course, event, own)
        except errors.TutorError:
            return  # a progress file that does not obey is told of by what is done in the lesson
        for one in untold:
            self.tell(one)
        self.recalled.set()


def find(class_id: str) -> joining.Membership:
    """The newest membership of a class of that name or of that key, of all for "". Raises UsageError."""
    kept = joining.kept()
    for one in kept:
        if class_id in ("", one.class_id, one.key):
            return one
    raise errors.UsageError(
        f"this machine has not joined the class {class_id}"
        if class_id
        else "this machine has joined no class",
        why=f"there are: {', '.join(one.class_id for one in kept)}" if kept else "",
        todo="k8stutor workshop join CODE, with the code that the instructor shows",
    )


def leave(class_id: str) -> joining.Membership:
    """Forget a class, of all the newest for "", and what was to be told to it. Raises UsageError."""
    known = find(class_id)
    box = outbox.Outbox(joining.outbox_file(known))  # not while a tutor is in it
    box.close()
    outbox.delete(joining.outbox_file(known))
    joining.leave(known)
    return known


@contextlib.asynccontextmanager
async def attended(
    class_id: str, course: model.Course, lang: str, pulse: Callable[[], reports.Pulse]
) -> AsyncIterator[Class]:
    """Be in the class until the end of the block, connected or not. Raises TutorError."""
    known = find(class_id)
    with contextlib.closing(outbox.Outbox(joining.outbox_file(known))) as box:
        box.expire(clock.now().timestamp() - known.keep_days * 86_400)
        async with aio.tasks() as tasks:
            one = Class(known, box, course, pulse)
            total = sum(len(lesson.steps) for lesson in course.lessons)
            one.tell(
                reports.Joined(
                    known.name, lang, tutor.__version__, ledger.course_id(course).split("/")[-1], total
                )
            )
            tasks.start(one.run(), name="be in the class")
            one.failed = tasks.failed
            try:
                yield one
            finally:
                await one.leave(LEAVE_SECONDS)


async def recall(class_id: str, course: model.Course) -> bool:
    """Bring what the class remembers of the learner into the progress file; False where it does not tell in time.

    For who comes back on another machine: the tutor then opens where they were. Raises TutorError.
    """
    known = find(class_id)
    with contextlib.closing(outbox.Outbox(joining.outbox_file(known))) as box:
        async with aio.tasks() as tasks:
            one = Class(known, box, course, lambda: reports.Pulse("", "", 0.0))
            tasks.start(one.run(), name="be in the class")
            told = tasks.start(one.recalled.wait(), name="what the class remembers")
            await asyncio.wait(
                (told, tasks.failed), timeout=RECALL_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            return one.recalled.is_set()
