"""What is known of a container: the input of a pod's status."""

import dataclasses
import datetime

from tutor.base import clock
from tutor.lab.client import resources

RUNTIME = "k8stutor"
"""The scheme of container ids and of the node's containerRuntimeVersion: honest about whose runtime it is."""


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Not running (again) yet, and why."""

    reason: str
    message: str = ""


@dataclasses.dataclass(frozen=True)
class Running:
    """Running since then."""

    started_at: datetime.datetime


@dataclasses.dataclass(frozen=True)
class Terminated:
    """Ended: exit code, the kubelet's word for it, and when."""

    exit_code: int
    reason: str
    started_at: datetime.datetime | None
    finished_at: datetime.datetime
    container_id: str = ""
    message: str = ""


State = Waiting | Running | Terminated


@dataclasses.dataclass
class Container:
    """One container of a pod, as its runner keeps it."""

    name: str
    image: str
    spec: resources.Object
    state: State = Waiting("ContainerCreating")
    last: Terminated | None = None
    restarts: int = 0
    ready: bool = False
    started: bool = False
    container_id: str = ""
    image_id: str = ""
    image_name: str = ""

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return isinstance(self.state, Running)

    @property
    def done(self) -> bool:
        """Whether it has ended (it may be restarted still)."""
        return isinstance(self.state, Terminated)

    @property
    def succeeded(self) -> bool:
        """Whether it ended well."""
        return isinstance(self.state, Terminated) and self.state.exit_code == 0


def reason_of(exit_code: int) -> str:
    """The word for an ended container's exit code."""
    return "Completed" if exit_code == 0 else "Error"


def state_of(state: State) -> resources.Object:
    """A ContainerState as JSON."""
    match state:
        case Waiting(reason, message):
            return {"waiting": {"reason": reason, **({"message": message} if message else {})}}
        case Running(started_at):
            return {"running": {"startedAt": clock.rfc3339(started_at)}}
        case Terminated():
            return {"terminated": _terminated(state)}


def _terminated(state: Terminated) -> resources.Object:
    found: resources.Object = {
        "exitCode": state.exit_code,
        "reason": state.reason,
        "startedAt": clock.rfc3339(state.started_at) if state.started_at else None,
        "finishedAt": clock.rfc3339(state.finished_at),
    }
    if state.message:
        found["message"] = state.message
    if state.container_id:
        found["containerID"] = state.container_id
    return found
