"""The console's room on a real class: a real server, reports and orders as they go over the wire."""

import asyncio
import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.tui import fakecourse
from tests.workshop import classroom, telling
from tutor.base import clock, errors
from tutor.tui.console import attaching, engine, ports
from tutor.workshop import authority, code, connection, founding, hosting, joining, orders, reports, wire

PATIENCE = 20.0
STEP = ("01-coredns", "pods")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
async def hosted() -> AsyncIterator[hosting.Class]:
    """A class as `workshop host` opens it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    wanted = founding.Options(classroom.CLASS, "Networking 101", "127.0.0.1", port, "127.0.0.1")
    async with hosting.opened(wanted) as found:
        yield found


class Ann:
    """A learner's tutor, as far as the console can tell."""

    def __init__(self, member: joining.Membership) -> None:
        self.member = member
        self.orders: list[object] = []
        self.desks: list[str] = []
        """Who gave each of them."""
        self.keys: list[object] = []
        self._n = 0

    @property
    def id(self) -> str:
        """Of the learner."""
        return self.member.learner

    async def come(self) -> None:
        """Join, and read what is said."""
        self.client = await self.member.link.connect()
        names = self.member.names
        for subject in (names.to(self.id), names.to_all):
            await self.client.subscribe(subject, cb=self._order)
        await self.client.subscribe(names.keys(self.id), cb=self._key)
        await self.tell(telling.joined("Ann", "ko", total=5), reports.Entered(*STEP))

    async def _order(self, message: object) -> None:
        found = wire.decode(message.data, orders.KINDS)  # type: ignore[attr-defined]
        self.orders.append(found.body)
        self.desks.append(found.envelope.source)

    async def _key(self, message: object) -> None:
        self.keys.append(wire.decode(message.data, orders.PASSING_KINDS).body)  # type: ignore[attr-defined]

    async def tell(self, *bodies: object) -> None:
        """Report."""
        for body in bodies:
            self._n += 1
            envelope = wire.Envelope(self._n, clock.rfc3339_micro(clock.now()), "laptop")
            await telling.store(self.client, self.member.names, self.id, wire.encode(body, envelope))

    async def show(self, frame: reports.Frame) -> None:
        """A picture of the terminal."""
        envelope = wire.Envelope(1, clock.rfc3339_micro(clock.now()), "laptop")
        await self.client.publish(self.member.names.screen(self.id), wire.encode(frame, envelope))
        await connection.settle(self.client)


@contextlib.asynccontextmanager
async def attached(hosted: hosting.Class, by: str = "Gasida") -> AsyncIterator[engine.Classroom]:
    """A console's room, its changes read as the console does."""
    async with attaching.attached(hosted.link, hosted.authority, fakecourse.course(), by) as room:
        reading = asyncio.create_task(_read(room), name="read changes")
        yield room
        reading.cancel()
        await asyncio.wait((reading,))


async def _read(room: engine.Classroom) -> None:
    async for _ in room.changes():
        pass


@pytest.fixture
async def ann(hosted: hosting.Class) -> AsyncIterator[Ann]:
    """A learner who has joined."""
    found = Ann(await joining.join(code.decode(hosted.join_code), "Ann"))
    await found.come()
    yield found
    await found.client.close()


def consent(room: engine.Classroom, ann: Ann, kind: str = "watch") -> ports.Consent:
    """Of Ann, as the console has it."""
    found = room.detail(ann.id, "en")
    if found is None:
        return "none"
    return found.watch if kind == "watch" else found.type


async def until(true: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.01)


def _spent(room: engine.Classroom, ann: Ann) -> float:
    found = room.detail(ann.id, "en")
    assert found
    return next(each.seconds for each in found.steps)


async def test_a_learner_as_the_console_sees_them(hosted: hosting.Class, ann: Ann) -> None:
    """Row, detail, group, hand; the check is called as the course calls it in the instructor's language."""
    wrong = reports.Verdict(
        "quiz", "두 개가 있습니다", False, "파드 두 개", "없음", en_expected="two pods", en_seen="none"
    )
    await ann.tell(
        reports.Ran(*STEP, "k8s-m", "kubectl get pods", 1, 0.3),
        reports.Hinted(*STEP, 2),
        reports.Graded(*STEP, False, False, (wrong,)),
    )
    async with attached(hosted) as room:
        await until(lambda: (found := room.detail(ann.id, "en")) and found.verdicts)
        found = room.detail(ann.id, "en")
        assert found
        assert [each.todo for each in found.verdicts] == [True]
        await ann.tell(reports.Graded(*STEP, False, True, (wrong,)))
        await until(lambda: room.stuck("en"))
        (one,) = room.learners()
        assert (one.id, one.name, one.state, one.at) == (ann.id, "Ann", "failing", STEP)
        assert one.steps == {STEP: "failed"}
        (group,) = room.stuck("en")
        assert (group.title, group.expected, group.seen) == ("There are two of them", "two pods", "none")
        assert list(group.learners) == [ann.id]
        assert room.stuck("ko")[0].expected == "파드 두 개"
        found = room.detail(ann.id, "en")
        assert found
        assert [(ran.text, ran.exit_code) for ran in found.ran] == [("kubectl get pods", 1)]
        assert [tuple(each) for each in found.verdicts] == [
            ("There are two of them", False, "two pods", "none", False)
        ]
        assert [(each.tries, each.hints) for each in found.steps] == [(1, 2)]
        spent = next(each.seconds for each in found.steps)
        await until(lambda: _spent(room, ann) > spent + 0.05)  # it goes on between their reports
        await ann.tell(reports.Hand(True, "help"))
        await until(lambda: room.hands())
        assert room.hands()[0][:2] == (ann.id, "help")
        await room.take(ann.id)
        await until(lambda: room.hands()[0].taken == "Gasida")
        await room.take(ann.id)
        await until(lambda: room.hands()[0].taken == "")
        helped = [one for one in ann.orders if isinstance(one, orders.Helped)]
        assert [one.state for one in helped] == ["taken", "waiting"]
        await room.resolve(ann.id)
        await until(lambda: not room.hands())


async def test_what_the_instructor_says_arrives(hosted: hosting.Class, ann: Ann) -> None:
    """Messages, pace, timer, follow-me; and stands in a second console."""
    async with attached(hosted) as room, attached(hosted, "other") as other:
        await room.say("to all")
        await room.say("a hint", [ann.id], lesson=STEP[0], step=STEP[1])
        await room.pace(frozenset({"02-services"}))
        await room.timer(300, "step 3")
        await room.follow(STEP)
        await until(lambda: len(ann.orders) == 5)
        assert orders.Say("to all", "Gasida") in ann.orders
        assert orders.Say("a hint", "Gasida", *STEP) in ann.orders
        await until(lambda: other.standing().follow)
        now = other.standing()
        assert (now.locked, now.label, now.follow) == (frozenset({"02-services"}), "step 3", STEP)
        assert 290 < now.until - other.now() <= 300
        await room.follow(None)
        await room.timer(0)
        await until(lambda: other.standing()[1:] == (0.0, "", None))


async def test_done_goes_by_the_lessons_that_are_open(hosted: hosting.Class, ann: Ann) -> None:
    """And who was there before the console is there at once, without a pulse."""
    async with attached(hosted) as room:
        assert room.learners()[0].state == "working"
        await ann.tell(*(reports.Settled("01-coredns", step, "passed") for step in ("pods", "health", "end")))
        await room.pace(frozenset({"02-services"}))
        await until(lambda: room.learners()[0].state == "done")
        await room.pace(frozenset())
        await until(lambda: room.learners()[0].state == "working")


async def test_a_poll_from_question_to_answer(hosted: hosting.Class, ann: Ann) -> None:
    """Its answer is known to consoles, and to learners only once it is shown. Who has left without an answer
    is not counted as asked."""
    bob = Ann(await joining.join(code.decode(hosted.join_code), "Bob"))
    await bob.come()
    await bob.tell(reports.Left())
    await bob.client.close()
    async with attached(hosted) as room:
        await room.poll("How many?", [orders.Option("1", "one"), orders.Option("2", "two")], answer="2")
        assert [one.question for one in room.polls()] == ["How many?"]
        await until(lambda: ann.orders)
        poll = ann.orders[0]
        assert isinstance(poll, orders.Poll)
        await ann.tell(reports.Answered(poll.id, "2"))

        def tally() -> ports.Tally:
            found = room.tally(poll.id)
            assert found
            return found

        await until(lambda: tally().counts["2"])
        await until(lambda: tally().answer == "2")
        assert (len(room.learners()), tally().asked) == (2, 1)
        assert len(ann.orders) == 1
        await ann.tell(reports.Left())
        await until(lambda: not any(one.here for one in room.learners()))
        assert tally().asked == 1
        await room.show(poll.id)
        await until(lambda: tally().shown)
        assert (room.polls(), room.tally("none")) == ([poll], None)
        await until(lambda: len(ann.orders) == 2)
        assert ann.orders[1] == orders.PollShown(poll.id, (("1", 0), ("2", 1)), "2")


FRAME = reports.Frame("k8s-m", 24, 80, ("$ ls",))


@contextlib.asynccontextmanager
async def watching(
    room: engine.Classroom, ann: Ann, seen: list[reports.Frame]
) -> AsyncIterator[asyncio.Task[None]]:
    """Watch Ann as her screen in the console does."""

    async def watch() -> None:
        async for frame in room.watch(ann.id):
            seen.append(frame)

    task = asyncio.create_task(watch(), name="watch")
    yield task
    task.cancel()
    await asyncio.wait((task,))


async def test_watching_and_typing(hosted: hosting.Class, ann: Ann) -> None:
    """Only what a learner says after they were asked is consent; typing has one of its own."""
    seen: list[reports.Frame] = []
    async with attached(hosted) as room:
        assert consent(room, ann) == "none"
        async with watching(room, ann, seen):
            await until(lambda: ann.orders)
            assert ann.orders == [orders.Ask("watch", "Gasida")]
            assert consent(room, ann) == "asked"
            await ann.show(dataclasses.replace(FRAME, lines=("before the yes",)))
            await ann.tell(reports.Consented("watch", "given", ann.desks[0]))
            await until(lambda: orders.Watching() in ann.keys)  # whereupon her tutor shows it anew
            await ann.show(FRAME)
            await until(lambda: seen)
            assert seen == [FRAME]
            await room.keys(ann.id, "k8s-m", "too early")
            await room.ask(ann.id, "type")
            await ann.tell(reports.Consented("type", "given", ann.desks[0]))
            await until(lambda: consent(room, ann, "type") == "given")
            await room.keys(ann.id, "k8s-m", "ls\r")
            await until(lambda: orders.Keys("k8s-m", "ls\r") in ann.keys)
            assert orders.Keys("k8s-m", "too early") not in ann.keys
        await room.end_watch(ann.id)
        assert consent(room, ann) == "none"
        await until(lambda: orders.EndWatch() in ann.orders)


async def test_a_yes_is_for_the_console_that_asked(hosted: hosting.Class, ann: Ann) -> None:
    """Another one, of the same name too, neither takes it for its own nor shows what is sent to the first."""
    first, second = FRAME, dataclasses.replace(FRAME, lines=("for the second",))
    mine: list[reports.Frame] = []
    theirs: list[reports.Frame] = []
    async with attached(hosted, "Kim") as room, attached(hosted, "Kim") as other:
        async with watching(room, ann, mine):
            await until(lambda: len(ann.orders) == 1)
            async with watching(other, ann, theirs):
                await until(lambda: len(ann.orders) == 2)
                assert len(set(ann.desks)) == 2
                await ann.tell(reports.Consented("watch", "given", ann.desks[0]))
                await until(lambda: consent(room, ann) == "given")
                await ann.show(first)
                await until(lambda: mine == [first])
                assert consent(other, ann) == "asked"
                await ann.tell(
                    reports.Consented("watch", "ended", ann.desks[0]),
                    reports.Consented("watch", "given", ann.desks[1]),
                )
                await until(lambda: (consent(room, ann), consent(other, ann)) == ("ended", "given"))
                await ann.show(second)
                await until(lambda: theirs)
    assert (mine, theirs) == ([first], [second])


async def test_a_watch_is_renewed_and_goes_on_after_a_lost_connection(
    hosted: hosting.Class, ann: Ann, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked twice; what was lost comes by the next renewal."""
    monkeypatch.setattr(engine, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(engine, "AGAIN_SECONDS", 0.01)  # so that it also looks while there is no connection
    seen: list[reports.Frame] = []
    async with attached(hosted) as room, watching(room, ann, seen) as task:
        await until(lambda: ann.orders)
        await ann.tell(reports.Consented("watch", "given", ann.desks[0]))
        await until(lambda: ann.keys.count(orders.Watching()) > 2)
        client = room._following.client
        assert client
        await client.close()
        await until(lambda: room._following.client not in (None, client))
        ann.keys.clear()
        await until(lambda: orders.Watching() in ann.keys)
        await ann.show(FRAME)
        await until(lambda: seen == [FRAME])
        assert not task.done()
        assert ann.orders == [orders.Ask("watch", "Gasida")]


async def test_a_console_that_ends_watches_nobody_any_more(hosted: hosting.Class, ann: Ann) -> None:
    """However it ends, and whether they had answered or not; it does so once."""
    with contextlib.suppress(KeyError):
        async with attached(hosted) as room:
            await room.ask(ann.id, "watch")
            await room.ask(ann.id, "type")
            raise KeyError
    await until(lambda: orders.EndWatch() in ann.orders)
    assert ann.orders.count(orders.EndWatch()) == 1
    assert len(set(ann.desks)) == 1


async def test_how_to_join_and_how_the_link_stands(hosted: hosting.Class) -> None:
    """The code is the host's."""
    async with attached(hosted) as room:
        assert room.invitation().code == hosted.join_code
        assert room.link().connected
        assert room.title == "Networking 101"
        room.hear("disconnected", errors.EnvironmentLacks("it is away", why="a cable", todo="look"))
        assert room.link()[0] is False
        assert room.link()[2:] == ("it is away", "a cable")
        room.hear("connected", None)
        assert room.link()[2:] == ("", "")


async def test_a_console_that_is_refused_says_why(hosted: hosting.Class) -> None:
    """Another class's key opens nothing."""
    stranger = authority.found(classroom.CLASS, "x", "127.0.0.1", 1)
    caller = hosting.instructor(stranger, hosted.link.servers).caller
    link = connection.Link(hosted.link.servers, hosted.authority.certificate, caller)
    with pytest.raises(errors.EnvironmentLacks, match="refuses this credential"):
        async with attaching.attached(link, hosted.authority, fakecourse.course(), "x"):
            pass
