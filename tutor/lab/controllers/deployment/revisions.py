"""Revisions: which replica set is the present template's, what the new one looks like, what history is kept."""

import copy
from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta
from tutor.lab.controllers.deployment import sizes
from tutor.lab.controllers.templatehash import compute

Object = dict[str, Any]

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"
_NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    "deprecated.deployment.rollback.to",
    REVISION,
    HISTORY,
    DESIRED,
    MAXIMUM,
)


def same_template(one: Object, other: Object) -> bool:
    """Whether two pod templates are equal apart from the hash label."""
    return _bare(one) == _bare(other)


def _bare(template: Object) -> Object:
    above = dict(template.get("metadata") or {})
    above.pop("creationTimestamp", None)
    above["labels"] = {key: value for key, value in (above.get("labels") or {}).items() if key != HASH}
    return {"metadata": above, "spec": template["spec"]}


def find_new(deployment: Object, sets: list[Object]) -> Object | None:
    """The oldest replica set of the present template."""
    ordered = sorted(sets, key=lambda one: one["metadata"].get("creationTimestamp", ""))
    template = deployment["spec"]["template"]
    return next((one for one in ordered if same_template(one["spec"]["template"], template)), None)


def number(obj: Object) -> int:
    """The revision that an object carries, 0 for none."""
    text = meta.annotations(obj).get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def next_number(old: list[Object]) -> int:
    """One more than the highest revision of the old sets."""
    return max((number(one) for one in old), default=0) + 1


def annotations(deployment: Object, known: Object | None, revision: int) -> dict[str, str]:
    """What the newest set must carry: the deployment's annotations, its revision, the sizes of the rollout."""
    carried = dict(meta.annotations(known)) if known else {}
    before = number(known) if known else 0
    copied = {key: text for key, text in meta.annotations(deployment).items() if key not in _NOT_COPIED}
    carried.update(copied)
    if before < revision:
        if before:
            past = [part for part in carried.get(HISTORY, "").split(",") if part]
            carried[HISTORY] = ",".join([*past, str(before)])
        carried[REVISION] = str(revision)
    return carried if known else {**carried, **size_notes(deployment)}


def size_notes(deployment: Object) -> dict[str, str]:
    """The annotations by which a later change of the wanted number is noticed."""
    wanted = int(deployment["spec"]["replicas"])
    return {DESIRED: str(wanted), MAXIMUM: str(wanted + sizes.max_surge(deployment))}


def build(deployment: Object, old: list[Object]) -> Object:
    """The replica set of the present template, sized for its first step."""
    spec, about = deployment["spec"], deployment["metadata"]
    template = copy.deepcopy(spec["template"])
    digest = compute.template(template, (deployment.get("status") or {}).get("collisionCount"))
    above = template.setdefault("metadata", {})
    above["labels"] = {**(above.get("labels") or {}), HASH: digest}
    selector = copy.deepcopy(spec["selector"])
    selector["matchLabels"] = {**(selector.get("matchLabels") or {}), HASH: digest}
    made: Object = {
        "metadata": {
            "name": f"{about['name']}-{digest}",
            "namespace": about["namespace"],
            "labels": dict(above["labels"]),
            "annotations": annotations(deployment, None, next_number(old)),
            "ownerReferences": [meta.owner_reference(deployment, resources.DEPLOYMENTS)],
        },
        "spec": {"replicas": 0, "selector": selector, "template": template},
    }
    if spec.get("minReadySeconds"):
        made["spec"]["minReadySeconds"] = spec["minReadySeconds"]
    made["spec"]["replicas"] = sizes.new_size(deployment, [*old, made], made)
    return made


def superfluous(deployment: Object, old: list[Object]) -> list[Object]:
    """Old sets beyond the history limit that are empty and settled, lowest revision first."""
    limit = deployment["spec"].get("revisionHistoryLimit")
    if limit is None:
        return []
    alive = sorted((one for one in old if not meta.deleting(one)), key=number)
    return [one for one in alive[: max(0, len(alive) - limit)] if _empty(one)]


def _empty(one: Object) -> bool:
    settled = one["metadata"].get("generation", 0) <= sizes.counted(one, "observedGeneration")
    return settled and sizes.size(one) == 0 and sizes.counted(one, "replicas") == 0
