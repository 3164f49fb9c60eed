"""How long each node has said nothing new, by the controller's own clock. Pure.

As in kubernetes' pkg/controller/nodelifecycle (nodeHealthData.probeTimestamp): the times that a node writes only tell
whether it has said something new, so a machine that slept, or whose clock was set, has lost no node by that.
"""

from typing import Any

Object = dict[str, Any]


class Silence:
    """What each node said last, and when that was first seen."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[list[str | None], float]] = {}

    def seconds(self, node: Object, lease: Object | None, now: float) -> float:
        """Since the node's Ready condition or its lease last changed; `now` is of a clock that is never set."""
        conditions = (node.get("status") or {}).get("conditions") or ()
        beats = [one.get("lastHeartbeatTime") for one in conditions if one["type"] == "Ready"]
        said = [node["metadata"]["uid"], lease["spec"].get("renewTime") if lease else None, *beats]
        name = node["metadata"]["name"]
        known, since = self._heard.get(name, (None, now))
        if known != said:
            since = now
        self._heard[name] = (said, since)
        return now - since

    def forget(self, name: str) -> None:
        """The node is there no more."""
        self._heard.pop(name, None)
