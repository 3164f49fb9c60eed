"""Stands in for the kubelets of three nodes: pods run, fail to pull or complete at once, and go when deleted.

Images with "nosuch" in their name or with the tag "broken" cannot be pulled; pods of Jobs complete at once.
The first node is the control plane.
"""

import asyncio
from typing import Any

from tests.replay import statuses
from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import meta

Object = dict[str, Any]
NODES = ("node-0", "node-1", "node-2")


class Kubelets:
    """All three of them."""

    def __init__(self, client: rest.Client, owner: aio.Tasks, version: str) -> None:
        self._client = client
        self._owner = owner
        self._version = version
        self._since = meta.stamp()
        self._pods = informer.Informer(client, resources.PODS)
        self._pods.on_change(self._changed)
        self._busy: set[str] = set()
        self._given = dict.fromkeys(range(len(NODES)), 1)

    async def start(self) -> None:
        """Register the nodes and begin to run pods."""
        for index, name in enumerate(NODES):
            await self._client.create(resources.NODES, statuses.node_object(index, name))
        await self._beat()
        self._owner.start(self._heartbeats(), name="heartbeats")
        self._owner.start(self._pods.run(), name="pods")
        await self._pods.synced.wait()

    async def _heartbeats(self) -> None:
        while True:
            await asyncio.sleep(8)
            await self._beat()

    async def _beat(self) -> None:
        for index, name in enumerate(NODES):
            status = statuses.node_status(index, name, self._version, self._since)
            await self._client.patch(
                resources.NODES,
                name,
                {"status": status},
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )
            spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": meta.micro_stamp()}
            try:
                await self._client.patch(resources.LEASES, name, {"spec": spec}, "kube-node-lease")
            except rest.ApiError as error:
                if error.code != 404:
                    raise
                lease = {"metadata": {"name": name, "namespace": "kube-node-lease"}, "spec": spec}
                await self._client.create(resources.LEASES, lease)

    def _changed(self, change: str, pod: Object, _known: Object | None) -> None:
        if change == "DELETED" or pod["spec"].get("nodeName") not in NODES:
            return
        uid = pod["metadata"]["uid"]
        going = meta.deleting(pod) and not pod["metadata"].get("finalizers")
        fresh = (pod.get("status") or {}).get("phase") == "Pending" and not pod["status"].get(
            "containerStatuses"
        )
        work = "end" if going else ("begin" if fresh and not meta.deleting(pod) else "")
        if work and f"{work} {uid}" not in self._busy:
            self._busy.add(f"{work} {uid}")
            self._owner.start(self._end(pod) if going else self._begin(pod), name=f"{work} {uid}")

    async def _end(self, pod: Object) -> None:
        about = pod["metadata"]
        try:
            await self._client.delete(
                resources.PODS, about["name"], about["namespace"], grace=0, uid=about["uid"]
            )
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise

    async def _begin(self, pod: Object) -> None:
        await asyncio.sleep(0.05)
        index = NODES.index(pod["spec"]["nodeName"])
        self._given[index] += 1
        about = pod["metadata"]
        address = f"10.244.{index}.{self._given[index] % 250}"
        body = {"metadata": {"uid": about["uid"]}, "status": statuses.pod_status(pod, index, address)}
        try:
            await self._client.patch(
                resources.PODS,
                about["name"],
                body,
                about["namespace"],
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )
            for container in pod["spec"]["containers"]:
                await self._tell(pod, container)
        except rest.ApiError as error:
            if error.code not in (403, 404, 409):
                raise

    async def _tell(self, pod: Object, container: Object) -> None:
        image, name = container["image"], container["name"]
        told = [
            ("Normal", "Pulled", f'Container image "{image}" already present on machine'),
            ("Normal", "Created", f"Created container: {name}"),
            ("Normal", "Started", f"Started container {name}"),
        ]
        if statuses.broken(image):
            told = [("Warning", "Failed", f'Failed to pull image "{image}": not found')]
        for kind, reason, message in told:
            await self._client.create(resources.EVENTS, statuses.event(pod, name, kind, reason, message))
