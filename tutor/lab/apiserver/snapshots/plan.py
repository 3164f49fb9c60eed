"""From what is and what was to what has to change, object by object. Pure.

An object keeps its uid over a restore, so that what it owns stays its own. Two kinds of the cluster are more than
their objects: a pod that still runs goes on, and one that does not is begun anew, under a new uid as every run of a
pod has; a node keeps its own account of itself.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.snapshots import belonging
from tutor.lab.apiserver.storage import store

Object = dict[str, Any]
World = Mapping[store.Key, Mapping[store.Name, Object]]
"""Every collection: name -> object."""

Run = tuple[str, str, str] | None
"""Whose pod, on which node, with which address."""

ENDED = ("Succeeded", "Failed")


@dataclasses.dataclass
class Plan:
    """What to take away and what to write, each in an order in which nothing is written before its definition."""

    remove: list[tuple[store.Key, store.Name]] = dataclasses.field(default_factory=list)
    put: list[tuple[store.Key, Object]] = dataclasses.field(default_factory=list)
    begun: list[Object] = dataclasses.field(default_factory=list)
    """Of `put`: the pods that have to run again, as they were when they ran."""


def make(now: World, then: World, fresh_uid: Callable[[], str]) -> Plan:
    """The changes that make `now` what was `then`. Neither is changed."""
    uids = _same_by_name(now, then)
    found = Plan()
    for key in sorted({*now, *then}, key=lambda key: (key != belonging.DEFINITIONS, key)):
        was = {name: _adopted(obj, uids) for name, obj in then.get(key, {}).items()}
        have = dict(now.get(key, {}))
        if key == belonging.PODS:
            _pods(found, have, was, fresh_uid, _stand_ins(have) if uids else {})
        else:
            _plain(found, key, have, was)
    _empty_namespaces(found, now)
    return found


def _same_by_name(now: World, then: World) -> dict[str, str]:
    """uid then -> uid now, for objects of one name that another cluster's snapshot knows by another uid.

    In the cluster that the snapshot is of, an object that was deleted and made anew gets its old uid back instead.
    """
    if _cluster(now) == _cluster(then):
        return {}
    return {
        obj["metadata"]["uid"]: now[key][name]["metadata"]["uid"]
        for key, was in then.items()
        if key != belonging.PODS
        for name, obj in was.items()
        if name in now.get(key, {})
    }


def _cluster(world: World) -> str:
    """A cluster's identity: customarily the uid of its namespace kube-system."""
    found = world.get(("", "namespaces"), {}).get(("", "kube-system"))
    return str(found["metadata"]["uid"]) if found else ""


def _adopted(obj: Object, uids: Mapping[str, str]) -> Object:
    """The object with uids as they are in this cluster."""
    meta = obj["metadata"]
    owners = meta.get("ownerReferences") or ()
    if meta["uid"] not in uids and not any(one.get("uid") in uids for one in owners):
        return obj
    meta = {**meta, "uid": uids.get(meta["uid"], meta["uid"])}
    if owners:
        meta["ownerReferences"] = [{**one, "uid": uids.get(one.get("uid"), one.get("uid"))} for one in owners]
    return {**obj, "metadata": meta}


def _plain(
    found: Plan, key: store.Key, have: dict[store.Name, Object], was: Mapping[store.Name, Object]
) -> None:
    for name, obj in have.items():
        if name not in was and not belonging.reported(key, obj) and key != belonging.NODES:
            found.remove.append((key, name))
    for name, obj in was.items():
        current = have.get(name)
        if key == belonging.NODES:
            if current is None:
                continue  # a node is a machine: it cannot be restored from words
            obj = _node(current, obj)
        if current is not None and key not in _NEVER_REPLACED and not _one(current, obj):
            found.remove.append((key, name))
            current = None
        if current is None or not objects.same(obj, current):
            found.put.append((key, obj))


_NEVER_REPLACED = (belonging.DEFINITIONS, ("", "namespaces"), belonging.NODES)
"""What holds other objects is written over, since its end would be theirs."""


def _one(current: Object, was: Object) -> bool:
    """Whether both are one object, and not two that follow each other under one name."""
    return bool(current["metadata"]["uid"] == was["metadata"]["uid"])


def _node(current: Object, was: Object) -> Object:
    """The node as it reports itself, with what people said of it then."""
    meta = {**current["metadata"]}
    for field in ("labels", "annotations"):
        meta[field] = was["metadata"].get(field) or {}
    return {**current, "metadata": meta, "spec": was.get("spec", {})}


def _pods(
    found: Plan,
    have: dict[store.Name, Object],
    was: Mapping[store.Name, Object],
    fresh_uid: Callable[[], str],
    stand_ins: Mapping[Run, store.Name],
) -> None:
    agents = {_agent(obj): name for name, obj in have.items() if _agent(obj) and _alive(obj)}
    kept: set[store.Name] = set()
    for name, obj in was.items():
        if agents.get(_agent(obj)):
            kept.add(agents[_agent(obj)])
            continue
        if stand_ins.get(_run(obj)):
            kept.add(stand_ins[_run(obj)])
            continue
        current = have.get(name)
        if current is not None and _goes_on(current, obj):
            kept.add(name)
            same = _relabelled(current, obj)
            if not objects.same(same, current):
                found.put.append((belonging.PODS, same))
            continue
        begun = _begun(obj, fresh_uid())
        if current is not None:
            found.remove.append((belonging.PODS, name))
        if not _ended(obj):
            found.begun.append(obj)
        kept.add(name)
        found.put.append((belonging.PODS, begun))
    for name, obj in have.items():
        if name not in kept and not belonging.reported(belonging.PODS, obj):
            found.remove.append((belonging.PODS, name))


def _agent(pod: Object) -> tuple[str, str] | None:
    """Whose agent of which node a DaemonSet's pod is: one is as good as another, whatever its name."""
    for owner in pod["metadata"].get("ownerReferences") or ():
        if owner.get("kind") == "DaemonSet" and pod["spec"].get("nodeName"):
            return owner["uid"], pod["spec"]["nodeName"]
    return None


def _run(pod: Object) -> Run:
    owners = [one["uid"] for one in pod["metadata"].get("ownerReferences") or () if one.get("controller")]
    address = (pod.get("status") or {}).get("podIP")
    return (owners[0], pod["spec"].get("nodeName", ""), address) if owners and address else None


def _stand_ins(have: Mapping[store.Name, Object]) -> dict[Run, store.Name]:
    """In another cluster: pods that run there in the very place of the snapshot's, such as CoreDNS.

    They are left alone, since a pod begun anew might not be what ran: CoreDNS goes on with an old Corefile when the
    new one is broken, but does not start with it.
    """
    return {_run(obj): name for name, obj in have.items() if _run(obj) and _alive(obj)}


def _alive(pod: Object) -> bool:
    return not objects.deleting(pod) and not _ended(pod)


def _ended(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in ENDED


_OF_THE_RUN = ("nodeName", "ephemeralContainers")


def _goes_on(current: Object, was: Object) -> bool:
    """Whether the pod that runs is still the one that was, or was begun for it by an earlier restore."""
    born = "creationTimestamp"
    if current["metadata"].get(born) != was["metadata"].get(born):
        return False
    if objects.deleting(current) or _ended(current) != _ended(was):
        return False
    before, after = dict(was["spec"]), dict(current["spec"])
    if before.get("nodeName") not in (None, after.get("nodeName")):
        return False
    for field in _OF_THE_RUN:
        before.pop(field, None)
        after.pop(field, None)
    return before == after


def _relabelled(current: Object, was: Object) -> Object:
    """The pod that runs, with what was said about it then."""
    meta = dict(current["metadata"])
    for field in ("labels", "annotations", "ownerReferences", "finalizers"):
        meta.pop(field, None)
        if was["metadata"].get(field):
            meta[field] = was["metadata"][field]
    return {**current, "metadata": meta}


def _begun(pod: Object, uid: str) -> Object:
    """The pod as a kubelet first sees it, on the node where it ran; one that had ended stays as it ended."""
    meta = {key: value for key, value in pod["metadata"].items() if not key.startswith("deletion")}
    meta["uid"] = uid
    if _ended(pod):
        return {**pod, "metadata": meta}
    status = pod.get("status") or {}
    scheduled = [one for one in status.get("conditions") or () if one.get("type") == "PodScheduled"]
    begun: Object = {"phase": "Pending"}
    if scheduled:
        begun["conditions"] = scheduled
    if "qosClass" in status:
        begun["qosClass"] = status["qosClass"]
    spec = {key: value for key, value in pod["spec"].items() if key != "ephemeralContainers"}
    return {**pod, "metadata": meta, "spec": spec, "status": begun}


def _empty_namespaces(found: Plan, now: World) -> None:
    """Of a namespace that goes, nothing stays, not even what is otherwise let alone."""
    going = {name[1] for key, name in found.remove if key == ("", "namespaces")}
    gone = set(found.remove)
    for key, have in now.items():
        for name in have:
            if name[0] in going and (key, name) not in gone:
                found.remove.append((key, name))
