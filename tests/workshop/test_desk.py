"""What a console says, to a server that does not always answer."""

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tutor.base import errors
from tutor.workshop import board, desk, follower, orders, roster, subjects, wire


class Server:
    """Stores what it is told by id, as JetStream does; some subjects fail so many times first, or for ever."""

    is_connected = True

    def __init__(self, **failing: int) -> None:
        self.failing = Counter(failing)
        self.stored: dict[str, str] = {}
        self.asked = 0

    def jetstream(self, **_: Any) -> "Server":
        """Itself."""
        return self

    async def publish(self, subject: str, data: bytes, headers: dict[str, str]) -> None:
        """What failed may have been stored all the same."""
        self.asked += 1
        assert wire.decode(data, orders.KINDS).body == orders.Say("well?", "Kim")
        await asyncio.sleep(0)
        who = subject.rpartition(".")[2]
        if self.failing[who] < 0:
            raise TimeoutError
        self.stored[headers["Nats-Msg-Id"]] = who
        if self.failing[who]:
            self.failing[who] -= 1
            raise TimeoutError


def _desk(server: Server) -> desk.Desk:
    following = SimpleNamespace(
        names=subjects.Subjects("net101"), client=server, roster=roster.Roster(), board=board.Board()
    )
    return desk.Desk(cast(follower.Follower, following), "Kim")


async def test_an_answer_that_was_lost_is_asked_for_again() -> None:
    """By the same id: nobody reads it twice."""
    server = Server(b=2)
    await _desk(server).say("well?", ["a", "b", "c"])
    assert sorted(server.stored.values()) == ["a", "b", "c"]
    assert server.asked == 5


async def test_who_was_not_told_is_counted_once_all_were_tried() -> None:
    """And nothing of it goes on alone."""
    server = Server(b=-1)
    with pytest.raises(errors.EnvironmentLacks, match="1 of 3 were not told"):
        await _desk(server).say("well?", ["a", "b", "c"])
    assert sorted(server.stored.values()) == ["a", "c"]
    with pytest.raises(errors.EnvironmentLacks, match="the class was not told"):
        await _desk(server).say("well?", ["b"])
    assert len(asyncio.all_tasks()) == 1
