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
