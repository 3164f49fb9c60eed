"""binding: the scheduler's word on where a pod runs (kubernetes: pkg/registry/core/pod/storage/storage.go)."""

from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer, incoming, read, writing

Object = dict[str, Any]

GVK = ("", "v1", "Binding")


def create(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Assign the pod to the node that the Binding names. Raises errors.Conflict where it has one already."""
    binding = incoming.read(call, one, GVK)
    target = binding.get("target") or {}
    faults = field.Errors()
    if target.get("kind") not in (None, "", "Node"):
        faults.unsupported("target.kind", target["kind"], ("Node", "<empty>"))
    if not target.get("name"):
        faults.required("target.name")
    faults.raise_for("", "Binding", call.info.name)
    old = read.existing(call, one)
    _check(one, old.object, binding)
    new = old.copy()
    new["spec"]["nodeName"] = target["name"]
    if annotations := (binding.get("metadata") or {}).get("annotations"):
        new["metadata"]["annotations"] = {**(new["metadata"].get("annotations") or {}), **annotations}
    _scheduled(new, clock.rfc3339(call.now))
    writing.save(call, one, new, old)
    return answer.Plain(answer.success(code=201), 201)


def _check(one: kind.Kind, pod: Object, binding: Object) -> None:
    name = pod["metadata"]["name"]

    def refuse(why: str) -> errors.Conflict:
        return errors.Conflict.on(one.group, "pods/binding", name, why)

    uid = (binding.get("metadata") or {}).get("uid")
    if uid and uid != pod["metadata"]["uid"]:
        raise refuse(
            f"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod['metadata']['uid']}"
        )
    if "deletionTimestamp" in pod["metadata"]:
        raise refuse(f"pod {name} is being deleted, cannot be assigned to a host")
    if node := pod["spec"].get("nodeName"):
        raise refuse(f'pod {name} is already assigned to node "{node}"')
    if pod["spec"].get("schedulingGates"):
        raise refuse(f"pod {name} has non-empty .spec.schedulingGates")


def _scheduled(pod: Object, now: str) -> None:
    """The condition PodScheduled becomes true."""
    status = pod.setdefault("status", {})
    conditions = [one for one in status.get("conditions") or () if one["type"] != "PodScheduled"]
    conditions.append(
        {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": now}
    )
    status["conditions"] = conditions
