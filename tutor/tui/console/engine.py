"""The room of a real class: what its follower has folded, as the console shows it; what its desk can say."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Literal

from tutor.base import errors, i18n
from tutor.course import model
from tutor.tui.console import portrait, ports
from tutor.workshop import (
    authority,
    board,
    code,
    connection,
    desk,
    follower,
    learner,
    newest,
    orders,
    polls,
    reports,
)

BACK_SECONDS, LOOK_SECONDS = 3.0, 0.02
"""So long may what was asked take to be read back, and so often is that looked at."""
LEAVE_SECONDS = 2.0
"""How long learners may take to be told that nobody watches them, when the console ends."""
RENEW_SECONDS = 15.0
"""So often is a learner told that they are still watched. They end it after three times that."""
AGAIN_SECONDS = 1.0
"""Between two tries to see a learner's terminal while the connection is lost."""


class Classroom:
    """Implements `ports.Room`. What costs is worked out once between two changes."""

    def __init__(
        self, of: authority.Authority, course: model.Course, following: follower.Follower, by: str
    ) -> None:
        self._authority = of
        self._course = course
        self._following = following
        self._desk = desk.Desk(following, by)
        self._state: connection.State = "disconnected"
        self._trouble: errors.TutorError | None = None
        self._groups = {lang: portrait.Groups(course, lang) for lang in i18n.LANGUAGES}
        self._hands: Sequence[ports.Hand] | None = None
        self._asked: dict[tuple[str, str], newest.Key] = {}
        """Whose consent was asked for here, and what they had said last before."""

    def hear(self, state: connection.State, error: errors.TutorError | None) -> None:
        """How the connection stands."""
        self._state, self._trouble = state, error
        self._following.stir()

    @property
    def trouble(self) -> errors.TutorError | None:
        """Why there is no connection; None while there is one."""
        return self._trouble

    # What there is.

    @property
    def title(self) -> str:
        """As the host called it."""
        return self._authority.title

    @property
    def course(self) -> model.Course:
        """What is taught."""
        return self._course

    def now(self) -> float:
        """As the follower counts."""
        return self._following.now()

    def link(self) -> ports.Link:
        """The connection to the server."""
        server, found = f"{self._authority.host}:{self._authority.port}", self._trouble
        return ports.Link(
            self._state == "connected", server, found.what if found else "", found.why if found else ""
        )

    def invitation(self) -> ports.Invitation:
        """The class's code."""
        written = code.encode(self._authority.invitation)
        return ports.Invitation(
            written, f"./k8stutor workshop join {written}", float(self._authority.code_expires)
        )

    def learners(self, among: Iterable[str] | None = None) -> Sequence[ports.Learner]:
        """As the roster has them."""
        known = self._following.roster.learners
        ids = known if among is None else [one for one in among if one in known]
        return [self._row(known[one]) for one in ids]

    def _row(self, one: learner.Learner) -> ports.Learner:
        return portrait.row(one, self._following.roster.state(one.id, self.now()))

    def detail(self, learner: str, lang: str) -> ports.Detail | None:
        """As the roster has them."""
        one = self._following.roster.learners.get(learner)
        if one is None:
            return None
        found = portrait.detail(one, self._row(one), self._course, lang, self.now())
        return found._replace(watch=self._consent(one, "watch"), type=self._consent(one, "type"))

    def _consent(self, one: learner.Learner, kind: str) -> ports.Consent:
        before = self._asked.get((one.id, kind))
        if before is None:
            return "none"
        said = one.consents.get((self._desk.source, kind))
        if said is None or said.key == before:
            return "asked"
        anew = one.joined.key.source == said.key.source and one.joined.key > said.key
        # Their tutor ended without a word and was started again: whoever it had let in is forgotten there.
        return "lapsed" if anew and said.value == "given" else said.value

    def _stands(self, learner: str, kind: str) -> ports.Consent:
        one = self._following.roster.learners.get(learner)
        return self._consent(one, kind) if one else "none"

    def stuck(self, lang: str) -> Sequence[ports.Group]:
        """As the roster groups them."""
        return self._groups[lang].shown(self._following.roster.stuck(self.now()))

    def hands(self) -> Sequence[ports.Hand]:
        """Those that are up and not resolved."""
        if self._hands is None:
            self._hands = [
                ports.Hand(one.id, one.hand.value.text, one.hand.key.at, one.at[0], by)
                for one, by in self._desk.hands()
            ]
        return self._hands

    def named(self) -> Mapping[str, Sequence[str]]:
        """As all consoles have named them."""
        return self._following.board.groups

    def polls(self) -> Sequence[orders.Poll]:
        """As all consoles have asked."""
        return [vote.poll for vote in reversed(self._following.board.votes.values())]

    def tally(self, poll: str) -> ports.Tally | None:
        """Counted now."""
        vote = self._following.board.votes.get(poll)
        return self._tally(vote) if vote else None

    def _tally(self, vote: board.Vote) -> ports.Tally:
        known, now = self._following.roster, self.now()
        # Who has answered and is gone by now was asked all the same.
        asked = sum(
            known.state(one.id, now) not in learner.AWAY or polls.answer(vote.poll, one) is not None
            for one in known
        )
        counts = dict(vote.shown.counts) if vote.shown else polls.tally(vote.poll, known).counts
        answer = vote.shown.answer if vote.shown else vote.answer
        return ports.Tally(vote.poll, counts, asked, answer, vote.shown is not None)

    def standing(self) -> ports.Standing:
        """As all consoles have asked."""
        now = self._following.board
        follow = (now.follow.lesson, now.follow.step) if now.follow.on else None
        return ports.Standing(frozenset(now.pace.locked), now.due, now.timer.label, follow)

    async def changes(self) -> AsyncIterator[frozenset[str]]:
        """As the follower tells."""
        async for changed in self._following.changes():
            self._hands = None
            yield changed

    # What an instructor does.

    async def say(
        self, text: str, to: Sequence[str] | None = None, *, lesson: str = "", step: str = ""
    ) -> None:
        """A message."""
        await self._desk.say(text, to, lesson=lesson, step=step)

    async def pace(self, locked: frozenset[str]) -> None:
        """Open and close lessons."""
        await self._desk.pace(sorted(locked))

    async def timer(self, seconds: float, label: str = "") -> None:
        """Start or end the timer."""
        await self._desk.timer(seconds, label)

    async def follow(self, at: ports.StepKey | None) -> None:
        """Follow me, or no more."""
        await (self._desk.follow(*at) if at else self._desk.unfollow())

    async def take(self, learner: str) -> None:
        """Take a hand, or give one's own back."""
        mine = self._desk.helps(learner)
        await (self._desk.give_back(learner) if mine else self._desk.take(learner))

    async def resolve(self, learner: str) -> None:
        """Resolve a hand."""
        await self._desk.resolve(learner)

    async def ask(self, learner: str, kind: Literal["watch", "type"]) -> None:
        """Ask for consent; only what they say from now on counts, and only what they say to this desk."""
        one = self._following.roster.learners.get(learner)
        said = one.consents.get((self._desk.source, kind)) if one else None
        before = said.key if said else newest.FIRST
        if kind == "watch":
            self._asked.pop((learner, "type"), None)
        await self._desk.ask(learner, kind)
        self._asked[learner, kind] = before
        self._following.stir()

    async def end_watch(self, learner: str) -> None:
        """Look no more."""
        for kind in ("watch", "type"):
            self._asked.pop((learner, kind), None)
        await self._desk.end_watch(learner)

    async def leave(self) -> None:
        """Watch nobody any more, as far as learners can still be told; who is not told ends it before long."""
        watched = {learner for learner, _ in self._asked}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                await asyncio.gather(*map(self._let_go, watched))

    async def _let_go(self, learner: str) -> None:
        with contextlib.suppress(errors.EnvironmentLacks):
            await self.end_watch(learner)

    async def watch(self, learner: str) -> AsyncIterator[reports.Frame]:
        """Ask to see their terminals; those, over lost connections as well, until this is closed.

        What comes without a yes is for another console's eyes. Their tutor shows anew what is in front whenever it is
        told that this desk watches, so that nothing that came before the yes was known here is missed.
        """
        asked, due = False, 0.0
        while True:
            try:
                async with self._desk.seeing(learner) as seen:
                    if not asked:
                        await self.ask(learner, "watch")
                        asked = True
                    async for frame in seen:
                        if self._stands(learner, "watch") != "given":
                            due = 0.0
                            continue
                        if (now := time.monotonic()) >= due:
                            await self._desk.still_watching(learner)
                            due = now + RENEW_SECONDS
                        if frame:
                            yield frame
            except errors.EnvironmentLacks:
                if not asked:
                    raise
                # The top of the screen says that there is no connection.
            await asyncio.sleep(AGAIN_SECONDS)

    async def keys(self, learner: str, host: str, text: str) -> None:
        """Type there, as long as they let this desk."""
        if self._stands(learner, "type") == "given":
            await self._desk.keys(learner, host, text)

    async def name(self, group: str, learners: Sequence[str]) -> None:
        """Name a group."""
        await self._desk.group(group, learners)

    async def poll(
        self, question: str, options: Sequence[orders.Option], at: ports.StepKey = ("", ""), answer: str = ""
    ) -> None:
        """Ask all; until the poll is read back, or should have been: who asks again by then is to be asked first."""
        asked = await self._desk.poll(question, options, lesson=at[0], step=at[1], answer=answer)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BACK_SECONDS):
                while asked not in self._following.board.votes:
                    await asyncio.sleep(LOOK_SECONDS)

    async def show(self, poll: str) -> None:
        """Show all how it went."""
        if vote := self._following.board.votes.get(poll):
            tally = self._tally(vote)
            await self._desk.show(poll, tally.counts, tally.answer)
