"""Says of claims that nothing will bind them, and lets deleted ones go once no pod uses them.

The lab has no storage classes of its own.
"""

from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, pods, world

Object = dict[str, Any]
COMPONENT = "persistentvolume-controller"
PROTECTION = "kubernetes.io/pvc-protection"
_CLAIMS = resources.PERSISTENT_VOLUME_CLAIMS


class Controller:
    """One for all claims (kubernetes: pkg/controller/volume/persistentvolume, …/pvcprotection)."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("claim", self._sync)
        self._pods = of.index(resources.PODS, "by claim", _claims_of)
        of.informer(_CLAIMS).on_change(self._changed)
        of.informer(resources.PODS).on_change(self._pod_changed)

    def _changed(self, change: str, claim: Object, _known: Object | None) -> None:
        if change == "ADDED" and not claim["spec"].get("volumeName"):
            self._queue.add(f"{claim['metadata']['namespace']}/{claim['metadata']['name']}")
        if change != "DELETED" and meta.deleting(claim):
            self._queue.add(f"{claim['metadata']['namespace']}/{claim['metadata']['name']}")

    def _pod_changed(self, change: str, pod: Object, _known: Object | None) -> None:
        for key in _claims_of(pod) if change == "DELETED" or pods.finished(pod) else ():
            self._queue.add(key)

    async def _sync(self, key: str) -> float | None:
        claim = self._world.get(_CLAIMS, key)
        if claim is None:
            return None
        if meta.deleting(claim):
            await self._release(key, claim)
        elif not claim["spec"].get("volumeName"):
            self._complain(claim)
        return None

    async def _release(self, key: str, claim: Object) -> None:
        held = claim["metadata"].get("finalizers") or []
        if PROTECTION in held and not any(not pods.finished(pod) for pod in self._pods.of(key)):
            left = [one for one in held if one != PROTECTION]
            await self._world.patch(_CLAIMS, claim, {"metadata": {"finalizers": left or None}})

    def _complain(self, claim: Object) -> None:
        name = claim["spec"].get("storageClassName")
        if name:
            text = f'storageclass.storage.k8s.io "{name}" not found'
            self._world.events.tell(
                claim, _CLAIMS, "ProvisioningFailed", text, component=COMPONENT, warning=True
            )
        else:
            text = "no persistent volumes available for this claim and no storage class is set"
            self._world.events.tell(claim, _CLAIMS, "FailedBinding", text, component=COMPONENT)


def _claims_of(pod: Object) -> list[str]:
    """Keys of the claims that a pod uses."""
    sources = [one.get("persistentVolumeClaim") for one in pod["spec"].get("volumes") or ()]
    return [f"{pod['metadata']['namespace']}/{one['claimName']}" for one in sources if one]
