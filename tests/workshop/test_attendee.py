"""A learner's tutor in a real class: each report once and in order, whatever happens in between."""

import asyncio
import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from tests.workshop import classroom, pupils
from tutor.progress import outbox
from tutor.workshop import authority, connection, founding, hosting, joining, reports, streams, wire

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def options() -> founding.Options:
    """A class on loopback, at the same port whenever it is opened."""
    return classroom.options()


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


async def test_reports_arrive_once_and_in_order_though_the_server_is_killed(
    options: founding.Options, tmp_path: Path
) -> None:
    """What is told meanwhile waits, and nobody who tells waits for it."""
    async with hosting.opened(options) as hosted:
        ann = await pupils.join(hosted)
        async with pupils.attending(ann, tmp_path / "ann.outbox") as learner:
            learner.say(1, 40)
            await pupils.until(lambda: learner.one.state == "online")
            os.kill(hosted.pid, signal.SIGKILL)
            learner.say(41, 90)
            await pupils.until(lambda: learner.one.state == "offline")
            learner.say(91, 120)
            await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
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
        ann = await pupils.join(hosted)
        async with pupils.attending(ann, file, _Forgetful) as learner:
            learner.say(1, 10)
            name = hosted.authority.names.stream(streams.EVENTS)
            client = await hosted.link.connect()
            async with asyncio.timeout(20):
                while (await client.jetstream().stream_info(name)).state.messages < 5:
                    await asyncio.sleep(0.01)
            await client.close()
            assert learner.one.waiting == 6
        async with pupils.attending(ann, file) as learner:
            learner.say(11, 20)
            await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        assert await stored(hosted.authority, hosted.link, ann.learner) == numbers(20)


async def test_a_server_that_lost_its_data_gets_all_again(options: founding.Options, tmp_path: Path) -> None:
    """Under the same numbers, before what is new."""
    file = tmp_path / "ann.outbox"
    async with hosting.opened(options) as hosted:
        ann = await pupils.join(hosted)
        async with pupils.attending(ann, file) as learner:
            learner.say(1, 8)
            await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
    shutil.rmtree(authority.folder(options.class_id) / "server" / "store")
    async with pupils.attending(ann, file) as learner:
        learner.say(9, 12)
        async with hosting.opened(options) as hosted:
            await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
            assert await stored(hosted.authority, hosted.link, ann.learner) == numbers(12)


async def test_frames_and_pulses_are_told_and_a_flood_of_frames_is_thinned(
    options: founding.Options, tmp_path: Path
) -> None:
    """Only the newest frame counts."""
    async with hosting.opened(options) as hosted:
        ann = await pupils.join(hosted)
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
        async with pupils.attending(ann, tmp_path / "ann.outbox") as learner:
            await pupils.until(lambda: learner.one.state == "online")
            for number in range(500):
                learner.one.show(reports.Frame("k8s-m", 1, 80, (f"line {number}",)))
                await asyncio.sleep(0)
            await pupils.until(lambda: bool(seen) and seen[-1].lines == ("line 499",))
            learner.one.show(reports.Frame("k8s-m", 1, 80, ("secret",)))
            learner.one.show(None)
            await asyncio.sleep(0)
            learner.one.show(reports.Frame("k8s-m", 1, 80, ("after",)))
            await pupils.until(lambda: seen[-1].lines == ("after",))
        await client.close()
    assert ("secret",) not in [one.lines for one in seen]
    assert len(seen) < 100
    assert pulses[0] == reports.Pulse("01-coredns", "pods", 0.5)


async def test_a_refused_credential_ends_the_attendance_with_words(
    options: founding.Options, tmp_path: Path
) -> None:
    """And what was told is kept."""
    async with hosting.opened(options) as hosted:
        ann, ben = await pupils.join(hosted), await pupils.join(hosted, "Ben")
        mixed = joining.Membership(**{**ann.__dict__, "seed": ben.seed})
        async with pupils.attending(mixed, tmp_path / "ann.outbox") as learner:
            learner.say(1, 3)
            await pupils.until(lambda: learner.one.state == "refused")
            assert learner.one.error is not None
            assert "refuses this credential" in learner.one.error.what
            assert learner.one.waiting == 3
