"""The events that a kubelet tells, of its pods and its node."""

import asyncio

from tutor.lab.client import recorder, resources, rest

NORMAL, WARNING = "Normal", "Warning"

QUIET_SECONDS, LONGEST_WAIT_SECONDS = 0.1, 1.5
"""Events wait until nothing was recorded for a while: in a burst of pods, the pods come first."""


class Recorder(recorder.Recorder):
    """Run `run()` as a task."""

    def __init__(self, client: rest.Client, node_name: str) -> None:
        super().__init__(client, calm=self._quiet)
        self._node_name = node_name
        self._last = 0.0

    def pod(
        self,
        pod: resources.Object,
        kind: str,
        reason: str,
        message: str,
        *,
        container: str = "",
        init: bool = False,
    ) -> None:
        """An event about a pod, or about one container of it."""
        list_name = "initContainers" if init else "containers"
        field = f"spec.{list_name}{{{container}}}" if container else ""
        self._tell(recorder.reference(pod, resources.PODS, field), kind, reason, message)

    def node(self, kind: str, reason: str, message: str) -> None:
        """An event about this node."""
        about = {"kind": "Node", "name": self._node_name, "uid": self._node_name}
        self._tell(about, kind, reason, message)

    def _tell(self, about: resources.Object, kind: str, reason: str, message: str) -> None:
        self._last = asyncio.get_running_loop().time()
        self.record(
            recorder.counted(
                about, reason, message, component="kubelet", host=self._node_name, warning=kind == WARNING
            )
        )

    async def _quiet(self) -> None:
        """Return when the last burst of events is over, or has gone on for long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_WAIT_SECONDS
        while (left := min(self._last + QUIET_SECONDS, until) - loop.time()) > 0:
            await asyncio.sleep(left)
