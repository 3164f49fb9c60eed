"""A running API server for tests: in this process, on a loopback port."""

import contextlib
import socket
from collections.abc import AsyncIterator, Mapping

from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user

ADMIN, ALICE = "admin-token", "alice-token"
TOKENS: Mapping[str, user.User] = {
    ADMIN: user.authenticated("admin", (user.MASTERS,), "admin"),
    ALICE: user.authenticated("alice", ("devs",), "alice"),
}


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[tuple[server.ApiServer, str]]:
    """The server and its base URL; callers need a token."""
    sock = socket.create_server(("127.0.0.1", 0))
    where = f"127.0.0.1:{sock.getsockname()[1]}"
    running = server.ApiServer(state.Config(address=where), tokens=TOKENS)
    await running.serve(sock)
    try:
        yield running, f"http://{where}"
    finally:
        await running.close()
