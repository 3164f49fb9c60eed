"""A learner's tutor in a real class: each report once and in order, whatever happens in between; each order once."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests import ports
from tests.workshop import classroom
from tutor.base import clock
from tutor.progress import outbox
from tutor.workshop import (
    attendee,
    authority,
    code,
    connection,
    founding,
    hosting,
    incoming,
    joining,
    keeping,
    orders,
    reports,
    streams,
    wire,
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def options() -> founding.Options:
    """A class on loopback, at the same port whenever it is opened."""
    return founding.Options(classroom.CLASS, address="127.0.0.1", port=ports.free()[0], bind="127.0.0.1")


class Learner:
    """An attendee that notes what comes in."""

    def __init__(self, of: joining.Membership, box: keeping.Outbox) -> None:
        self.events: list[incoming.Event] = []
        self.one = attendee.Attendee(
            of.link, of.names, of.learner, box, lambda: reports.Pulse("01-coredns", "pods", 0.5)
        )
        self.one.listen(self.events.append)

    @property
    def orders(self) -> list[tuple[object, bool]]:
        """What was asked, and whether it came live."""
        return [(e.message.body, e.live) for e in self.events if isinstance(e, incoming.Ordered)]

    def say(self, first: int, last: int) -> None:
        """Reports with these numbers."""
        for number in range(first, last + 1):
            self.one.tell(reports.Ran("01-coredns", "pods", "k8s-m", f"echo {number}", 0, 0.1))


@contextlib.asynccontextmanager
async def attending(
    of: joining.Membership, file: Path, box: type[outbox.Outbox] = outbox.Outbox
) -> AsyncIterator[Learner]:
    """A learner at work; at the end of the block they are gone as if they had crashed."""
    with contextlib.closing(box(file)) as kept:
        found = Learner(of, kept)
        running = asyncio.create_task(found.one.run(), name="attendee")
        try:
            yield found
        finally:
            running.cancel()
            await asyncio.wait((running,))


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def stored(of: authority.Authority, link: connection.Link, learner: str) -> list[int]:
    """The numbers of a learner's reports in the stream, in its order; each must hold what was told under it."""
    client = await link.connect()
    js = client.jetstream()
    name = of.names.stream(streams.EVENTS)
    state = (await js.stream_info(name)).state
    found = []
    for sequence in range(max(1, state.first_seq), state.last_seq + 1):
        message = await js.get_msg(name, seq=sequence)
        if message.subject == of.names.event(learner):
            decoded = wire.decode(message.data or b"", reports.KINDS)
            assert decoded.body.text == f"echo {decoded.envelope.n}"
            found.append(decoded.envelope.n)
    await client.close()
    return found


def numbers(last: int) -> Sequence[int]:
    """All from 1."""
    return list(range(1, last + 1))


async def _join(hosted: hosting.Class, name: str = "Ann") -> joining.Membership:
    return await joining.join(code.decode(hosted.join_code), name)


async def test_reports_arrive_once_and_in_order_though_the_server_is_killed(
    options: founding.Options, tmp_path: Path
) -> None:
    """What is told meanwhile waits, and nobody who tells waits for it."""
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            learner.say(1, 40)
            await until(lambda: learner.one.state == "online")
            os.kill(hosted.pid, signal.SIGKILL)
            learner.say(41, 90)
            await until(lambda: learner.one.state == "offline")
            learner.say(91, 120)
            await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        assert await stored(hosted.authority, hosted.link, ann.learner) == numbers(120)


class _Forgetful(outbox.Outbox):
    """As if the tutor had been killed between the class's acknowledgement and its own note of it."""

    def sent(self, n: int) -> None:
        if n >= 5:
            raise asyncio.CancelledError
        super().sent(n)


async def test_a_crash_between_the_publication_and_its_acknowledgement_doubles_nothing(
    options: founding.Options, tmp_path: Path
) -> None:
    """The class tells what it has, and the rest follows."""
    file = tmp_path / "ann.outbox"
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        async with attending(ann, file, _Forgetful) as learner:
            learner.say(1, 10)
            name = hosted.authority.names.stream(streams.EVENTS)
            client = await hosted.link.connect()
            async with asyncio.timeout(20):
                while (await client.jetstream().stream_info(name)).state.messages < 5:
                    await asyncio.sleep(0.01)
            await client.close()
            assert learner.one.waiting == 6
        async with attending(ann, file) as learner:
            learner.say(11, 20)
            await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        assert await stored(hosted.authority, hosted.link, ann.learner) == numbers(20)


async def test_a_server_that_lost_its_data_gets_all_again(options: founding.Options, tmp_path: Path) -> None:
    """Under the same numbers, before what is new."""
    file = tmp_path / "ann.outbox"
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        async with attending(ann, file) as learner:
            learner.say(1, 8)
            await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
    shutil.rmtree(authority.folder(options.class_id) / "server" / "store")
    async with attending(ann, file) as learner:
        learner.say(9, 12)
        async with hosting.opened(options) as hosted:
            await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
            assert await stored(hosted.authority, hosted.link, ann.learner) == numbers(12)


async def test_orders_come_once_each_live_or_later(options: founding.Options, tmp_path: Path) -> None:
    """Those that were given before are told apart from what is said now, and come first."""
    async with hosting.opened(options) as hosted:
        ann, names = await _join(hosted), hosted.authority.names
        client = await hosted.link.connect()

        async def give(order: orders.Order, subject: str, number: int) -> None:
            envelope = wire.Envelope(number, clock.rfc3339_micro(clock.now()), "console", f"o{number}")
            await client.jetstream().publish(subject, wire.encode(order, envelope))

        await give(orders.Say("before", "Kim"), names.to_all, 1)
        await give(orders.Say("for another", "Kim"), names.to("nobody"), 2)
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            await until(lambda: learner.one.state == "online")
            await give(orders.Pace(("02-services",)), names.to(ann.learner), 3)
            await give(orders.Pace(("02-services",)), names.to(ann.learner), 3)
            await until(lambda: len(learner.orders) >= 2)
            os.kill(hosted.pid, signal.SIGKILL)
            await until(lambda: learner.one.state == "offline")
            await until(lambda: learner.one.state == "online")
            await client.close()
            client = await hosted.link.connect()
            await give(orders.EndWatch(), names.to(ann.learner), 4)
            await until(lambda: len(learner.orders) >= 3)
        assert learner.orders == [
            (orders.Say("before", "Kim"), False),
            (orders.Pace(("02-services",)), True),
            (orders.EndWatch(), True),
        ]
        await client.close()


async def test_what_is_not_an_order_is_passed_over(options: founding.Options, tmp_path: Path) -> None:
    """And what comes after it is heard."""
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        client = await hosted.link.connect()
        subject = ann.names.to(ann.learner)
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            await until(lambda: learner.one.state == "online")
            for data in (b"no json", b'{"v": 9}', b'{"v":1,"kind":"ran","body":{}}'):
                await client.publish(subject, data)
            await client.publish(subject, wire.encode(orders.EndWatch(), wire.Envelope(1, "", "c", "x")))
            await until(lambda: bool(learner.orders))
        await client.close()
    assert learner.orders == [(orders.EndWatch(), True)]


async def test_keys_are_heard_only_while_they_are_wanted(options: founding.Options, tmp_path: Path) -> None:
    """The subscription itself comes and goes."""
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        client = await hosted.link.connect()
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            await until(lambda: learner.one.state == "online")

            async def press(text: str) -> None:
                data = wire.encode(orders.Keys("k8s-m", text), wire.Envelope(1, "", "c", text))
                await client.publish(ann.names.keys(ann.learner), data)
                await connection.settle(client)

            def typed() -> list[str]:
                return [event.keys.text for event in learner.events if isinstance(event, incoming.Typed)]

            await press("a")
            learner.one.take_keys(wanted=True)
            async with asyncio.timeout(20):
                while not typed():
                    await press("b")
                    await asyncio.sleep(0.02)
            learner.one.take_keys(wanted=False)
            before = len(typed())
            await press("c")
            await give_time(client, learner)
        await client.close()
    assert set(typed()) == {"b"}
    assert len(typed()) == before


async def give_time(client: Client, learner: Learner) -> None:
    """An order that comes after what was pressed: by then that would have come as well."""
    await client.publish(
        learner.one._names.to_all, wire.encode(orders.EndWatch(), wire.Envelope(1, "", "c", "end"))
    )
    await until(lambda: (orders.EndWatch(), True) in learner.orders)


async def test_frames_and_pulses_are_told_and_a_flood_of_frames_is_thinned(
    options: founding.Options, tmp_path: Path
) -> None:
    """Only the newest frame counts."""
    async with hosting.opened(options) as hosted:
        ann = await _join(hosted)
        client = await hosted.link.connect()
        seen: list[reports.Frame] = []
        pulses: list[reports.Pulse] = []

        async def see(message: Msg) -> None:
            seen.append(wire.decode(message.data, (reports.Frame,)).body)

        async def feel(message: Msg) -> None:
            pulses.append(wire.decode(message.data, (reports.Pulse,)).body)

        await client.subscribe(ann.names.everyone("screen"), cb=see)
        await client.subscribe(ann.names.everyone("pulse"), cb=feel)
        await connection.settle(client)
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            await until(lambda: learner.one.state == "online")
            for number in range(500):
                learner.one.show(reports.Frame("k8s-m", 1, 80, (f"line {number}",)))
                await asyncio.sleep(0)
            await until(lambda: bool(seen) and seen[-1].lines == ("line 499",))
            learner.one.show(reports.Frame("k8s-m", 1, 80, ("secret",)))
            learner.one.show(None)
            await asyncio.sleep(0)
            learner.one.show(reports.Frame("k8s-m", 1, 80, ("after",)))
            await until(lambda: seen[-1].lines == ("after",))
        await client.close()
    assert ("secret",) not in [one.lines for one in seen]
    assert len(seen) < 100
    assert pulses[0] == reports.Pulse("01-coredns", "pods", 0.5)


async def test_a_refused_credential_ends_the_attendance_with_words(
    options: founding.Options, tmp_path: Path
) -> None:
    """And what was told is kept."""
    async with hosting.opened(options) as hosted:
        ann, ben = await _join(hosted), await _join(hosted, "Ben")
        mixed = joining.Membership(**{**ann.__dict__, "seed": ben.seed})
        async with attending(mixed, tmp_path / "ann.outbox") as learner:
            learner.say(1, 3)
            await until(lambda: learner.one.state == "refused")
            assert learner.one.error is not None
            assert "refuses this credential" in learner.one.error.what
            assert learner.one.waiting == 3
