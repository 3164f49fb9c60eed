"""Where a lesson begins: by a state that was kept, else by doing what leads there."""

import pytest

from tests.session import conftest
from tutor.base import errors
from tutor.cluster import place
from tutor.course import model
from tutor.session import beginning, starting

FIRST = model.Lesson("01-a", 1, conftest.texts("A"), {}, (conftest.WRITE, conftest.GUESS), ("k8s-m",))
SECOND = model.Lesson(
    "02-b",
    2,
    conftest.texts("B"),
    {},
    (conftest.WRITE, conftest.GUESS),
    ("k8s-m",),
    continues="01-a",
    start=(model.Command("mkdir set-up", "k8s-m"),),
)


class States:
    """A place's states that remembers what it was asked for."""

    def __init__(self, mark: str = "") -> None:
        self.at = mark
        self.kept: set[str] = set()
        self.did: list[str] = []

    def mark(self) -> str:
        return self.at

    def set_mark(self, name: str) -> None:
        self.at = name

    def known(self, name: str) -> bool:
        return name in self.kept

    def keep(self, name: str) -> None:
        self.kept.add(name)

    def restore(self, name: str) -> None:
        assert name in self.kept
        self.did.append("restore")

    def reset(self) -> None:
        self.did.append("reset")

    def save(self, name: str) -> None:
        self.did.append(f"save {name}")


class Somewhere:
    """As much of a place as is asked for here."""

    def __init__(self, states: States | None) -> None:
        self.states: place.States | None = states


class Doer:
    """Does nothing, and says whether it worked."""

    def __init__(self, *, good: bool = True) -> None:
        self.done: list[str] = []
        self._good = good

    async def do(self, piece: starting.Piece) -> bool:
        self.done.append(f"{piece.lesson.id} {piece.step.id if piece.step else 'start'}")
        return self._good


COURSE = model.Course(model.NOWHERE.file, ("en",), (FIRST, SECOND))
ALL = ["01-a write", "01-a guess", "02-b start", "02-b write"]


def made(states: States | None, doer: Doer, *, own: bool) -> beginning.Beginning:
    """Of the second lesson."""
    return beginning.Beginning(COURSE, SECOND, Somewhere(states), doer, own=own)  # type: ignore[arg-type]


async def test_everything_before_is_done_once_and_kept() -> None:
    """The continued lesson, the start, the steps; the next time, what was kept is gone back to."""
    states, doer, told = States(), Doer(), list[str]()
    assert await made(states, doer, own=False).prepare(1, "en", told.append)
    assert doer.done == ALL
    assert states.did == ["reset"]
    assert [line.split(":")[0] for line in told] == [f"Preparing {number}/4" for number in range(1, 5)]
    again = Doer()
    assert await made(states, again, own=False).prepare(1, "en", told.append)
    assert (again.done, states.did) == ([], ["reset", "restore"])


async def test_the_nearest_kept_state_is_taken() -> None:
    """Only what is missing is done."""
    states, doer = States(), Doer()
    pieces = starting.chain(COURSE, SECOND, 1)
    states.kept.add(starting.name(pieces[:2], beginning.SOLVED))
    await made(states, doer, own=False).prepare(1, "en", lambda _: None)
    assert doer.done == ALL[2:]


async def test_what_is_in_the_lab_is_kept_for_its_learner() -> None:
    """Nothing is thrown away unasked: it goes to the learner's shelf first, and the learner is told its name."""
    states, told = States("at 01-a/guess"), list[str]()
    await made(states, Doer(), own=True).prepare(0, "ko", told.append)
    assert states.did[0] == "save before-02-b"
    assert "k8stutor lab restore before-02-b" in told[0]


async def test_a_lesson_without_a_start_does_not_begin_in_what_another_has_left() -> None:
    """The other lesson's objects would be taken for this one's; a lab that no lesson was in is left alone."""
    states, told = States("at 02-b/guess"), list[str]()
    first = beginning.Beginning(COURSE, FIRST, Somewhere(states), Doer(), own=True)  # type: ignore[arg-type]
    assert await first.prepare(0, "en", told.append)
    assert states.did == ["save before-01-a", "reset"]
    assert "k8stutor lab restore before-01-a" in told[0]
    free = States("")
    first = beginning.Beginning(COURSE, FIRST, Somewhere(free), Doer(), own=True)  # type: ignore[arg-type]
    assert not await first.prepare(0, "en", told.append)
    assert free.did == []


async def test_the_learner_goes_on_where_they_left() -> None:
    """A lab that was left in this lesson is not touched; a learner's own states are no walk's."""
    states = States("at 02-b/guess")
    assert not await made(states, Doer(), own=True).prepare(1, "en", lambda _: None)
    assert states.did == []
    mine, doer = States(), Doer()
    mine.kept.add(starting.name(starting.chain(COURSE, SECOND, 1), beginning.OWN))
    await made(mine, doer, own=False).prepare(1, "en", lambda _: None)
    assert doer.done == ALL


async def test_another_form_of_the_lesson_needs_a_place_of_its_own() -> None:
    """What the learner did in one form is no start for the other, though it is the same lesson."""
    old = SECOND._replace(forms={"old": {}, "new": {}}, form="old")
    states, doer = States(starting.where(old, conftest.GUESS)), Doer()
    new = old._replace(form="new")
    one = beginning.Beginning(COURSE, new, Somewhere(states), doer, own=True)  # type: ignore[arg-type]
    assert await one.prepare(1, "en", lambda _: None)
    assert doer.done == ALL
    same = beginning.Beginning(COURSE, old, Somewhere(states), Doer(), own=True)  # type: ignore[arg-type]
    assert not await same.prepare(1, "en", lambda _: None)


async def test_a_start_that_fails_is_told() -> None:
    """A lesson on ground that is not there would be graded wrongly."""
    with pytest.raises(errors.LabError, match="start could not be made"):
        await made(States(), Doer(good=False), own=False).prepare(0, "en", lambda _: None)


async def test_a_real_cluster_is_left_alone() -> None:
    """There nothing is set up unasked: the learner is told what the lesson builds on."""
    doer, told = Doer(), list[str]()
    assert not await made(None, doer, own=True).prepare(1, "en", told.append)
    assert doer.done == []
    assert "builds on 01-a" in told[0]


def test_a_changed_command_is_another_state() -> None:
    """A state that was kept is never that of an older course."""
    pieces = starting.chain(COURSE, SECOND, 2)
    other = (*pieces[:-1], pieces[-1]._replace(commands=(model.Command("other", "k8s-m"),)))
    assert starting.name(pieces, beginning.OWN) != starting.name(other, beginning.OWN)
