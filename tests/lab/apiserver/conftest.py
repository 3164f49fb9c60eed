"""A server of one's own for each test, and clients that it believes."""

import socket
from collections.abc import AsyncIterator

import pytest

from tests.lab.apiserver import running
from tutor.lab.apiserver import server, state
from tutor.lab.client import resources, rest


@pytest.fixture
async def api() -> AsyncIterator[running.Api]:
    """A running server; `api.client` is its administrator."""
    sock = socket.create_server(("127.0.0.1", 0))
    where = f"127.0.0.1:{sock.getsockname()[1]}"
    held = server.ApiServer(state.Config(address=where), tokens=running.TOKENS)
    # Whoever brings no token is taken at their word here, as on the lab's own Unix socket.
    await held.serve(sock, trusted=True)
    plain = socket.create_server(("127.0.0.1", 0))
    guarded = f"http://127.0.0.1:{plain.getsockname()[1]}"
    await held.serve(plain)
    client = rest.Client(f"http://{where}", user="tester")
    found = running.Api(held, client, f"http://{where}", guarded)
    await client.create(resources.NAMESPACES, {"metadata": {"name": "lab"}})
    yield found
    await client.close()
    await held.close()
