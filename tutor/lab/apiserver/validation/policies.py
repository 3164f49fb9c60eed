"""Rules for budgets, autoscalers, roles, priorities and quotas. Pure.

kubernetes: pkg/apis/{policy,autoscaling,rbac,scheduling,core}/validation.
"""

from typing import Any

from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

HIGHEST_PRIORITY = 1000000000


def budget(obj: Object, errors: field.Errors) -> None:
    """A PodDisruptionBudget: one bound, not two."""
    spec = obj.get("spec") or {}
    if "minAvailable" in spec and "maxUnavailable" in spec:
        errors.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set")
    for key in ("minAvailable", "maxUnavailable"):
        errors.not_negative(f"spec.{key}", spec.get(key))


def autoscaler(obj: Object, errors: field.Errors) -> None:
    """A HorizontalPodAutoscaler: its bounds and its target."""
    spec = obj.get("spec") or {}
    least, most = spec.get("minReplicas"), spec.get("maxReplicas", 0)
    if least is not None and least < 1:
        errors.invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        errors.invalid("spec.maxReplicas", most, "must be greater than 0")
    if least is not None and most < least:
        errors.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    target = spec.get("scaleTargetRef") or {}
    for key in ("kind", "name"):
        if not target.get(key):
            errors.required(f"spec.scaleTargetRef.{key}")


def role(obj: Object, errors: field.Errors) -> None:
    """A Role or ClusterRole: every rule says what and how."""
    namespaced = bool(obj["metadata"].get("namespace"))
    for index, rule in enumerate(obj.get("rules") or ()):
        path, urls = f"rules[{index}]", rule.get("nonResourceURLs")
        if not rule.get("verbs"):
            errors.required(f"{path}.verbs", "verbs must contain at least one value")
        if urls:
            if namespaced:
                words = "namespaced rules cannot apply to non-resource URLs"
                errors.invalid(f"{path}.nonResourceURLs", urls, words)
            if rule.get("resources") or rule.get("apiGroups") or rule.get("resourceNames"):
                words = "rules cannot apply to both regular resources and non-resource URLs"
                errors.invalid(f"{path}.nonResourceURLs", urls, words)
            continue
        if not rule.get("apiGroups"):
            errors.required(f"{path}.apiGroups", "resource rules must supply at least one api group")
        if not rule.get("resources"):
            errors.required(f"{path}.resources", "resource rules must supply at least one resource")


def priority(obj: Object, errors: field.Errors) -> None:
    """A PriorityClass: users' values have a ceiling, and a prefix is the system's own."""
    name, value = obj["metadata"].get("name", ""), obj.get("value", 0)
    if name.startswith("system-"):
        errors.forbidden(
            "metadata.name", "priority class names with 'system-' prefix are reserved for system use only"
        )
    elif value > HIGHEST_PRIORITY:
        words = f"maximum allowed value of a user defined priority is {HIGHEST_PRIORITY}"
        errors.forbidden("value", words)
    errors.one_of("preemptionPolicy", obj.get("preemptionPolicy"), ("Never", "PreemptLowerPriority"))


def priority_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed PriorityClass: its value stays."""
    if new.get("value", 0) != old.get("value", 0):
        errors.forbidden("value", "may not be changed in an update.")


def quota(obj: Object, errors: field.Errors) -> None:
    """A ResourceQuota: names and amounts."""
    for name, amount in sorted(((obj.get("spec") or {}).get("hard") or {}).items()):
        path = f"spec.hard[{name}]"
        for words in names.qualified(name):
            errors.invalid(path, name, words)
        try:
            if quantity.parse(str(amount)).value < 0:
                errors.invalid(path, amount, "must be greater than or equal to 0")
        except decode_errors.DecodeError as error:
            errors.invalid(path, amount, error.message)


def again(rule: Any) -> Any:
    """A rule for new objects as one for changed ones."""

    def update(new: Object, _: Object, errors: field.Errors) -> None:
        rule(new, errors)

    return update
