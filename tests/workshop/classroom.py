"""A real class on this machine's loopback: its server, and whoever calls it."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests import ports
from tutor.workshop import authority, connection, founding, nkeys, server

CLASS = "net101"


class Room:
    """A running server with its authority."""

    def __init__(self, of: authority.Authority, serving: server.Server) -> None:
        self.authority = of
        self.server = serving
        self.names = of.names

    @property
    def servers(self) -> tuple[str, ...]:
        """Where it is."""
        return (f"127.0.0.1:{self.server.port}",)

    def link(self, caller: connection.Credential) -> connection.Link:
        """A way in for that caller."""
        return connection.Link(self.servers, self.authority.certificate, caller)

    def instructor(self) -> connection.Link:
        """May do everything."""
        key = nkeys.Key.new("U")
        token = self.authority.for_instructor(key.public)
        return self.link(connection.Credential("instructor", key.seed, token))

    def learner(self, learner: str) -> connection.Link:
        """As one who has joined."""
        return as_learner(self.authority, self.servers, learner)

    def guest(self) -> connection.Link:
        """As one who has not."""
        return self.link(connection.Credential("guest"))


def as_learner(of: authority.Authority, servers: tuple[str, ...], learner: str) -> connection.Link:
    """A way in for a learner of that id."""
    key = nkeys.Key.new("U")
    token = of.for_learner(key.public, learner)
    return connection.Link(servers, of.certificate, connection.Credential(learner, key.seed, token))


@contextlib.asynccontextmanager
async def room(place: Path, *, days: int = 14) -> AsyncIterator[Room]:
    """A class whose server listens where the system chooses."""
    of = authority.found(CLASS, "Networking 101", "127.0.0.1", 0, days=days)
    serving = server.Server(of, place, listen="127.0.0.1:-1")
    await serving.start()
    try:
        yield Room(of, serving)
    finally:
        await serving.stop()


def options(**more: Any) -> founding.Options:
    """A class on loopback, as `workshop host` opens it."""
    wanted = founding.Options(
        CLASS, title="Networking 101", address="127.0.0.1", port=ports.free()[0], bind="127.0.0.1"
    )
    return wanted._replace(**more)
