"""Taints and tolerations (k8s.io/component-helpers/scheduling/corev1)."""

from collections.abc import Collection
from typing import Any

Object = dict[str, Any]
UNSCHEDULABLE: Object = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def tolerates(toleration: Object, taint: Object) -> bool:
    """Whether one toleration puts up with one taint."""
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint["key"]:
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and (toleration.get("value") or "") == (taint.get("value") or "")


def tolerated(pod: Object, taint: Object) -> bool:
    """Whether any of the pod's tolerations puts up with the taint."""
    return any(tolerates(one, taint) for one in pod["spec"].get("tolerations") or ())


def untolerated(pod: Object, node: Object, effects: Collection[str]) -> Object | None:
    """The node's first taint with such an effect that the pod does not tolerate."""
    for taint in node.get("spec", {}).get("taints") or ():
        if taint.get("effect") in effects and not tolerated(pod, taint):
            return dict(taint)
    return None


def disliked(pod: Object, node: Object) -> int:
    """How many PreferNoSchedule taints the pod does not tolerate."""
    found = node.get("spec", {}).get("taints") or ()
    return sum(one.get("effect") == "PreferNoSchedule" and not tolerated(pod, one) for one in found)
