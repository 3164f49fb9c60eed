"""A class that this tutor takes part in: membership, outbox, connection, and the session that is told of."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import tutor
from tutor.base import aio, errors
from tutor.course import model
from tutor.progress import outbox, store
from tutor.session import attending, incoming, ledger, opening, session
from tutor.workshop import attendee, connection, joining, orders, reports

LEAVE_SECONDS = 2.0
"""How long the last reports may take when the tutor is closed; what is left waits for the next time."""
RECALL_SECONDS = 5.0
FRAME_SECONDS = 0.2
"""Between two frames at least."""

STATES: dict[connection.State, incoming.State] = {
    "connected": "online",
    "disconnected": "offline",
    "refused": "refused",
}


class Class:
    """The learner's end of a class. Nothing here waits for the network, and nothing raises because of it."""

    def __init__(
        self, of: joining.Membership, box: attendee.Outbox, course: model.Course, tasks: aio.Tasks
    ) -> None:
        self.title = of.title
        self.name = of.name
        self.anonymous = of.anonymous
        self.state: incoming.State = "connecting"
        self.error: errors.TutorError | None = None
        """Why there is no connection."""
        self.failed = tasks.failed
        """Completes with a fault of ours in the class's work."""
        self.recalled = asyncio.Event()
        """Set once the progress file has what the class remembers."""
        self._course = course
        self._box = box
        self._listeners: list[incoming.Listener] = []
        self._kept = True
        self._frame: reports.Frame | None = None
        self._frame_due = asyncio.Event()
        self._attendee = attendee.Attendee(of.link, of.names, box, self)
        self._front = attending.Attending(self.tell, anonymous=of.anonymous)
        tasks.start(self._attendee.run(), name="be in the class")
        tasks.start(self._film(), name="show a terminal to the class")

    def follow(self, one: session.Session) -> None:
        """Tell the class what happens in this session."""
        self._front.follow(one)

    def listen(self, listener: incoming.Listener) -> None:
        """Be told of everything that comes in."""
        self._listeners.append(listener)

    def _emit(self, event: incoming.Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    @property
    def waiting(self) -> int:
        """How many reports wait to be sent; 0 where the file does not tell."""
        try:
            return self._attendee.waiting
        except errors.TutorError:
            return 0

    def touch(self) -> None:
        """The learner has pressed a key."""
        self._attendee.touch()

    def tell(self, report: reports.Report) -> None:
        """Keep a report, which is sent as soon as it can be. What cannot be kept is told to the listeners."""
        try:
            self._attendee.tell(report)
        except errors.TutorError as error:
            if self._kept:
                self._kept = False
                self._emit(incoming.NotKept(error))
        else:
            self._kept = True
            self._emit(incoming.Changed())

    def show(self, frame: reports.Frame | None) -> None:
        """What a terminal shows now; only the newest is sent, None takes back what was not sent yet."""
        self._frame = frame
        self._frame_due.set()

    async def _film(self) -> None:
        while True:
            await self._frame_due.wait()
            self._frame_due.clear()
            frame, self._frame = self._frame, None
            if frame is not None:
                with contextlib.suppress(*connection.FAULTS):  # the next one may reach it
                    await self._attendee.show(frame)
                await asyncio.sleep(FRAME_SECONDS)

    def setting(self, name: str) -> str:
        """Something that is remembered with the membership; "" where the file does not obey."""
        try:
            return self._box.setting(name)
        except errors.TutorError:
            return ""

    def set_setting(self, name: str, value: str) -> None:
        """Remember it; that the file does not obey is told of by the next report."""
        with contextlib.suppress(errors.TutorError):
            self._box.set_setting(name, value)

    async def leave(self) -> None:
        """Tell the class so, and give the last reports a moment to be sent."""
        self.show(None)
        self._emit(incoming.Leaving())
        self.tell(reports.Left())
        if self.state == "online":
            with contextlib.suppress(TimeoutError, errors.TutorError):
                async with asyncio.timeout(LEAVE_SECONDS):
                    await self._attendee.drained()

    # What the attendee tells: see `attendee.Listener`.

    def connection(self, state: connection.State, error: errors.TutorError | None) -> None:
        """The connection came, went, or is refused."""
        self.state, self.error = STATES[state], error
        self._emit(incoming.Changed())

    def order(self, heard: attendee.Heard) -> None:
        """The instructor asks something."""
        self._emit(incoming.Ordered(heard.message, heard.live))

    def keys(self, keys: orders.Keys) -> None:
        """The instructor types."""
        self._emit(incoming.Typed(keys))

    def remembered(self, known: attendee.Remembered) -> None:
        """Bring together what the class and the progress file know of the learner."""
        try:
            with contextlib.closing(store.Store(opening.progress_file())) as kept:
                untold = attending.reconcile(kept, self._course, known)
        except errors.TutorError:
            return  # a progress file that does not obey is told of by what is done in the lesson
        for one in untold:
            self.tell(one)
        self.recalled.set()


def find(class_id: str) -> joining.Membership:
    """The membership of that class, of the newest for "". Raises UsageError."""
    for one in joining.kept():
        if class_id in ("", one.class_id):
            return one
    raise errors.UsageError(
        f"this machine has not joined the class {class_id}"
        if class_id
        else "this machine has joined no class",
        todo="k8stutor workshop join CODE, with the code that the instructor shows",
    )


@contextlib.asynccontextmanager
async def attended(class_id: str, course: model.Course, lang: str) -> AsyncIterator[Class]:
    """Be in the class until the end of the block, connected or not. Raises TutorError."""
    known = find(class_id)
    with contextlib.closing(outbox.Outbox(joining.outbox_file(known))) as box:
        async with aio.tasks() as tasks:
            one = Class(known, box, course, tasks)
            total = sum(len(lesson.steps) for lesson in course.lessons)
            name = ledger.course_id(course).rpartition("/")[2]  # where it lies is nobody's business
            one.tell(reports.Joined(known.name, lang, tutor.__version__, name, total))
            try:
                yield one
            finally:
                await one.leave()


async def recall(class_id: str, course: model.Course) -> bool:
    """Bring what the class remembers of the learner into the progress file; False where it does not tell in time.

    For who comes back on another machine: the tutor then opens where they were. Raises TutorError.
    """
    known = find(class_id)
    with contextlib.closing(outbox.Outbox(joining.outbox_file(known))) as box:
        async with aio.tasks() as tasks:
            one = Class(known, box, course, tasks)
            told = tasks.start(one.recalled.wait(), name="what the class remembers")
            await asyncio.wait(
                (told, tasks.failed), timeout=RECALL_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            return one.recalled.is_set()
