"""What is kept of a class that was hosted here, read whole: from its server, or from its files where none runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import nats.errors
from nats.aio.client import Client
from nats.js import errors as js_errors

from tutor.base import aio, errors
from tutor.workshop import authority, connection, follower, hosting, server

READ_SECONDS = 300.0
"""So long may reading a whole class take; 5,000 learners take half a minute."""


async def read(of: authority.Authority, servers: Sequence[str] = ()) -> follower.Follower:
    """Everything that is stored; `servers` (HOST:PORT) where others than this machine keep it.

    Where no server of the class answers, one is started on its files, for this machine alone. Raises EnvironmentLacks.
    """
    async with contextlib.AsyncExitStack() as stack:
        # Its server may listen on one address alone; a second one on the same files would spoil them.
        link = hosting.instructor(of, servers)
        try:
            client = await link.connect()
        except errors.EnvironmentLacks:
            if servers or of.servers or of.abroad:
                raise
            client = await stack.enter_async_context(_alone(of))
        stack.push_async_callback(connection.end, client)
        return await _whole(of, client)


@contextlib.asynccontextmanager
async def _alone(of: authority.Authority) -> AsyncIterator[Client]:
    place = authority.folder(of.class_id) / "server"
    if not (place / "store").is_dir():
        raise _nothing(of)
    serving = server.Server(of, place, listen="127.0.0.1:-1")
    await serving.start()
    try:
        yield await hosting.instructor(of, (f"127.0.0.1:{serving.port}",)).connect()
    finally:
        await serving.stop()


async def _whole(of: authority.Authority, client: Client) -> follower.Follower:
    found = follower.Follower(of.names, founded=of.founded)
    try:
        await client.jsm().stream_info(of.names.stream("event"))
        async with asyncio.timeout(READ_SECONDS), aio.tasks() as tasks:
            tasks.start(found.follow(client), name="reading a class")
            ready = tasks.start(found.ready(), name="a class is read")
            await asyncio.wait((ready, tasks.failed), return_when=asyncio.FIRST_COMPLETED)
            if tasks.failed.done():
                raise tasks.failed.result()
    except js_errors.NotFoundError:
        raise _nothing(of) from None
    except (nats.errors.Error, js_errors.Error, OSError, TimeoutError) as error:
        raise errors.EnvironmentLacks(
            "the class's stored reports could not be read",
            why=str(error) or type(error).__name__,
            todo="see that the class's server runs, and try again",
        ) from error
    return found


def _nothing(of: authority.Authority) -> errors.EnvironmentLacks:
    return errors.EnvironmentLacks(
        f"nothing is stored of the class {of.class_id}",
        why="it was never opened on this machine, or everything has been deleted since",
        todo=f"k8stutor workshop host {of.class_id} opens it",
    )
