"""Brings a place to where a step begins: by a state that was kept, else by doing what leads there."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from tutor.base import errors, i18n
from tutor.cluster import place
from tutor.course import model
from tutor.session import starting, texts

Tell = Callable[[str], None]

OWN, SOLVED = "own", "solved"
"""Whose work a kept state is: the learner's, or that of the lessons' solutions."""


class Doer(Protocol):
    """Does a piece in live shells."""

    async def do(self, piece: starting.Piece) -> bool:
        """Run its commands, and wait until the step's checks pass; whether they did."""


class Beginning:
    """For one lesson at one place. `own`: what the learner does is kept as theirs."""

    def __init__(
        self,
        course: model.Course,
        lesson: model.Lesson,
        where: place.Place,
        doer: Doer,
        *,
        own: bool,
    ) -> None:
        self._course = course
        self._lesson = lesson
        self._place = where
        self._doer = doer
        self._own = own

    async def prepare(self, index: int, lang: str, tell: Tell) -> bool:
        """Bring the place to where step `index` begins; whether anything was done. Raises TutorError.

        A lab in which the learner left this lesson is as it should be. What is in the lab is kept on the learner's
        shelf before it goes; `tell` hears of that, and of every piece that has to be done.
        """
        pieces = starting.chain(self._course, self._lesson, index)
        states = self._place.states
        if states is None:
            if self._lesson.continues or self._lesson.start:
                tell(texts.text(lang, "builds_on", lesson=self._lesson.continues or self._lesson.id))
            return False
        mark = await asyncio.to_thread(states.mark) if self._own else ""
        # A lesson that builds on nothing begins in any lab, but not in what another lesson has left.
        if mark.startswith(starting.where(self._lesson)) or not (pieces or starting.in_lesson(mark)):
            return False
        if self._own:
            saved = f"before-{self._lesson.id}"
            await asyncio.to_thread(states.save, saved)
            tell(texts.text(lang, "begins", name=saved))
        await self._bring(states, pieces, lang, tell)
        return True

    async def _bring(
        self, states: place.States, pieces: Sequence[starting.Piece], lang: str, tell: Tell
    ) -> None:
        done = await self._nearest(states, pieces)
        for at in range(done, len(pieces)):
            piece = pieces[at]
            tell(texts.text(lang, "making", number=at + 1, of=len(pieces), title=_title(piece, lang)))
            if not await self._doer.do(piece):
                raise errors.LabError(
                    f"the lesson's start could not be made: {_title(piece, 'en')}",
                    why="what the steps before it make is not there",
                    todo="begin with an earlier lesson, or start the lab anew: k8stutor lab reset --yes",
                )
            await asyncio.to_thread(states.keep, starting.name(pieces[: at + 1], SOLVED))

    async def _nearest(self, states: place.States, pieces: Sequence[starting.Piece]) -> int:
        """Go to the kept state that leaves least to do, or to a new lab's; how many pieces are done then."""
        for done in range(len(pieces), 0, -1):
            for whose in (OWN, SOLVED) if self._own else (SOLVED,):
                name = starting.name(pieces[:done], whose)
                if await asyncio.to_thread(states.known, name):
                    await asyncio.to_thread(states.restore, name)
                    return done
        await asyncio.to_thread(states.reset)
        return 0

    async def passed(self, index: int) -> None:
        """Step `index` is done: keep the state after it for whoever begins there. Raises TutorError."""
        states = self._place.states
        if states is not None:
            pieces = starting.chain(self._course, self._lesson, index + 1)
            await asyncio.to_thread(states.keep, starting.name(pieces, OWN if self._own else SOLVED))


def _title(piece: starting.Piece, lang: str) -> str:
    return i18n.pick(piece.step.title if piece.step else piece.lesson.title, lang)
