"""Calls to the API."""

import asyncio
import socket
from pathlib import Path

from aiohttp import web

from tutor.lab.client import rest

CALLS = 1000
BACKLOG = 256


async def test_more_calls_than_a_listener_holds_all_get_their_answer(tmp_path: Path) -> None:
    """They wait for their turn at the client: at the listener of a Unix socket they would fail."""
    path = str(tmp_path / "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    app = web.Application()

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({})

    app.router.add_get("/call", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.SockSite(runner, listener, backlog=BACKLOG).start()
    client = rest.Client(socket=path)
    try:
        answers = await asyncio.gather(*(client.request("GET", "/call") for _ in range(CALLS)))
    finally:
        await client.close()
        await runner.cleanup()
    assert answers == [{}] * CALLS
