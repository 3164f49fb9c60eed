"""Image policy: what pulling comes to in a lab that has its images at hand (Kubernetes: pkg/kubelet/images)."""

import time

from tutor.lab.client import resources
from tutor.lab.kubelet import context, events
from tutor.lab.kubelet.images import image, registry


class PullError(Exception):
    """The image cannot be had: the waiting reason, and the message. `again` when trying again may help."""

    def __init__(self, reason: str, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.reason = reason
        self.again = again


def policy_of(spec: resources.Object) -> str:
    """The pull policy: what is set, else Always for the tag latest and IfNotPresent for others."""
    if given := spec.get("imagePullPolicy"):
        return str(given)
    last = spec["image"].rpartition("/")[2]
    return "Always" if "@" not in last and last.partition(":")[2] in ("", "latest") else "IfNotPresent"


def pull(scene: context.Scene, spec: resources.Object, *, init: bool) -> image.Image:
    """The image of a container, with the events that its pull makes. Raises PullError."""
    recorder, name = scene.context.events, spec["image"]

    def tell(kind: str, reason: str, message: str) -> None:
        recorder.pod(scene.pod, kind, reason, message, container=spec["name"], init=init)

    policy, began = policy_of(spec), time.monotonic()
    try:
        found = scene.context.images(name)
    except ValueError as error:
        text = f'Failed to apply default image tag "{name}": {error}'
        tell(events.WARNING, "InspectFailed", text)
        raise PullError("InvalidImageName", text, again=False) from error
    if found is None and policy == "Never":
        text = f'Container image "{name}" is not present with pull policy of Never'
        tell(events.WARNING, "ErrImageNeverPull", text)
        raise PullError("ErrImageNeverPull", text)
    if found is None or policy == "Always":
        tell(events.NORMAL, "Pulling", f'Pulling image "{name}"')
    if found is None:
        text = absent(name)
        tell(events.WARNING, "Failed", f'Failed to pull image "{name}": {text}')
        raise PullError("ErrImagePull", text)
    if policy == "Always":
        took = f"{max(1, round((time.monotonic() - began) * 1000))}ms"
        words = f'Successfully pulled image "{name}" in {took} ({took} including waiting).'
        tell(events.NORMAL, "Pulled", f"{words} Image size: {found.size()} bytes.")
    else:
        words = f'Container image "{name}" already present on machine'
        tell(events.NORMAL, "Pulled", f"{words} and can be accessed by the pod")
    return found


def absent(name: str) -> str:
    """Why an image is not there, and which ones are."""
    return (
        f'failed to resolve reference "{name}": not found: the lab is offline and has work-alikes for these images: '
        + ", ".join(registry.names())
    )
