"""Flow schemas and priority levels of a fresh cluster (apiserver: pkg/apis/flowcontrol/bootstrap).

They are shown, not enforced: one small server has no need to shed load.
"""

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]

GROUP = "flowcontrol.apiserver.k8s.io"
_SCHEMAS = (
    ("exempt", "exempt", 1, ""),
    ("probes", "exempt", 2, ""),
    ("system-leader-election", "leader-election", 100, "ByUser"),
    ("system-node-high", "node-high", 400, "ByUser"),
    ("system-nodes", "system", 500, "ByUser"),
    ("kube-controller-manager", "workload-high", 800, "ByNamespace"),
    ("kube-scheduler", "workload-high", 800, "ByNamespace"),
    ("kube-system-service-accounts", "workload-high", 900, "ByNamespace"),
    ("service-accounts", "workload-low", 9000, "ByUser"),
    ("global-default", "global-default", 9900, "ByUser"),
    ("catch-all", "catch-all", 10000, "ByUser"),
)
_LEVELS = (
    ("catch-all", 5, 0),
    ("global-default", 20, 50),
    ("leader-election", 10, 0),
    ("node-high", 40, 25),
    ("system", 30, 33),
    ("workload-high", 40, 50),
    ("workload-low", 100, 90),
)
_ANNOTATIONS = {"apf.kubernetes.io/autoupdate-spec": "true"}


def _meta(name: str) -> Object:
    return {"name": name, "generation": 1, "annotations": dict(_ANNOTATIONS)}


def flow_schemas() -> Iterator[Object]:
    """Which requests would count as one flow."""
    for name, level, precedence, method in _SCHEMAS:
        spec: Object = {"priorityLevelConfiguration": {"name": level}, "matchingPrecedence": precedence}
        if method:
            spec["distinguisherMethod"] = {"type": method}
        text = (
            f'This FlowSchema references the PriorityLevelConfiguration object named "{level}" and it exists'
        )
        found = {
            "type": "Dangling",
            "status": "False",
            "lastTransitionTime": None,
            "reason": "Found",
            "message": text,
        }
        status = {"conditions": [found]}
        yield {
            "kind": "FlowSchema",
            "apiVersion": f"{GROUP}/v1",
            "metadata": _meta(name),
            "spec": spec,
            "status": status,
        }


def priority_levels() -> Iterator[Object]:
    """What each flow would get of the server."""
    exempt = {"type": "Exempt", "exempt": {"nominalConcurrencyShares": 0, "lendablePercent": 0}}
    yield {
        "kind": "PriorityLevelConfiguration",
        "apiVersion": f"{GROUP}/v1",
        "metadata": _meta("exempt"),
        "spec": exempt,
        "status": {},
    }
    for name, shares, lendable in _LEVELS:
        queuing = {"queues": 64 if shares < 100 else 128, "handSize": 6, "queueLengthLimit": 50}
        response = {"type": "Reject"} if name == "catch-all" else {"type": "Queue", "queuing": queuing}
        limited = {"nominalConcurrencyShares": shares, "limitResponse": response, "lendablePercent": lendable}
        yield {
            "kind": "PriorityLevelConfiguration",
            "apiVersion": f"{GROUP}/v1",
            "metadata": _meta(name),
            "spec": {"type": "Limited", "limited": limited},
            "status": {},
        }
