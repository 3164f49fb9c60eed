"""What a speaker makes of changes of nodes (speaker/main.go, SetNode and isNodeAvailableChanged)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tutor.lab.client import resources
from tutor.lab.metallb.speaker import follow


class Node:
    """Hands on the labels of the speaker's own node; `known` is set when that was done once."""

    def __init__(
        self,
        name: str,
        followed: follow.Followed,
        relabel: Callable[[Mapping[str, str]], Awaitable[None]],
        rejoin: Callable[[], None],
    ) -> None:
        self.known = asyncio.Event()
        self._name, self._followed = name, followed
        self._relabel, self._rejoin = relabel, rejoin
        self._changed = asyncio.Event()
        self._on_fitness: Callable[[], None] | None = None
        followed.on_node(self._note)

    def on_fitness(self, handler: Callable[[], None]) -> None:
        """Call `handler` from now on when a node becomes, or ceases to be, fit to announce something."""
        self._on_fitness = handler

    async def run(self) -> None:
        """Hand on the labels whenever they change, for ever."""
        labels: dict[str, str] | None = None
        while True:
            self._changed.clear()
            own = self._followed.nodes().get(self._name)
            found = (own["metadata"].get("labels") or {}) if own else {}
            if found != labels:
                labels = found
                await self._relabel(labels)
            self.known.set()
            await self._changed.wait()

    def _note(self, _: str, node: resources.Object, before: resources.Object | None) -> None:
        if node["metadata"]["name"] == self._name:
            self._changed.set()
            self._rejoin()
        if self._on_fitness is not None and (before is None or _fitness(node) != _fitness(before)):
            self._on_fitness()


def _fitness(node: resources.Object) -> tuple[Any, ...]:
    """All of a node that selectors and elections go by."""
    conditions = (node.get("status") or {}).get("conditions") or ()
    unavailable = [one["status"] for one in conditions if one["type"] == "NetworkUnavailable"]
    return node["metadata"].get("labels"), unavailable
