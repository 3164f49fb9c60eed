"""What the class's namespace is, and how much of the cluster it may use. Pure."""

import dataclasses

from tutor.workshop.deploy import objects
from tutor.workshop.deploy import plan as plans

SPARE_PODS = 2
"""Room for a host that is replaced while its last pod ends."""


def manifests(plan: plans.Plan) -> list[objects.Object]:
    """Namespace, ResourceQuota, LimitRange."""
    return [_namespace(plan), _quota(plan), _range(plan)]


def _namespace(plan: plans.Plan) -> objects.Object:
    """The learners' pods fit no stricter level: it is seccomp alone that keeps them from `baseline`."""
    levels = {"enforce": "privileged", "audit": "privileged", "warn": "privileged"}
    marks = {f"pod-security.kubernetes.io/{mode}": level for mode, level in levels.items()}
    head = objects.named(plan, "v1", "Namespace", plan.namespace, "class")
    meta = {"name": plan.namespace, "labels": {**head["metadata"]["labels"], **marks}}
    return {**head, "metadata": meta}


def _quota(plan: plans.Plan) -> objects.Object:
    groups = ((plans.NATS, plan.replicas), (plans.HOST, SPARE_PODS), (plans.LEARNER, plan.learners))
    pods = sum(count for _, count in groups)

    def total(field: str) -> int:
        return sum(dataclasses.asdict(size)[field] * count for size, count in groups)

    hard = {
        "pods": str(pods),
        "requests.cpu": f"{total('cpu')}m",
        "requests.memory": f"{total('memory')}Mi",
        "limits.cpu": f"{total('most_cpu')}m",
        "limits.memory": f"{total('most_memory')}Mi",
        "persistentvolumeclaims": str(plan.replicas + plan.learners),
        "services": str(3 + plan.learners),
        "services.nodeports": "0",
        "services.loadbalancers": "0",
    }
    return {**objects.named(plan, "v1", "ResourceQuota", "class", "class"), "spec": {"hard": hard}}


def _range(plan: plans.Plan) -> objects.Object:
    most = max((plans.NATS, plans.HOST, plans.LEARNER), key=lambda size: size.most_memory)
    asked = objects.resources(plans.HOST)
    limit = {
        "type": "Container",
        "default": asked["limits"],
        "defaultRequest": asked["requests"],
        "max": objects.resources(most)["limits"],
    }
    return {**objects.named(plan, "v1", "LimitRange", "class", "class"), "spec": {"limits": [limit]}}
