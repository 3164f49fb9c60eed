"""A command ends with its caller, also with one that goes while it is being started."""

import asyncio
import signal
from typing import Any, cast

import pytest

from tutor.lab.control import wire
from tutor.lab.inside import following
from tutor.lab.root import spawn


class Command:
    """Runs until the signal that it heeds comes."""

    pid = 7

    def __init__(self, heeds: int) -> None:
        self.got: list[int] = []
        self._heeds = heeds
        self._ended = asyncio.Event()

    async def wait(self) -> int:
        """Its exit code."""
        await self._ended.wait()
        return 129

    async def signal(self, number: int, *, group: bool) -> None:
        """To the whole group."""
        assert group
        self.got.append(number)
        if number == self._heeds:
            self._ended.set()


@pytest.mark.parametrize(
    ("heeds", "signals"),
    [(signal.SIGHUP, [signal.SIGHUP]), (signal.SIGKILL, [signal.SIGHUP, signal.SIGKILL])],
)
async def test_a_caller_that_went_before_it_heard_of_the_start(
    monkeypatch: pytest.MonkeyPatch, heeds: int, signals: list[int]
) -> None:
    """The command is hung up, and killed where it does not heed that."""
    monkeypatch.setattr(following, "GRACE_SECONDS", 0.01)
    ours, theirs = wire.pair()
    theirs.close()
    command: Any = Command(heeds)
    with ours, pytest.raises(wire.Closed):
        await following.begin(ours, cast(spawn.Process, command))
    assert command.got == signals


async def test_a_caller_that_listens_gets_the_pid_and_the_exit_code() -> None:
    """And its signals reach the command."""
    ours, theirs = wire.pair()
    for sock in (ours, theirs):
        sock.setblocking(False)
    command: Any = Command(signal.SIGTERM)
    with ours, theirs:
        await following.begin(ours, cast(spawn.Process, command))
        following_it = asyncio.create_task(following.follow(ours, cast(spawn.Process, command)))
        assert (await wire.receive_async(theirs))[0] == {"pid": 7}
        await wire.send_async(theirs, {"signal": int(signal.SIGTERM)})
        assert (await wire.receive_async(theirs))[0] == {"exit": 129}
        await following_it
    assert command.got == [signal.SIGTERM]
