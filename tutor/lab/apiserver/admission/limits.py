"""LimitRanger: defaults and bounds of a namespace's containers (kubernetes: plugin/pkg/admission/limitranger)."""

from collections.abc import Iterator
from typing import Any

from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.decode import quantity

Object = dict[str, Any]

ANNOTATION = "kubernetes.io/limit-ranger"


def _items(call: state.Call, namespace: str, sort: str) -> Iterator[Object]:
    for found in call.objects("", "limitranges", namespace):
        yield from (one for one in found["spec"].get("limits") or () if one.get("type") == sort)


def fill_in(call: state.Call, pod: Object) -> None:
    """Give containers the requests and limits that they do not name, and note it in an annotation."""
    items = list(_items(call, pod["metadata"]["namespace"], "Container"))
    if not items:
        return
    notes = []
    for key, word in (("containers", "container"), ("initContainers", "init container")):
        for container in pod["spec"].get(key) or ():
            set_requests, set_limits = _fill_container(container, items)
            for sort, names in (("request", set_requests), ("limit", set_limits)):
                if names:
                    notes.append(f"{', '.join(sorted(names))} {sort} for {word} {container['name']}")
    if notes:
        annotations = pod["metadata"].setdefault("annotations", {})
        annotations[ANNOTATION] = "LimitRanger plugin set: " + "; ".join(notes)


def _fill_container(container: Object, items: list[Object]) -> tuple[list[str], list[str]]:
    resources = container.setdefault("resources", {})
    added: dict[str, list[str]] = {"requests": [], "limits": []}
    for item in items:
        for key, source in (("requests", "defaultRequest"), ("limits", "default")):
            for name, value in (item.get(source) or {}).items():
                if name not in (resources.get(key) or {}):
                    resources.setdefault(key, {})[name] = value
                    added[key].append(name)
    return added["requests"], added["limits"]


def check(call: state.Call, pod: Object) -> None:
    """Raises errors.Forbidden where a container is outside the namespace's bounds."""
    problems: list[str] = []
    for item in _items(call, pod["metadata"]["namespace"], "Container"):
        for container in (*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())):
            problems += _outside(container.get("resources") or {}, item, "Container")
    if problems:
        words = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        raise errors.forbidden("", "pods", pod["metadata"].get("name", ""), words)


def _outside(resources: Object, item: Object, sort: str) -> Iterator[str]:
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for name, least in (item.get("min") or {}).items():
        if name not in requests:
            yield f"minimum {name} usage per {sort} is {least}.  No request is specified"
        elif _amount(requests[name]) < _amount(least):
            yield f"minimum {name} usage per {sort} is {least}, but request is {requests[name]}"
    for name, most in (item.get("max") or {}).items():
        if name not in limits:
            yield f"maximum {name} usage per {sort} is {most}.  No limit is specified"
        elif _amount(limits[name]) > _amount(most):
            yield f"maximum {name} usage per {sort} is {most}, but limit is {limits[name]}"


def _amount(text: str) -> Any:
    return quantity.parse(str(text)).value
