"""eviction: a deletion that disruption budgets may put off (kubernetes: pkg/registry/core/pod/storage/eviction.go)."""

from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.selectors import labels
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.subresources import scale
from tutor.lab.apiserver.verbs import answer, deleting, incoming, read

Object = dict[str, Any]

GVK = ("policy", "v1", "Eviction")
_BUDGETS = ("policy", "poddisruptionbudgets")


def create(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Evict the pod. Raises errors.TooManyRequests where a budget forbids it now."""
    eviction = incoming.read(call, one, GVK)
    pod = read.existing(call, one)
    given = eviction.get("deleteOptions") or {}
    wanted = deleting.Options(
        grace=given.get("gracePeriodSeconds"),
        uid=(given.get("preconditions") or {}).get("uid") or "",
        dry_run=call.dry_run or given.get("dryRun") == ["All"],
    )
    finished = objects.dig(pod.object, "status", "phase") in ("Succeeded", "Failed", "Pending")
    if not finished and not objects.deleting(pod.object):
        _spend(call, pod, wanted)
    deleting.remove(call, one, pod, wanted)
    return answer.Plain(answer.success(code=201), 201)


def _spend(call: state.Call, pod: entry.Entry, wanted: deleting.Options) -> None:
    """Take one disruption off the budget that covers the pod, if there is one."""
    meta = pod.object["metadata"]
    budgets = [
        found
        for found in call.state.store.entries(_BUDGETS, meta["namespace"])
        if _covers(found.object, meta)
    ]
    if not budgets:
        return
    if len(budgets) > 1:
        raise errors.InternalError(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        )
    new = budgets[0].copy()
    status = new.setdefault("status", {})
    if status.get("disruptionsAllowed", 0) <= 0:
        raise _refusal(new["metadata"]["name"], status)
    if not wanted.dry_run:
        status["disruptionsAllowed"] -= 1
        call.state.store.put(_BUDGETS, new)


def _covers(budget: Object, meta: Object) -> bool:
    selector = objects.dig(budget, "spec", "selector")
    return selector is not None and labels.parse(scale.selector_text(selector)).matches(
        meta.get("labels") or {}
    )


def _refusal(name: str, status: Object) -> errors.TooManyRequests:
    needed, healthy = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
    cause = errors.Cause(
        "DisruptionBudget",
        f"The disruption budget {name} needs {needed} healthy pods and has {healthy} currently",
    )
    return errors.TooManyRequests(
        "Cannot evict pod as it would violate the pod's disruption budget.",
        details={"causes": [cause.as_json()]},
    )
