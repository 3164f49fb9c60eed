"""Rules for budgets, roles and priorities. Pure.

kubernetes: pkg/apis/{policy,rbac,scheduling}/validation.
"""

from typing import Any

from tutor.lab.apiserver.validation import field, workloads

Object = dict[str, Any]

HIGHEST_PRIORITY = 1000000000


def budget(obj: Object, errors: field.Errors) -> None:
    """A PodDisruptionBudget: one bound, not two, and whom it is for."""
    spec = obj.get("spec") or {}
    bounds, policy = ("minAvailable", "maxUnavailable"), spec.get("unhealthyPodEvictionPolicy")
    if all(key in spec for key in bounds):
        # The real server shows its own structure, by Go's field names.
        keys = ("minAvailable", "selector", "maxUnavailable", "unhealthyPodEvictionPolicy")
        shown = {f"{key[0].upper()}{key[1:]}": spec.get(key) for key in keys}
        errors.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for key in bounds:
        if key in spec:
            workloads.percentage(spec[key], f"spec.{key}", errors)
            workloads.at_most_all(spec[key], f"spec.{key}", errors)
    if spec.get("selector") is not None:
        workloads.selector(spec["selector"], "spec.selector", errors, empty=True)
    if policy is not None:
        errors.one_of("spec.unhealthyPodEvictionPolicy", policy, ("AlwaysAllow", "IfHealthyBudget"))


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


def again(rule: Any) -> Any:
    """A rule for new objects as one for changed ones."""

    def update(new: Object, _: Object, errors: field.Errors) -> None:
        rule(new, errors)

    return update
