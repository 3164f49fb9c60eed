"""What a console does: it says everything to the class by orders, which the server keeps in one line for all.

Nothing is noted here: a console sees what it asked when it reads it back, as every other console does.
"""

import asyncio
import contextlib
import datetime
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any, Literal

import nats.errors
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js import errors as js_errors

from tutor.base import clock, errors
from tutor.workshop import connection, follower, learner, orders, reports, wire

STORE_SECONDS, STORE_TRIES = 3.0, 3
"""So long may the server take to store an order, and so often is it asked to."""
LOOK_SECONDS = 0.5
"""So long is a picture waited for before the caller has a look at other things."""
FRAMES = 64
"""Pictures that wait to be drawn; older ones are dropped."""


class Desk:
    """One console's; `by` is the instructor's name as learners read it. All raise EnvironmentLacks while offline."""

    def __init__(self, following: follower.Follower, by: str) -> None:
        self.by = by
        self._following = following
        self._names = following.names
        self.source = f"desk-{secrets.token_hex(6)}"
        """What learners' consent is bound to: another console's is another, also under the same name."""
        self._n = 0

    async def say(
        self, text: str, to: Sequence[str] | None = None, *, lesson: str = "", step: str = ""
    ) -> None:
        """A message to those, or to all; a hint where it belongs to a step."""
        await self._tell(orders.Say(text, self.by, lesson, step), to)

    async def pace(self, locked: Sequence[str]) -> None:
        """Close these lessons, and open all others."""
        await self._tell(orders.Pace(tuple(sorted(set(locked)))))

    async def timer(self, seconds: float, label: str = "") -> None:
        """Something is due in so many seconds; 0 ends the timer."""
        until = clock.now() + datetime.timedelta(seconds=seconds)
        await self._tell(orders.Timer(clock.rfc3339_micro(until) if seconds > 0 else "", label))

    async def follow(self, lesson: str, step: str = "") -> None:
        """Have everybody come there, and stay."""
        await self._tell(orders.Follow(True, lesson, step))

    async def unfollow(self) -> None:
        """Let everybody go where they like."""
        await self._tell(orders.Follow(False))

    async def poll(
        self,
        question: str,
        options: Sequence[orders.Option],
        *,
        lesson: str = "",
        step: str = "",
        answer: str = "",
    ) -> str:
        """Ask all; the poll's id. Its answer is told to consoles only, until it is shown."""
        poll = orders.Poll(f"poll-{secrets.token_hex(6)}", question, tuple(options), lesson, step)
        await self._tell(poll)
        if answer:
            await self._store(self._names.desk, orders.Solution(poll.id, answer))
        return poll.id

    async def show(self, poll: str, counts: Mapping[str, int], answer: str = "") -> None:
        """End a poll, and show all how it went."""
        await self._tell(orders.PollShown(poll, tuple(counts.items()), answer))

    async def take(self, who: str) -> None:
        """Be the one who helps the learner whose hand is up."""
        await self._tell(orders.Helped("taken", self.by, self._hand(who)), [who])

    async def give_back(self, who: str) -> None:
        """Help them no more: their hand waits for somebody again, where it was in the queue."""
        await self._tell(orders.Helped("waiting", self.by, self._hand(who)), [who])

    async def resolve(self, who: str) -> None:
        """They are helped."""
        await self._tell(orders.Helped("resolved", self.by, self._hand(who)), [who])

    async def ask(self, who: str, kind: Literal["watch", "type"]) -> None:
        """Ask for consent."""
        await self._tell(orders.Ask(kind, self.by), [who])

    async def end_watch(self, who: str) -> None:
        """Look no more."""
        await self._tell(orders.EndWatch(), [who])

    async def keys(self, who: str, host: str, text: str) -> None:
        """Type into a terminal of theirs; they take it only while they consent, and nothing of it is stored."""
        await self._pass(self._names.keys(who), orders.Keys(host, text))

    async def still_watching(self, who: str) -> None:
        """Tell them that they are still watched, as they let this desk; they end it where they are not told."""
        await self._pass(self._names.keys(who), orders.Watching())

    async def _pass(self, subject: str, body: Any) -> None:
        """Say what is not stored."""
        client = self._client()
        try:
            await client.publish(subject, wire.encode(body, self._envelope()))
            await connection.settle(client)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise _untold(error) from error

    @contextlib.asynccontextmanager
    async def seeing(self, who: str) -> AsyncIterator[AsyncIterator[reports.Frame | None]]:
        """Their terminals from the block's beginning on, as long as they send them; None after LOOK_SECONDS of nothing.

        The newest where drawing takes longer. Ends with the link.
        """
        client = self._client()
        try:
            heard = await client.subscribe(self._names.screen(who), pending_msgs_limit=FRAMES)
        except (nats.errors.Error, OSError) as error:
            raise _untold(error) from error
        try:
            async with contextlib.aclosing(self._seen(client, heard)) as seen:
                yield seen
        finally:
            if client.is_connected:
                await heard.unsubscribe()

    async def _seen(self, client: Client, heard: Subscription) -> AsyncGenerator[reports.Frame | None]:
        while not client.is_closed:
            try:
                message = await heard.next_msg(timeout=LOOK_SECONDS)
            except nats.errors.TimeoutError:
                yield None
                continue
            except nats.errors.Error:
                return
            try:
                yield wire.decode(message.data, (reports.Frame,)).body
            except wire.Malformed:
                self._following.roster.malformed += 1

    async def group(self, name: str, learners: Sequence[str]) -> None:
        """Address these together from now on, in every console; without learners the group is gone."""
        await self._store(self._names.desk, orders.Group(name, tuple(learners)))

    def hands(self) -> list[tuple[learner.Learner, str]]:
        """Raised hands with who is helping ("" for nobody), the longest waiting first; those resolved are left out."""
        found = []
        for one in self._following.roster.hands(self._following.now()):
            helped = self._following.board.helped.get(one.id)
            mine = helped if helped is not None and helped.hand in ("", _hand_of(one)) else None
            if mine is None or mine.state != "resolved":
                found.append((one, mine.by if mine and mine.state == "taken" else ""))
        return found

    def helps(self, who: str) -> bool:
        """Whether it is this desk that has taken the hand that is up."""
        taken = any(one.id == who and by for one, by in self.hands())
        return taken and self._following.board.helper.get(who) == self.source

    def _hand(self, who: str) -> str:
        one = self._following.roster.learners.get(who)
        return _hand_of(one) if one else ""

    async def _tell(self, body: orders.Order, to: Sequence[str] | None = None) -> None:
        if to is None:
            await self._store(self._names.to_all, body)
            return
        # One after another would take a second for a class of a thousand.
        telling = [self._store(self._names.to(who), body) for who in dict.fromkeys(to)]
        ends = await asyncio.gather(*telling, return_exceptions=True)
        failed = [one for one in ends if one is not None]
        if len(failed) == len(ends) or any(not isinstance(one, errors.EnvironmentLacks) for one in failed):
            for one in failed:
                raise one
        if failed:
            raise errors.EnvironmentLacks(
                f"{len(failed)} of {len(ends)} were not told",
                why="the class's server did not answer in time",
                todo="say it to all once more, or ask who has not heard it; some will read it twice",
            ) from failed[0]

    async def _store(self, subject: str, body: Any) -> None:
        """Tried again by the same id, by which the server knows what it has."""
        envelope = self._envelope()
        for left in reversed(range(STORE_TRIES)):
            client = self._client()
            try:
                await client.jetstream(timeout=STORE_SECONDS).publish(
                    subject, wire.encode(body, envelope), headers={"Nats-Msg-Id": envelope.id}
                )
            except (nats.errors.Error, js_errors.Error, OSError, TimeoutError) as error:
                if left and client.is_connected:
                    continue
                raise _untold(error) from error
            return

    def _envelope(self) -> wire.Envelope:
        self._n += 1
        return wire.Envelope(
            self._n, clock.rfc3339_micro(clock.now()), self.source, f"{self.source}-{self._n}"
        )

    def _client(self) -> Client:
        client = self._following.client
        if client is None:
            raise errors.EnvironmentLacks(
                "the class was not told",
                why="the console is not connected to the class's server",
                todo="wait until it is connected again, and say it again",
            )
        return client


def _untold(error: BaseException) -> errors.EnvironmentLacks:
    return errors.EnvironmentLacks(
        "the class was not told",
        why=str(error) or type(error).__name__,
        todo="see that the class's server runs, and say it again",
    )


def _hand_of(one: learner.Learner) -> str:
    return f"{one.hand.key.source}-{one.hand.key.n}"
