"""The next pod to make, delete or replace, and what a stateful set reports."""

import copy
import dataclasses
import datetime
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, pods

Object = dict[str, Any]
HASH = "controller-revision-hash"
POD_NAME, POD_INDEX = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"


@dataclasses.dataclass(frozen=True)
class Step:
    """Numbers of pods to make, and pods to delete, now."""

    create: tuple[int, ...] = ()
    delete: tuple[Object, ...] = ()


def ordinal(stateful_set: Object, pod: Object) -> int:
    """The pod's number, -1 for a name that is none of the set's."""
    parent, _, number = pod["metadata"]["name"].rpartition("-")
    return int(number) if parent == stateful_set["metadata"]["name"] and number.isdigit() else -1


def numbers(stateful_set: Object) -> range:
    """The numbers that the set wants."""
    spec = stateful_set["spec"]
    start = int((spec.get("ordinals") or {}).get("start", 0))
    return range(start, start + int(spec.get("replicas", 1)))


def _healthy(pod: Object) -> bool:
    return pods.phase(pod) == "Running" and pods.ready(pod) and not meta.deleting(pod)


def step(stateful_set: Object, owned: list[Object], update: str, now: datetime.datetime) -> Step:
    """What to do now; `update` is the hash of the present template's revision."""
    spec = stateful_set["spec"]
    wanted = numbers(stateful_set)
    by_number = {ordinal(stateful_set, pod): pod for pod in owned}
    parallel = spec.get("podManagementPolicy") == "Parallel"
    minimum = int(spec.get("minReadySeconds", 0))
    failed = [
        pod for n, pod in by_number.items() if n in wanted and pods.finished(pod) and not meta.deleting(pod)
    ]
    if failed:
        return Step(delete=tuple(failed))
    missing = tuple(n for n in wanted if n not in by_number)
    surplus = sorted((n for n in by_number if n not in wanted), reverse=True)
    if parallel:
        going = tuple(by_number[n] for n in surplus if not meta.deleting(by_number[n]))
        if missing or going:
            return Step(create=missing, delete=going)
        return _replace(stateful_set, by_number, update)
    for n in wanted:
        if n not in by_number:
            return Step(create=(n,))
        if not _healthy(by_number[n]) or not pods.available(by_number[n], minimum, now):
            return Step() if not surplus else _shrink(by_number, surplus)
    return _shrink(by_number, surplus) if surplus else _replace(stateful_set, by_number, update)


def _shrink(by_number: dict[int, Object], surplus: list[int]) -> Step:
    last = by_number[surplus[0]]
    return Step() if meta.deleting(last) else Step(delete=(last,))


def _replace(stateful_set: Object, by_number: dict[int, Object], update: str) -> Step:
    """Delete the highest pod of an older template, once those above it serve again."""
    strategy = stateful_set["spec"].get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return Step()
    partition = int((strategy.get("rollingUpdate") or {}).get("partition", 0))
    for n in sorted((n for n in by_number if n >= partition), reverse=True):
        pod = by_number[n]
        if meta.labels(pod).get(HASH) != update:
            return Step() if meta.deleting(pod) else Step(delete=(pod,))
        if not _healthy(pod):
            return Step()
    return Step()


def pod_for(stateful_set: Object, number: int, template: Object, revision: str) -> Object:
    """The pod with that number: a stable name, host name and volumes."""
    spec, name = stateful_set["spec"], f"{stateful_set['metadata']['name']}-{number}"
    pod = copy.deepcopy(pods.from_template(template, stateful_set, resources.STATEFUL_SETS))
    about = pod["metadata"]
    del about["generateName"]
    about["name"] = name
    about["generateName"] = f"{stateful_set['metadata']['name']}-"
    about["labels"] = {**(about.get("labels") or {}), HASH: revision, POD_NAME: name, POD_INDEX: str(number)}
    pod["spec"]["hostname"] = name
    if spec.get("serviceName"):
        pod["spec"]["subdomain"] = spec["serviceName"]
    claimed = [claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates") or ()]
    volumes = [one for one in pod["spec"].get("volumes") or () if one["name"] not in claimed]
    volumes += [{"name": one, "persistentVolumeClaim": {"claimName": f"{one}-{name}"}} for one in claimed]
    if volumes:
        pod["spec"]["volumes"] = volumes
    return pod


def claims_for(stateful_set: Object, number: int) -> list[Object]:
    """The PersistentVolumeClaims of one pod."""
    about, spec = stateful_set["metadata"], stateful_set["spec"]
    labels = spec["selector"].get("matchLabels") or {}
    made = []
    for claim in spec.get("volumeClaimTemplates") or ():
        named = f"{claim['metadata']['name']}-{about['name']}-{number}"
        above = {"name": named, "namespace": about["namespace"]}
        above["labels"] = {**(claim["metadata"].get("labels") or {}), **labels}
        made.append({"metadata": above, "spec": claim["spec"]})
    return made


def status(
    stateful_set: Object, owned: list[Object], current: str, update: str, now: datetime.datetime
) -> Object:
    """The new status; `current` and `update` are names of ControllerRevisions' hashes with the set's name."""
    minimum = int(stateful_set["spec"].get("minReadySeconds", 0))
    name = stateful_set["metadata"]["name"]
    live = [pod for pod in owned if not pods.finished(pod)]
    of = [f"{name}-{meta.labels(pod).get(HASH)}" for pod in live if not meta.deleting(pod)]
    updated = of.count(update)
    wanted = int(stateful_set["spec"].get("replicas", 1))
    through = updated == wanted == len(live) and all(_healthy(pod) for pod in live)
    found: Object = {
        "replicas": len(live),
        "availableReplicas": sum(
            pods.available(pod, minimum, now) and not meta.deleting(pod) for pod in live
        ),
        "collisionCount": (stateful_set.get("status") or {}).get("collisionCount", 0),
        "currentRevision": update if through else current,
        "updateRevision": update,
        "observedGeneration": stateful_set["metadata"].get("generation", 0),
    }
    optional = {
        "readyReplicas": sum(pods.ready(pod) for pod in live),
        "currentReplicas": updated if through else of.count(current),
        "updatedReplicas": updated,
    }
    return {**found, **{key: number for key, number in optional.items() if number}}
