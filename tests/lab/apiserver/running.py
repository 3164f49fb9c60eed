"""A running API server for tests: in this process, on a loopback port."""

import contextlib
import dataclasses
import socket
from collections.abc import AsyncIterator, Mapping

from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user
from tutor.lab.client import resources, rest

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


@dataclasses.dataclass(frozen=True)
class Api:
    """A server under test; `guarded` wants tokens, `trusted` takes callers at their word."""

    server: server.ApiServer
    client: rest.Client
    trusted: str
    guarded: str


def config_map(name: str, **data: str) -> resources.Object:
    """A small object to write."""
    return {"metadata": {"name": name, "namespace": "lab"}, "data": data}


def pod(name: str, **spec: object) -> resources.Object:
    """A pod that passes validation."""
    whole = {"containers": [{"name": "c", "image": "nginx"}], **spec}
    return {"metadata": {"name": name, "namespace": "lab", "labels": {"app": name}}, "spec": whole}
