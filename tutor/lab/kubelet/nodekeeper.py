"""Registers the node and keeps its lease and status fresh (Kubernetes: pkg/kubelet/kubelet_node_status.go)."""

import asyncio

import aiohttp

from tutor.base import clock
from tutor.lab.client import resources, rest
from tutor.lab.kubelet import context, events, nodeobject
from tutor.lab.kubelet.images import registry

RETRY_SECONDS = 0.1
TROUBLES = (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError)


class NodeKeeper:
    """One node's object and lease."""

    def __init__(self, shared: context.Context) -> None:
        self._shared = shared
        self._since = clock.rfc3339(clock.now())
        self._uid = ""
        self._leased = False

    async def register(self) -> str:
        """Create the Node, or take over the one there is, and say that it is ready. Waits for the API to answer.

        The Node's uid.
        """
        name = self._shared.node.name
        while True:
            try:
                await self._created()
                await self._renew()
            except TROUBLES:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        tell = self._shared.events.node
        tell(events.NORMAL, "Starting", "Starting kubelet.")
        for reason in (
            "NodeHasSufficientMemory",
            "NodeHasNoDiskPressure",
            "NodeHasSufficientPID",
            "NodeReady",
        ):
            tell(events.NORMAL, reason, f"Node {name} status is now: {reason}")
        return self._uid

    async def run(self) -> None:
        """Renew the lease every 10 s, and the status every 5 min, until cancelled."""
        since_status = 0.0
        while True:
            await asyncio.sleep(nodeobject.RENEW_SECONDS)
            since_status += nodeobject.RENEW_SECONDS
            try:
                await self._renew()
                if since_status >= nodeobject.STATUS_SECONDS or not await self._is_ready():
                    await self._post_status()
                    since_status = 0.0
            except TROUBLES:
                continue  # the API is away; the next turn tries again

    async def _is_ready(self) -> bool:
        """Whether the API still holds the node for ready: its controller marks a silent one."""
        found = await self._shared.client.get(resources.NODES, self._shared.node.name)
        conditions = found.get("status", {}).get("conditions") or []
        return any(item["type"] == "Ready" and item["status"] == "True" for item in conditions)

    async def _created(self) -> None:
        """Create the Node with its status, which the API keeps; one that is there gets the status alone."""
        client, wanted = self._shared.client, nodeobject.new(self._shared.node)
        try:
            found = await client.create(resources.NODES, {**wanted, "status": self._status()})
        except rest.ApiError as error:
            if error.code != 409:
                raise
            found = await client.get(resources.NODES, self._shared.node.name)
            self._compare(found)
            await self._post_status()
        else:
            if not found.get("status", {}).get("conditions"):
                await self._post_status()
        self._uid = found["metadata"]["uid"]

    def _compare(self, before: resources.Object) -> None:
        boot = self._shared.machine.boot_id
        if before.get("status", {}).get("nodeInfo", {}).get("bootID", boot) != boot:
            text = f"Node {self._shared.node.name} has been rebooted, boot id: {boot}"
            self._shared.events.node(events.WARNING, "Rebooted", text)

    def _status(self) -> resources.Object:
        shared = self._shared
        return nodeobject.status(shared.node, shared.machine, _images(), clock.now(), self._since)

    async def _post_status(self) -> None:
        shared = self._shared
        status = self._status()
        await shared.client.patch(
            resources.NODES,
            shared.node.name,
            {"status": status},
            subresource="status",
            content_type=rest.STRATEGIC_PATCH,
        )

    async def _renew(self) -> None:
        lease = nodeobject.lease(self._shared.node, self._uid, clock.now())
        name, client = self._shared.node.name, self._shared.client
        try:
            if self._leased:
                body = {"spec": lease["spec"]}
                await client.patch(resources.LEASES, name, body, lease["metadata"]["namespace"])
            else:
                await client.create(resources.LEASES, lease)
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise
            self._leased = error.code == 409  # as it was found, for the next turn
            if self._leased:
                await self._renew()
        else:
            self._leased = True


def _images() -> list[resources.Object]:
    return [{"names": [f"{name}:latest"], "sizeBytes": 0} for name in registry.names()]
