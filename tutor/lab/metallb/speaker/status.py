"""Keeps ServiceL2Status objects: who announces a service (internal/k8s/controllers/layer2_status_controller.go)."""

import asyncio
from collections.abc import Callable

import aiohttp

from tutor.lab.client import resources, rest
from tutor.lab.metallb import log as log_
from tutor.lab.metallb.layer2 import announcer

STATUSES = resources.Resource("metallb.io", "v1beta1", "servicel2statuses", "ServiceL2Status")
NODE, SERVICE, NAMESPACE = "metallb.io/node", "metallb.io/service-name", "metallb.io/service-namespace"

CONTROLLER = "Layer2StatusReconciler"
RETRY_SECONDS = 1.0

Announced = Callable[[str], announcer.Advertisement | None]


class Statuses:
    """Run `run()` as a task; without the custom resource in the cluster it ends by itself."""

    def __init__(self, client: rest.Client, log: log_.Log, *, node: str, namespace: str, pod: str) -> None:
        self._client, self._log = client, log
        self._node, self._namespace, self._pod = node, namespace, pod
        self._changed: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._owners: list[resources.Object] = []

    def changed(self, service: str) -> None:
        """The announcement of the service "namespace/name" is not what it was."""
        self._changed[service] = None
        self._wake.set()

    async def run(self, announced: Announced) -> None:
        """Write what has changed."""
        if not await self._prepared():
            return  # a MetalLB from before 0.14.6, which had no such objects
        while True:
            self._wake.clear()
            while self._changed:
                service = next(iter(self._changed))
                del self._changed[service]
                await self._reconcile(service, announced(service))
            await self._wake.wait()

    async def _prepared(self) -> bool:
        """Whether there are such objects at all; asks until the API answers."""
        while True:
            try:
                await self._client.list(STATUSES, self._namespace)
                await self._find_pod()
            except rest.ApiError as error:
                if error.code == 404:
                    return False
                self._log.error(controller=CONTROLLER, error=error, msg="failed to list the statuses")
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self._log.error(controller=CONTROLLER, error=error, msg="failed to list the statuses")
            else:
                return True
            await asyncio.sleep(RETRY_SECONDS)

    async def _find_pod(self) -> None:
        if not self._pod:
            return
        pod = await self._client.get(resources.PODS, self._pod, self._namespace)
        reference = {"apiVersion": "v1", "kind": "Pod", "name": self._pod, "uid": pod["metadata"]["uid"]}
        self._owners = [reference]

    async def _reconcile(self, service: str, what: announcer.Advertisement | None) -> None:
        try:
            if what is None:
                await self._remove(service)
            else:
                await self._write(service, what)
        except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            text = "failed to write the status"
            self._log.error(controller=CONTROLLER, service=service, error=error, msg=text)

    async def _existing(self, service: str) -> list[resources.Object]:
        namespace, _, name = service.partition("/")
        labels = f"{SERVICE}={name},{NAMESPACE}={namespace}"
        found = await self._client.list(STATUSES, self._namespace, labels=labels)
        return list(found["items"])

    async def _remove(self, service: str) -> None:
        for known in await self._existing(service):
            if known["metadata"]["labels"].get(NODE) == self._node:
                await self._delete(known)

    async def _write(self, service: str, what: announcer.Advertisement) -> None:
        """One object, of the node that announces; those of other nodes are what is left of a former owner."""
        own: resources.Object | None = None
        for known in await self._existing(service):
            if own is None and known["metadata"]["labels"].get(NODE) == self._node:
                own = known
            else:
                await self._delete(known)
        status = self._status(service, what)
        if own is None:
            own = await self._client.create(STATUSES, self._fresh(service), self._namespace)
        if own.get("status") != status:
            name = own["metadata"]["name"]
            body = {"status": status}
            await self._client.patch(STATUSES, name, body, self._namespace, subresource="status")

    async def _delete(self, known: resources.Object) -> None:
        try:
            await self._client.delete(STATUSES, known["metadata"]["name"], self._namespace)
        except rest.ApiError as error:
            if error.code != 404:
                raise

    def _fresh(self, service: str) -> resources.Object:
        namespace, _, name = service.partition("/")
        labels = {NODE: self._node, SERVICE: name, NAMESPACE: namespace}
        meta = {"generateName": "l2-", "labels": labels, "ownerReferences": self._owners}
        return {"metadata": meta, "spec": {}}

    def _status(self, service: str, what: announcer.Advertisement) -> resources.Object:
        namespace, _, name = service.partition("/")
        status: resources.Object = {"node": self._node, "serviceName": name, "serviceNamespace": namespace}
        if what.interfaces is not None:
            status["interfaces"] = [{"name": one} for one in sorted(what.interfaces)]
        return status
