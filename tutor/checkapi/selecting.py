"""Which pods a Service chooses. Pure."""

from tutor.checkapi import objects


def chooses(service: objects.Object, pod: objects.Object) -> bool:
    """Whether the Service's selector fits the pod's labels; a Service without a selector chooses none."""
    selector = service["spec"].get("selector") or {}
    labels = pod["metadata"].get("labels") or {}
    same_home = service["metadata"].get("namespace") == pod["metadata"].get("namespace")
    return same_home and bool(selector) and all(labels.get(key) == value for key, value in selector.items())
