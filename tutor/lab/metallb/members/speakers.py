"""The list of live speakers, as the election asks for it (internal/speakerlist/speakerlist.go)."""

import asyncio
from collections.abc import Callable

import aiohttp

from tutor.lab.client import rest
from tutor.lab.metallb import log as log_
from tutor.lab.metallb.members import discovery, gossip, membership

Changed = Callable[[], None]
"""Called when a speaker came or went."""

TRIGGERED, JOINED, PARTLY, CHANGED = (f"speakerlist.go:{line}" for line in (271, 258, 256, 310))
"""Lines of MetalLB's internal/speakerlist/speakerlist.go."""
REJOIN_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""MetalLB looks for lost members once a minute; at the start, when all speakers are young, more often."""
YOUNG = 4
"""So many looks in vain are no error: the others are about to start as well."""


class Speakers:
    """Watches the speakers of one MetalLB. `joined` is set when the first look for others has ended."""

    def __init__(
        self,
        node: str,
        address: str,
        *,
        secret: str,
        namespace: str,
        labels: str,
        log: log_.Log,
        changed: Changed,
        port: int = gossip.PORT,
    ) -> None:
        self.joined = asyncio.Event()
        self._address, self._namespace, self._labels = address, namespace, labels
        self._log, self._changed = log, changed
        self._sought = asyncio.Event()
        self._gossip = gossip.Gossip(
            node, address, secret=secret, log=log, changed=self._on_change, port=port
        )

    def usable(self) -> frozenset[str] | None:
        """The nodes whose speakers live."""
        return self._gossip.members.alive()

    def rejoin(self) -> None:
        """Look for speakers that are no members, now."""
        self._sought.set()

    async def start(self) -> None:
        """Listen. Raises OSError where the address is not this node's."""
        await self._gossip.start()

    async def run(self, client: rest.Client) -> None:
        """Look for others and watch them, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._gossip.run(), name="metallb members")
            group.create_task(self._seek(client), name="metallb members discovery")

    def leave(self) -> None:
        """Say goodbye."""
        self._log.info(op="shutdown", msg="leaving memberlist cluster")
        self._gossip.leave()
        self._log.info(op="shutdown", msg="left memberlist cluster", error=None)

    async def _seek(self, client: rest.Client) -> None:
        attempt = 0
        while True:
            self._sought.clear()
            await self._look(client, young=attempt < YOUNG)
            self.joined.set()
            pause = REJOIN_SECONDS[min(attempt, len(REJOIN_SECONDS) - 1)]
            attempt += 1
            try:
                async with asyncio.timeout(pause):
                    await self._sought.wait()
            except TimeoutError:
                continue
            self._log.info(caller=TRIGGERED, op="memberDiscovery", msg="triggering discovery")

    async def _look(self, client: rest.Client, *, young: bool) -> None:
        try:
            found = await discovery.addresses(client, self._namespace, self._labels)
        except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            self._log.error(op="memberDiscovery", error=error, msg="failed to get pod IPs")
            return
        missing = found - self._gossip.members.addresses() - {self._address}
        if not missing:
            return
        joined = await self._gossip.join(missing)
        if joined == len(missing):
            text = "memberlist join successfully"
            counts = {"number of other nodes": joined}
            self._log.info(caller=JOINED, op="Member detection", msg=text, **counts)
        elif not young:
            counts = {"joined": joined, "expected": len(missing)}
            self._log.error(caller=PARTLY, op="memberDiscovery", msg="partial join", **counts, error=None)

    def _on_change(self, change: membership.Change) -> None:
        told = {"node addr": change.address, "node name": change.node}
        self._log.info(
            caller=CHANGED, msg="node event - forcing sync", **told, **{"node event": change.event.value}
        )
        self._changed()


class Unwatched:
    """In place of Speakers where MetalLB is not told how to find them: nobody is known to live."""

    def __init__(self, log: log_.Log) -> None:
        self.joined = asyncio.Event()
        self.joined.set()
        need = "need ml-bindaddr / ml-labels / ml-secret-key config"
        log.info(op="startup", msg=f"not starting fast dead node detection (memberlist), {need}")

    def usable(self) -> frozenset[str] | None:
        """Not known."""
        return None

    def rejoin(self) -> None:
        """There is nothing to join."""

    async def start(self) -> None:
        """There is nothing to listen to."""

    async def run(self, client: rest.Client) -> None:  # noqa: ARG002 - nobody is looked for
        """Idle, until cancelled."""
        await asyncio.Event().wait()

    def leave(self) -> None:
        """There is nobody to tell."""
