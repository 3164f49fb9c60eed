"""Says of claims that nothing will bind them; the lab has no storage classes of its own."""

from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import world

Object = dict[str, Any]
COMPONENT = "persistentvolume-controller"
_CLAIMS = resources.PERSISTENT_VOLUME_CLAIMS


class Controller:
    """One for all claims (kubernetes: pkg/controller/volume/persistentvolume)."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._queue = of.queue("claim", self._sync)
        of.informer(_CLAIMS).on_change(self._changed)

    def _changed(self, change: str, claim: Object, _known: Object | None) -> None:
        if change == "ADDED" and not claim["spec"].get("volumeName"):
            self._queue.add(f"{claim['metadata']['namespace']}/{claim['metadata']['name']}")

    async def _sync(self, key: str) -> float | None:
        claim = self._world.get(_CLAIMS, key)
        if claim is None:
            return None
        name = claim["spec"].get("storageClassName")
        if name:
            text = f'storageclass.storage.k8s.io "{name}" not found'
            self._world.events.tell(
                claim, _CLAIMS, "ProvisioningFailed", text, component=COMPONENT, warning=True
            )
        else:
            text = "no persistent volumes available for this claim and no storage class is set"
            self._world.events.tell(claim, _CLAIMS, "FailedBinding", text, component=COMPONENT)
        return None
