"""Reports arrive once and in order, orders are heard once, whatever happens to the server."""

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.workshop import classroom
from tutor.base import aio, clock, errors
from tutor.progress import outbox
from tutor.workshop import attendee, connection, orders, registrar, reports, streams, wire

SECONDS = 30.0


class Ears:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.states: list[connection.State] = []
        self.heard: list[attendee.Heard] = []
        self.typed: list[orders.Keys] = []
        self.known: list[attendee.Remembered] = []

    def connection(self, state: connection.State, error: errors.TutorError | None) -> None:
        """Keep."""
        self.states.append(state)

    def order(self, heard: attendee.Heard) -> None:
        """Keep."""
        self.heard.append(heard)

    def keys(self, keys: orders.Keys) -> None:
        """Keep."""
        self.typed.append(keys)

    def remembered(self, known: attendee.Remembered) -> None:
        """Keep."""
        self.known.append(known)


async def until(look: Callable[[], bool]) -> None:
    """Wait for a condition, with a deadline."""
    async with asyncio.timeout(SECONDS):
        while not look():
            await asyncio.sleep(0.01)


class Class(classroom.Room):
    """With its desk at work."""

    def __init__(self, room: classroom.Room, tasks: aio.Tasks, place: Path) -> None:
        super().__init__(room.authority, room.server)
        self.desk = registrar.Registrar(room.authority)
        self.tasks = tasks
        self._place = place

    async def open(self) -> None:
        """The desk."""
        link = self.instructor()
        self.tasks.start(link.run(self.desk.run, lambda *_: None), name="desk")
        await until(self.desk.ready.is_set)

    def seat(self, learner: str, device: str = "a") -> tuple[attendee.Attendee, Ears, outbox.Outbox]:
        """A learner who attends, on a machine of their own."""
        ears, box = Ears(), outbox.Outbox(self._place / f"{learner}-{device}.db")
        one = attendee.Attendee(self.learner(learner), self.names, box, ears)
        self.tasks.start(one.run(), name=f"{learner} attends")
        return one, ears, box

    async def order(self, subject: str, body: orders.Order) -> None:
        """As the console does it."""
        client = await self.instructor().connect()
        envelope = wire.Envelope(0, clock.rfc3339_micro(clock.now()), "console", secrets.token_hex(8))
        await client.jetstream().publish(subject, wire.encode(body, envelope))
        await client.close()

    async def stored(self) -> list[tuple[str, int, str]]:
        """(learner, number, text) of all reports of a hand, in the order of the stream."""
        found: list[tuple[str, int, str]] = []
        client = await self.instructor().connect()
        wanted = await streams.last(client, self.authority, streams.EVENTS)
        read = 0

        def take(subject: str, data: bytes, number: int) -> None:
            nonlocal read
            read = number
            message = wire.decode(data, reports.KINDS)
            if isinstance(message.body, reports.Hand):
                found.append((subject.rpartition(".")[2], message.envelope.n, message.body.text))

        async with aio.tasks() as tasks:
            tasks.start(streams.follow(client, self.authority, streams.EVENTS, take), name="read")
            await until(lambda: read >= wanted)
        await client.close()
        return found


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Class]:
    """A class whose desk answers."""
    async with classroom.room(tmp_path / "server") as room, aio.tasks() as tasks:
        found = Class(room, tasks, tmp_path)
        await found.open()
        yield found


async def test_reports_arrive_in_order(opened: Class) -> None:
    """And none waits any more."""
    ann, _, box = opened.seat("ann")
    for number in range(50):
        ann.tell(reports.Hand(True, str(number)))
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    assert await opened.stored() == [("ann", n + 1, str(n)) for n in range(50)]
    box.close()


async def test_what_was_told_without_a_network_arrives_later(opened: Class) -> None:
    """The learner goes on meanwhile, and is told that they are alone and that they are not."""
    ann, ears, box = opened.seat("ann")
    await until(lambda: ears.states == ["connected"])
    os.kill(opened.server.pid, signal.SIGKILL)
    await until(lambda: ears.states[-1] == "disconnected")
    for number in range(30):
        ann.tell(reports.Hand(True, str(number)))
    assert ann.waiting == 30
    with pytest.raises(errors.EnvironmentLacks):
        await opened.server.wait()
    await opened.server.restart()
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    assert [text for _, _, text in await opened.stored()] == [str(n) for n in range(30)]
    box.close()


async def test_a_lost_answer_doubles_nothing(opened: Class) -> None:
    """A report that the class has, but whose acknowledgement never came, is told again and stored once."""
    ann, _, box = opened.seat("ann")
    for number in range(5):
        ann.tell(reports.Hand(True, str(number)))
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    box.requeue_after(2)
    ann.tell(reports.Hand(True, "5"))
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    assert [n for _, n, _ in await opened.stored()] == [1, 2, 3, 4, 5, 6]
    box.close()


async def test_a_server_that_lost_its_data_is_told_again(opened: Class) -> None:
    """The learner's own machine still has everything."""
    ann, ears, box = opened.seat("ann")
    for number in range(5):
        ann.tell(reports.Hand(True, str(number)))
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    client = await opened.instructor().connect()
    await client.jetstream().delete_stream(opened.names.stream(streams.EVENTS))
    await client.close()
    os.kill(opened.server.pid, signal.SIGKILL)
    await until(lambda: ears.states[-1] == "disconnected")
    await opened.server.restart()
    await until(lambda: ears.states[-1] == "connected")
    ann.tell(reports.Hand(True, "5"))
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    assert [text for _, _, text in await opened.stored()] == ["0", "1", "2", "3", "4", "5"]
    box.close()


async def test_orders_are_heard_once(opened: Class) -> None:
    """By whom they are for, also those that were missed; what was heard before is not fresh."""
    await opened.order(opened.names.to_all, orders.Say("hello", "Kim"))
    await opened.order(opened.names.to("bob"), orders.Say("for bob", "Kim"))
    ann, ears, box = opened.seat("ann")
    await until(lambda: bool(ears.heard))
    await opened.order(opened.names.to("ann"), orders.Say("for ann", "Kim"))
    await until(lambda: len(ears.heard) == 2)
    assert [(one.message.body.text, one.fresh) for one in ears.heard] == [("hello", True), ("for ann", True)]
    _, later, second = opened.seat("ann")
    await until(lambda: len(later.heard) == 2)
    assert [one.fresh for one in later.heard] == [False, True]
    assert ann.waiting == 0
    box.close()
    second.close()


async def test_what_is_no_order_is_passed_over(opened: Class) -> None:
    """Those behind it are heard."""
    _, ears, box = opened.seat("ann")
    await until(lambda: ears.states == ["connected"])
    client = await opened.instructor().connect()
    for data in (b"", b"{}", b"\xff", b"[" * 50_000):
        await client.publish(opened.names.to("ann"), data)
    await client.publish(opened.names.keys("ann"), b"{}")
    await client.flush()
    await client.close()
    await opened.order(opened.names.to("ann"), orders.Say("well", "Kim"))
    await until(lambda: bool(ears.heard))
    assert ears.heard[0].message.body == orders.Say("well", "Kim")
    assert ears.typed == []
    box.close()


async def test_the_class_remembers_for_another_machine(opened: Class) -> None:
    """Where the learner was, and what they had passed."""
    ann, _, box = opened.seat("ann")
    for report in (
        reports.Entered("01", "a"),
        reports.Hinted("01", "a", 2),
        reports.Settled("01", "a", "passed"),
        reports.Entered("01", "b"),
    ):
        ann.tell(report)
    async with asyncio.timeout(SECONDS):
        await ann.drained()
    await until(lambda: opened.desk.sync("ann", 0)["place"] == ("01", "b"))
    _, ears, second = opened.seat("ann", "another")
    await until(lambda: bool(ears.known))
    assert ears.known == [attendee.Remembered((("01", "a", "passed", 2),), ("01", "b"))]
    box.close()
    second.close()


async def test_a_pulse_and_a_frame_are_seen(opened: Class) -> None:
    """And are not kept."""
    client = await opened.instructor().connect()
    seen: list[object] = []

    async def see(message: object) -> None:
        seen.append(wire.decode(message.data, (reports.Pulse, reports.Frame)).body)  # type: ignore[attr-defined]

    for kind in ("pulse", "screen"):
        await client.subscribe(opened.names.everyone(kind), cb=see)
    await client.flush()
    ann, ears, box = opened.seat("ann")
    await until(lambda: any(isinstance(one, reports.Pulse) for one in seen))
    frame = reports.Frame("k8s-m", 2, 5, ("a", "b"))
    await ann.show(frame)
    await until(lambda: frame in seen)
    assert ears.states == ["connected"]
    await client.close()
    box.close()
