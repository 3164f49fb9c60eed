"""Priority: from the name of a class to a number (kubernetes: plugin/pkg/admission/priority)."""

from typing import Any

from tutor.lab.apiserver import errors, state

Object = dict[str, Any]

_CLASSES = ("scheduling.k8s.io", "priorityclasses")


def admit(call: state.Call, pod: Object) -> None:
    """Set the priority. Raises errors.Forbidden for a class that does not exist."""
    spec, name = pod["spec"], pod["spec"].get("priorityClassName", "")
    if name:
        found = call.state.store.get(_CLASSES, "", name)
        if found is None:
            why = f"no PriorityClass with name {name} was found"
            raise errors.forbidden("", "pods", pod["metadata"].get("name", ""), why)
        chosen: Object = found.object
    else:
        chosen = next((one for one in call.objects(*_CLASSES) if one.get("globalDefault")), {})
        if chosen:
            spec["priorityClassName"] = chosen["metadata"]["name"]
    spec["priority"] = chosen.get("value", 0)
    spec.setdefault("preemptionPolicy", chosen.get("preemptionPolicy", "PreemptLowerPriority"))
