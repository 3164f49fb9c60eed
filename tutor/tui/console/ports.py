"""What the console needs of a class: `Room`, and the plain data that it gives.

Times are seconds since 1970 by the room's own clock (`Room.now`), so that a console on another machine counts as the
class does. Learners' words are as they sent them: whoever draws them cleans them first.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from tutor.course import model

if TYPE_CHECKING:
    from tutor.workshop import orders, reports

State = Literal["asking", "failing", "idle", "working", "done", "away"]
"""How a learner is doing, in the order in which they need help. `away`: not connected."""
STATES: tuple[State, ...] = ("asking", "failing", "idle", "working", "done", "away")

StepKey: TypeAlias = tuple[str, str]
"""Lesson id, step id."""

Consent = Literal["none", "asked", "given", "refused", "ended", "lapsed"]
"""To this console alone. `ended`, `lapsed`: what was given is over."""


class Learner(NamedTuple):
    """One learner at a glance; a row of the roster."""

    id: str
    name: str
    state: State
    at: StepKey = ("", "")
    since: float = 0.0
    """When they came to the step where they are."""
    steps: Mapping[StepKey, str] = {}
    """Step -> `passed`, `failed`, `skipped`; those not begun are missing."""
    hand: str | None = None
    """What they ask for while their hand is up; None while it is down."""
    here: bool = True
    """Whether they are connected."""


class Ran(NamedTuple):
    """A command of theirs; `exit_code` None where it did not end. `text` is "" in an anonymous class."""

    at: float
    host: str
    text: str
    exit_code: int | None
    seconds: float


class Verdict(NamedTuple):
    """One check of the step they are at, as they saw it."""

    title: str
    passed: bool
    expected: str = ""
    seen: str = ""
    todo: bool = False
    """Whether it has not passed only because the step was not done yet."""


class StepRecord(NamedTuple):
    """How one step went: `status` as in `Learner.steps` or "todo", seconds on it, gradings, hints seen."""

    key: StepKey
    status: str
    seconds: float
    tries: int
    hints: int


class Detail(NamedTuple):
    """One learner in full; newest commands first."""

    learner: Learner
    lang: str = ""
    joined: float = 0.0
    ran: Sequence[Ran] = ()
    verdicts: Sequence[Verdict] = ()
    steps: Sequence[StepRecord] = ()
    watch: Consent = "none"
    type: Consent = "none"


class Group(NamedTuple):
    """Learners who fail the same check of a step with the same wrong difference; `since` is the longest wait."""

    id: str
    at: StepKey
    title: str
    expected: str
    seen: str
    learners: Sequence[str]
    since: float


class Hand(NamedTuple):
    """A raised hand; the queue is in the order of `since`. `taken` names the instructor who is with them."""

    learner: str
    text: str
    since: float
    at: StepKey
    taken: str = ""


class Tally(NamedTuple):
    """A poll and what has been answered; `shown` once its answers were shown to the class."""

    poll: "orders.Poll"
    counts: Mapping[str, int]
    asked: int
    """How many were there to be asked."""
    answer: str = ""
    shown: bool = False


class Standing(NamedTuple):
    """What holds for all: closed lessons, the time by which something is due (0 for none), who follows where."""

    locked: frozenset[str] = frozenset()
    until: float = 0.0
    label: str = ""
    follow: StepKey | None = None


class Invitation(NamedTuple):
    """How to join: the code as it is typed, the command line that uses it in a checkout's folder, when it ends."""

    code: str
    command: str
    expires: float = 0.0


class Link(NamedTuple):
    """How the console stands with the server."""

    connected: bool
    server: str = ""
    trouble: str = ""
    """Why there is none, and what is behind that, worded in English (`base.wording` has it in other languages)."""
    behind: str = ""


class Room(Protocol):
    """One class. What it is told it sends on or raises TutorError; what it shows changes as `changes` tells."""

    @property
    def title(self) -> str:
        """What the class is called."""

    @property
    def course(self) -> model.Course:
        """What is taught."""

    def now(self) -> float:
        """The time by the class's clock."""

    def link(self) -> Link:
        """The connection to the server."""

    def invitation(self) -> Invitation | None:
        """How to join; None where this console was not told."""

    def learners(self, among: Iterable[str] | None = None) -> Sequence[Learner]:
        """Every learner, or those of these ids that are known."""

    def detail(self, learner: str, lang: str) -> Detail | None:
        """One in full, verdicts in the instructor's language where they are known in it; None for one unknown."""

    def stuck(self, lang: str) -> Sequence[Group]:
        """The largest and longest stuck first, verdicts likewise."""

    def hands(self) -> Sequence[Hand]:
        """The queue."""

    def named(self) -> Mapping[str, Sequence[str]]:
        """Learners who are addressed together, by the name that an instructor gave them."""

    def polls(self) -> "Sequence[orders.Poll]":
        """Newest first."""

    def tally(self, poll: str) -> Tally | None:
        """How one stands, counted now; None for one that nobody asked."""

    def standing(self) -> Standing:
        """Pace, timer and follow-me."""

    def changes(self) -> AsyncIterator[frozenset[str]]:
        """Ids of learners that changed, some times a second; an empty set where something else did."""

    async def say(
        self, text: str, to: Sequence[str] | None = None, *, lesson: str = "", step: str = ""
    ) -> None:
        """A message to those, or to all; a hint where it belongs to a step."""

    async def pace(self, locked: frozenset[str]) -> None:
        """Close these lessons and open the others."""

    async def timer(self, seconds: float, label: str = "") -> None:
        """Something is due in so many seconds; 0 ends it."""

    async def follow(self, at: StepKey | None) -> None:
        """Have everybody come here and stay; None lets them go."""

    async def take(self, learner: str) -> None:
        """Be the one who helps; who is that already gives the hand back."""

    async def resolve(self, learner: str) -> None:
        """They are helped."""

    def watch(self, learner: str) -> "AsyncIterator[reports.Frame]":
        """Ask to see their terminals, and see them while they consent."""

    async def ask(self, learner: str, kind: Literal["watch", "type"]) -> None:
        """Ask for consent."""

    async def end_watch(self, learner: str) -> None:
        """Look no more."""

    async def keys(self, learner: str, host: str, text: str) -> None:
        """Type into a terminal of theirs, while they consent."""

    async def name(self, group: str, learners: Sequence[str]) -> None:
        """Address these together from now on, in every console; without learners the group is gone."""

    async def poll(
        self, question: str, options: "Sequence[orders.Option]", at: StepKey = ("", ""), answer: str = ""
    ) -> None:
        """Ask all; `answer` is kept here until it is shown."""

    async def show(self, poll: str) -> None:
        """Show all how the poll went, and the answer."""


Opening: TypeAlias = Callable[[], AbstractAsyncContextManager[Room]]
"""Makes the room in the application's own event loop, and ends it."""
