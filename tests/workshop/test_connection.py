"""The end of a connection."""

import asyncio

import pytest

from tutor.workshop import connection


class Subscription:
    """One with a task of its own."""

    def __init__(self) -> None:
        self.at_work = True

    def _stop_processing(self) -> None:
        self.at_work = False


class Client:
    """One whose server is gone, so that its TLS does not end."""

    def __init__(self, *subscribed: Subscription) -> None:
        self._subs = dict(enumerate(subscribed))
        self.closing = asyncio.Event()

    async def close(self) -> None:
        """As nats-py does it where the connection was lost before."""
        self._subs.clear()
        self.closing.set()
        await asyncio.Event().wait()


class Stalled:
    """A client whose server takes nothing for a while."""

    is_connected = True

    def __init__(self) -> None:
        self.looks = 0
        self._until = asyncio.get_running_loop().time() + 0.05

    @property
    def pending_data_size(self) -> int:
        """Octets that wait."""
        self.looks += 1
        return int(asyncio.get_running_loop().time() < self._until)

    async def flush(self) -> None:
        """The server has it all."""


async def test_others_have_the_loop_while_a_server_takes_nothing() -> None:
    """A class's host and its learners do more than wait."""
    client = Stalled()
    await connection.settle(client)  # type: ignore[arg-type]
    assert client.looks < 100


async def test_no_subscription_outlives_an_end_that_is_cancelled() -> None:
    """Its task would be nobody's."""
    one = Subscription()
    client = Client(one)
    ending = asyncio.create_task(connection.end(client))  # type: ignore[arg-type]
    await client.closing.wait()
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert not one.at_work
