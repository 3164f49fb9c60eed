"""RuntimeClass: what a class of runtime adds to a pod (kubernetes: plugin/pkg/admission/runtimeclass)."""

from typing import Any

from tutor.lab.apiserver import errors, state

Object = dict[str, Any]

_CLASSES = ("node.k8s.io", "runtimeclasses")


def admit(call: state.Call, pod: Object) -> None:
    """Set the overhead. Raises errors.Forbidden for a class that does not exist."""
    name = pod["spec"].get("runtimeClassName")
    if not name:
        return
    found = call.state.store.get(_CLASSES, "", name)
    if found is None:
        why = f'pod rejected: RuntimeClass "{name}" not found'
        raise errors.forbidden("", "pods", pod["metadata"].get("name", ""), why)
    overhead = (found.object.get("overhead") or {}).get("podFixed")
    if overhead:
        pod["spec"]["overhead"] = dict(overhead)
