"""All that a pod's status is computed of."""

import dataclasses
import datetime
from collections.abc import Sequence

from tutor.lab.client import resources
from tutor.lab.kubelet import record


@dataclasses.dataclass(frozen=True)
class View:
    """All that a status is computed of."""

    pod: resources.Object
    init: Sequence[record.Container]
    main: Sequence[record.Container]
    host_ip: str
    pod_ip: str
    started_at: datetime.datetime
    sandbox: bool
    failed: tuple[str, str] | None = None
    """Reason and message of a pod that the kubelet gave up as a whole."""
    ephemeral: Sequence[record.Container] = ()
    before: Sequence[resources.Object] = ()
    """The conditions as they were last written."""


def is_sidecar(container: resources.Object) -> bool:
    """An init container that keeps running beside the others."""
    return bool(container.get("restartPolicy") == "Always")


def initialized(view: View) -> bool:
    """Whether every init container has done its part."""
    return all(did_its_part(item) for item in view.init)


def did_its_part(item: record.Container) -> bool:
    """An init container that succeeded, a sidecar that has been started."""
    if is_sidecar(item.spec):
        return item.started or item.done or item.last is not None
    return item.succeeded
