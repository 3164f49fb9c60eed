"""One decision: a node for a pod, or the message that says why there is none."""

import collections
import dataclasses
from collections.abc import Callable
from typing import Any

from tutor.lab.controllers import quantities
from tutor.lab.controllers.scheduler import fit, nodes, scores

Object = dict[str, Any]
_HELPLESS = ("untolerated taint", "node affinity/selector", "requested node name", "were unschedulable")


@dataclasses.dataclass(frozen=True)
class Decision:
    """Either a node's name or the reason why the pod stays where it is."""

    node: str = ""
    message: str = ""


def decide(pod: Object, picture: nodes.Picture, claim: Callable[[str], Object | None]) -> Decision:
    """Choose a node; `claim` looks up a PersistentVolumeClaim of the pod's namespace by name."""
    trouble = _volumes(pod, claim)
    every = list(picture.nodes.values())
    if not every:
        return Decision(message="no nodes available to schedule pods")
    if trouble:
        helpless = (
            f"0/{len(every)} nodes are available: {len(every)} Preemption is not helpful for scheduling."
        )
        return Decision(message=f"0/{len(every)} nodes are available: {trouble}. {_after(helpless)}")
    around = fit.Neighbours(picture)
    wanted = quantities.requests(pod["spec"])
    against = {node.name: fit.obstacles(pod, wanted, node, around) for node in every}
    fitting = [node for node in every if not against[node.name]]
    if fitting:
        return Decision(node=scores.best(pod, fitting, around).name)
    return Decision(message=_explain(against))


def _volumes(pod: Object, claim: Callable[[str], Object | None]) -> str:
    for volume in pod["spec"].get("volumes") or ():
        source = volume.get("persistentVolumeClaim")
        if not source:
            continue
        found = claim(source["claimName"])
        if found is None:
            return f'persistentvolumeclaim "{source["claimName"]}" not found'
        if not found["spec"].get("volumeName"):
            return "pod has unbound immediate PersistentVolumeClaims"
    return ""


def _explain(against: dict[str, list[str]]) -> str:
    reasons = collections.Counter(reason for found in against.values() for reason in found)
    told = ", ".join(sorted(f"{count} {reason}" for reason, count in reasons.items()))
    helpless = sum(
        any(word in reason for word in _HELPLESS for reason in found) for found in against.values()
    )
    rest = len(against) - helpless
    outcomes = [f"{helpless} Preemption is not helpful for scheduling"] if helpless else []
    outcomes += [f"{rest} No preemption victims found for incoming pod"] if rest else []
    head = f"0/{len(against)} nodes are available: "
    return f"{head}{told}. {_after(head + ', '.join(outcomes) + '.')}"


def _after(outcome: str) -> str:
    """What the steps after filtering have to say."""
    return f"no new claims to deallocate, preemption: {outcome}"
