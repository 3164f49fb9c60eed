"""Image policy: what pulling comes to in a lab that has its images at hand (Kubernetes: pkg/kubelet/images)."""

import time

from tutor.lab.client import resources
from tutor.lab.kubelet import backoff, events, story
from tutor.lab.kubelet.images import image, reference, registry

SHOWN_SECONDS = 2.0
"""How long ErrImagePull is shown before it turns to ImagePullBackOff."""


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


class Pulls:
    """One container's attempts, and how long they wait for each other."""

    def __init__(self) -> None:
        self._delays = backoff.Backoff()

    async def obtain(self, told: story.Story) -> image.Image | None:
        """The container's image, however long it takes; None when the container is stopped before."""
        while not told.stopping.is_set():
            try:
                found = pull(told)
            except PullError as error:
                await self._failed(told, error)
            else:
                ref = reference.parse(told.item.image)
                told.item.image_name = ref.text
                told.item.image_id = f"{ref.name}@{found.digest()}"
                return found
        return None

    async def _failed(self, told: story.Story, error: PullError) -> None:
        told.wait(error.reason, str(error))
        told.tell(events.WARNING, "Failed", f"Error: {error.reason}")
        if not error.again:
            await told.stopping.wait()
            return
        if error.reason == "ErrImagePull":
            await told.pause(SHOWN_SECONDS)
            text = f'Back-off pulling image "{told.item.image}"'
            told.wait("ImagePullBackOff", f"{text}: ErrImagePull: {error}")
            told.tell(events.NORMAL, "BackOff", text)
            told.tell(events.WARNING, "Failed", "Error: ImagePullBackOff")
        self._delays.next()
        await told.pause(self._delays.delay)


def pull(told: story.Story) -> image.Image:
    """The image of a container, with the events that its pull makes. Raises PullError."""
    name, tell = told.item.image, told.tell
    policy, began = policy_of(told.item.spec), time.monotonic()
    try:
        found = told.scene.context.images(name)
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
