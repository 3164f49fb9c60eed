"""What every namespace is given: the ServiceAccount `default` and the ConfigMap with the cluster's CA."""

from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, world

Object = dict[str, Any]
ROOT_CA = "kube-root-ca.crt"
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)
_NAMESPACES, _ACCOUNTS = resources.NAMESPACES, resources.SERVICE_ACCOUNTS


class Controller:
    """One for all namespaces (kubernetes: pkg/controller/serviceaccount, certificates/rootcacertpublisher)."""

    def __init__(self, of: world.World, ca: str) -> None:
        self._world = of
        self._ca = ca
        self._queue = of.queue("accounts", self._sync)
        of.informer(_NAMESPACES).on_change(self._changed)
        of.informer(_ACCOUNTS).on_change(self._part_gone)
        of.informer(resources.CONFIG_MAPS).on_change(self._part_gone)

    def _changed(self, change: str, namespace: Object, _known: Object | None) -> None:
        if change != "DELETED" and not meta.deleting(namespace):
            self._queue.add(f"/{namespace['metadata']['name']}")

    def _part_gone(self, change: str, obj: Object, _known: Object | None) -> None:
        if obj["metadata"]["name"] in ("default", ROOT_CA) and change != "ADDED":
            self._queue.add(f"/{obj['metadata']['namespace']}")

    async def _sync(self, key: str) -> float | None:
        namespace = self._world.get(_NAMESPACES, key)
        if namespace is None or meta.deleting(namespace):
            return None
        name = namespace["metadata"]["name"]
        if self._world.get(_ACCOUNTS, f"{name}/default") is None:
            await self._create(_ACCOUNTS, {"metadata": {"name": "default", "namespace": name}})
        await self._publish(name)
        return None

    async def _publish(self, namespace: str) -> None:
        about = {
            "name": ROOT_CA,
            "namespace": namespace,
            "annotations": {"kubernetes.io/description": DESCRIPTION},
        }
        known = self._world.get(resources.CONFIG_MAPS, f"{namespace}/{ROOT_CA}")
        if known is None:
            await self._create(resources.CONFIG_MAPS, {"metadata": about, "data": {"ca.crt": self._ca}})
        elif known.get("data") != {"ca.crt": self._ca}:
            body = {"data": {**dict.fromkeys(known.get("data") or ()), "ca.crt": self._ca}}
            await self._world.patch(resources.CONFIG_MAPS, known, body)

    async def _create(self, kind: resources.Resource, obj: Object) -> None:
        try:
            await self._world.create(kind, obj)
        except rest.ApiError as error:
            # A namespace that has begun to go takes nothing new.
            if error.code not in (403, 404, 409):
                raise
