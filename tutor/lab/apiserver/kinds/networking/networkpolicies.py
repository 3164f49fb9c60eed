"""Who may speak to a pod."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import network_policy as rules
from tutor.lab.apiserver.validation import policies

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    """Ingress is always governed; egress where there are rules for it."""
    spec = obj.setdefault("spec", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    for rule in (*(spec.get("ingress") or ()), *(spec.get("egress") or ())):
        for port in rule.get("ports") or ():
            port.setdefault("protocol", "TCP")


KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="networkpolicies",
    kind="NetworkPolicy",
    short_names=("netpol",),
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.validate, validate_update=policies.again(rules.validate)
    ),
)
