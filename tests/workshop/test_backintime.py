"""Machines whose past or whose clock is another one, with a real server."""

import datetime
import shutil
from pathlib import Path

import pytest

from tests.workshop import classroom
from tests.workshop.pupils import attending, until
from tutor.base import clock
from tutor.workshop import attendee, code, founding, hosting, joining, reports, streams, wire


@pytest.fixture
def options(home: None) -> founding.Options:
    """A class on loopback."""
    return classroom.options()


async def _told(of: hosting.Class) -> list[wire.Message]:
    client = await of.link.connect()
    js, name = client.jetstream(), of.authority.names.stream(streams.EVENTS)
    last = (await js.stream_info(name)).state.last_seq
    found = [await js.get_msg(name, seq=number) for number in range(1, last + 1)]
    await client.close()
    return [wire.decode(one.data or b"", reports.KINDS) for one in found]


async def test_a_home_that_was_put_back_loses_nothing(options: founding.Options, tmp_path: Path) -> None:
    """What was told before and after it was put back is there, each once, under numbers of its own."""
    file, copy = tmp_path / "ann.outbox", tmp_path / "copy"
    async with hosting.opened(options) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")

        async def tell(*words: str) -> None:
            async with attending(ann, file) as learner:
                for one in words:
                    learner.one.tell(reports.Hand(True, one))
                await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)

        await tell("a", "b")
        shutil.copy(file, copy)
        await tell("c", "d", "e")
        file.with_name(f"{file.name}-wal").unlink(missing_ok=True)
        shutil.copy(copy, file)
        await tell("f", "g")
        await tell("h")
        told = await _told(hosted)
        assert "".join(one.body.text for one in told) == "abcdefgh"
        assert [one.envelope.n for one in told] == list(range(1, 9))


class Slow:
    """The clock's module, an hour slow."""

    rfc3339_micro = staticmethod(clock.rfc3339_micro)

    @staticmethod
    def now() -> datetime.datetime:
        """An hour ago."""
        return clock.now() - datetime.timedelta(hours=1)


async def test_a_clock_that_is_an_hour_slow_is_set_right(
    options: founding.Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first connection on, and over a start without one: no hand was raised an hour ago."""
    monkeypatch.setattr(attendee, "clock", Slow)
    async with hosting.opened(options) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            await until(lambda: learner.one.state == "online")
            learner.one.tell(reports.Hand(True))
            await until(lambda: learner.one.waiting == 0)
        async with attending(ann, tmp_path / "ann.outbox") as learner:
            learner.one.tell(reports.Hand(False))
            await until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        for one in await _told(hosted):
            assert abs(clock.parse(one.envelope.at) - clock.now()) < datetime.timedelta(seconds=60)
