"""Who may speak with whom in the class's namespace: nobody, but for what stands here. Pure.

A policy counts only where the cluster's network enforces it (Calico and Cilium do, flannel does not).
"""

from typing import Any

from tutor.workshop.deploy import objects
from tutor.workshop.deploy import plan as plans

Rule = dict[str, Any]


def manifests(plan: plans.Plan) -> list[objects.Object]:
    """Nothing goes in or out; then DNS for all, NATS for hosts and learners, and the web as far as it is wanted."""
    reach_nats = {"to": [_of(plan, "nats")], "ports": [_tcp(plans.CLIENT_PORT)]}
    members = [_of(plan, "host"), _of(plan, "learner")]
    routes = [_tcp(plans.ROUTE_PORT)]
    return [
        _policy(plan, "nobody", None, {"ingress": [], "egress": []}),
        _policy(plan, "dns", None, {"egress": [_dns()]}),
        _policy(plan, "host", "host", {"egress": [reach_nats]}),
        _policy(plan, "learner", "learner", {"egress": [reach_nats], "ingress": _web(plan)}),
        _policy(
            plan,
            "nats",
            "nats",
            {
                "ingress": [
                    {"from": members, "ports": [_tcp(plans.CLIENT_PORT)]},
                    {"from": [_of(plan, "nats")], "ports": routes},
                ],
                "egress": [{"to": [_of(plan, "nats")], "ports": routes}],
            },
        ),
    ]


def _policy(plan: plans.Plan, name: str, part: str | None, rules: dict[str, list[Rule]]) -> objects.Object:
    """One that selects a part's pods, or all; a direction that `rules` names is closed but for them."""
    selector = {} if part is None else {"matchLabels": objects.labels(plan, part)}
    kinds = [kind for kind in ("Ingress", "Egress") if kind.lower() in rules]
    spec = {"podSelector": selector, "policyTypes": kinds, **rules}
    head = objects.named(plan, "networking.k8s.io/v1", "NetworkPolicy", name, part or "class")
    return {**head, "spec": spec}


def _of(plan: plans.Plan, part: str) -> Rule:
    return {"podSelector": {"matchLabels": objects.labels(plan, part)}}


def _tcp(port: int) -> Rule:
    return {"protocol": "TCP", "port": port}


def _dns() -> Rule:
    """Those pods of kube-system that every cluster marks so, whatever they are called."""
    system = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    return {"to": [system], "ports": [{"protocol": "UDP", "port": 53}, _tcp(53)]}


def _web(plan: plans.Plan) -> list[Rule]:
    if not plan.web_from:
        return []
    source = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": plan.web_from}}}
    return [{"from": [source], "ports": [_tcp(plans.WEB_PORT)]}]
