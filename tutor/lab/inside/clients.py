"""Clients of the trusted API socket, one for each part, ended together."""

import asyncio

from tutor.lab.client import rest
from tutor.lab.root import places


class Clients:
    """Makes clients and closes them."""

    def __init__(self) -> None:
        self._made: list[rest.Client] = []

    def named(self, user: str) -> rest.Client:
        """A client that the API server knows as `user`; managedFields show the last part of that name."""
        made = rest.Client(socket=places.API_SOCKET, user=user, agent=user.rpartition(":")[2])
        self._made.append(made)
        return made

    def component(self, name: str) -> rest.Client:
        """A client of a control plane's component, such as kube-scheduler."""
        return self.named(f"system:{name}")

    async def close(self) -> None:
        """Let go of every connection."""
        await asyncio.gather(*(client.close() for client in self._made))
