"""Whether what runs pods has all of them, as the API tells it. Pure: works on objects."""

from collections.abc import Iterable, Mapping

from tutor.checkapi import objects, shown

KINDS = ("deployments.apps", "statefulsets.apps", "daemonsets.apps")


def wanted(item: objects.Object) -> int:
    """How many pods it is to have: `replicas`, or for a DaemonSet the nodes that it is meant for."""
    if (nodes := shown.field(item, "status.desiredNumberScheduled")) is not None:
        return int(nodes)
    replicas = shown.field(item, "spec.replicas")
    return 1 if replicas is None else int(replicas)


def available(item: objects.Object) -> int:
    """How many of its pods have been ready for long enough to count."""
    for path in ("status.availableReplicas", "status.numberAvailable", "status.readyReplicas"):
        if (found := shown.field(item, path)) is not None:
            return int(found)
    return 0


def complete(item: objects.Object) -> bool:
    """Whether the newest template's pods are all there and available, and no change is still on its way."""
    return available(item) >= wanted(item) and not rolling(item)


def rolling(item: objects.Object) -> bool:
    """Whether a change of the template is still on its way to the pods."""
    status = item.get("status", {})
    if status.get("observedGeneration", 0) < item["metadata"].get("generation", 0):
        return True
    return bool(status.get("updatedReplicas", status.get("updatedNumberScheduled", 0)) < wanted(item))


def chosen(selector: Mapping[str, str], items: Iterable[objects.Object]) -> bool:
    """Whether one of them makes pods that a Service with this selector finds, also the pods of tomorrow."""
    labels = [shown.field(item, "spec.template.metadata.labels") or {} for item in items]
    return bool(selector) and any(selector.items() <= found.items() for found in labels)
