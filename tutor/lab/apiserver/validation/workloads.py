"""Rules for what makes pods (kubernetes: pkg/apis/apps/validation, pkg/apis/batch/validation). Pure."""

import re
from typing import Any

from tutor.lab.apiserver.validation import field, meta, names, pod

Object = dict[str, Any]

_MISMATCH = "`selector` does not match template `labels`"
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


def selector(
    found: Any, path: str, errors: field.Errors, *, empty: bool = False, of: str = "deployment"
) -> None:
    """A label selector that must be there and, unless `empty`, select something."""
    if found is None:
        errors.required(path)
        return
    meta.labels(found.get("matchLabels") or {}, f"{path}.matchLabels", errors)
    for index, one in enumerate(found.get("matchExpressions") or ()):
        where, operator, values = (
            f"{path}.matchExpressions[{index}]",
            one.get("operator", ""),
            one.get("values"),
        )
        if operator in ("In", "NotIn"):
            if not values:
                errors.required(f"{where}.values", "must be specified when `operator` is 'In' or 'NotIn'")
        elif operator in ("Exists", "DoesNotExist"):
            if values:
                errors.forbidden(
                    f"{where}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                )
        else:
            errors.invalid(f"{where}.operator", operator, "not a valid selector operator")
        for words in names.qualified(one.get("key", "")):
            errors.invalid(f"{where}.key", one.get("key", ""), words)
        for place, value in enumerate(values or ()):
            for words in names.label_value(value):
                errors.invalid(f"{where}.values[{place}]", value, words)
    if not empty and not found.get("matchLabels") and not found.get("matchExpressions"):
        errors.invalid(path, found, f"empty selector is invalid for {of}")


def selects(found: Object, labels: dict[str, str]) -> bool:
    """Whether a label selector matches labels."""
    if any(labels.get(key) != value for key, value in (found.get("matchLabels") or {}).items()):
        return False
    return all(_expression(one, labels) for one in found.get("matchExpressions") or ())


def _expression(one: Object, labels: dict[str, str]) -> bool:
    key, operator, values = one.get("key", ""), one.get("operator"), one.get("values") or ()
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    return (key in labels) is (operator == "Exists")


def template(
    spec: Object, errors: field.Errors, *, policies: tuple[str, ...] = ("Always",), of: str = "ReplicaSet"
) -> None:
    """The pod template of a workload: the selector finds its pods, and they restart as the workload needs."""
    found = spec.get("template") or {}
    labels = (found.get("metadata") or {}).get("labels") or {}
    chosen = spec.get("selector")
    if (
        isinstance(chosen, dict)
        and (chosen.get("matchLabels") or chosen.get("matchExpressions"))
        and not selects(chosen, labels)
    ):
        errors.invalid("spec.template.metadata.labels", dict(sorted(labels.items())), _MISMATCH)
    pod.validate_template(found, "spec.template", errors)
    policy = (found.get("spec") or {}).get("restartPolicy")
    if policy in pod.RESTART_POLICIES and policy not in policies:
        errors.unsupported("spec.template.spec.restartPolicy", policy, policies)
    if (found.get("spec") or {}).get("activeDeadlineSeconds") is not None and policies == ("Always",):
        words = f"activeDeadlineSeconds in {of} is not Supported"
        errors.forbidden("spec.template.spec.activeDeadlineSeconds", words)


def percentage(value: Any, path: str, errors: field.Errors) -> int:
    """A count or a percentage; gives its number, 0 where it is none."""
    if isinstance(value, int):
        errors.not_negative(path, value)
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]+%", value):
        return int(value[:-1])
    words = names.regex_words(
        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%", "93%"
    )
    errors.invalid(path, value, words)
    return 1


def at_most_all(value: Any, path: str, errors: field.Errors) -> None:
    """Demand a percentage of at most 100, where it is one."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]+%", value) and int(value[:-1]) > 100:
        errors.invalid(path, value, "must not be greater than 100%")


def replicas(spec: Object, errors: field.Errors) -> None:
    """The wanted number of pods."""
    errors.not_negative("spec.replicas", spec.get("replicas"))


def deployment(obj: Object, errors: field.Errors) -> None:
    """A Deployment."""
    spec = obj["spec"]
    replicas(spec, errors)
    selector(spec.get("selector"), "spec.selector", errors)
    template(spec, errors)
    _strategy(spec.get("strategy") or {}, errors)
    errors.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors.not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    deadline, ready = spec.get("progressDeadlineSeconds"), spec.get("minReadySeconds", 0)
    if deadline is not None:
        errors.not_negative("spec.progressDeadlineSeconds", deadline)
        if deadline <= ready:
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def _strategy(found: Object, errors: field.Errors) -> None:
    sort, rolling = found.get("type"), found.get("rollingUpdate")
    if sort == "Recreate":
        if rolling is not None:
            errors.forbidden(
                "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"
            )
    elif sort == "RollingUpdate":
        if rolling is None:
            errors.required("spec.strategy.rollingUpdate", "this should be defaulted and never be nil")
            return
        path = "spec.strategy.rollingUpdate"
        gone = percentage(rolling.get("maxUnavailable"), f"{path}.maxUnavailable", errors)
        more = percentage(rolling.get("maxSurge"), f"{path}.maxSurge", errors)
        if gone == 0 and more == 0:
            errors.invalid(
                f"{path}.maxUnavailable", rolling.get("maxUnavailable"), "may not be 0 when `maxSurge` is 0"
            )
        at_most_all(rolling.get("maxUnavailable"), f"{path}.maxUnavailable", errors)
    else:
        errors.unsupported("spec.strategy.type", sort, ("Recreate", "RollingUpdate"))


def replica_set(obj: Object, errors: field.Errors) -> None:
    """A ReplicaSet."""
    spec = obj["spec"]
    replicas(spec, errors)
    errors.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    selector(spec.get("selector"), "spec.selector", errors)
    template(spec, errors)


def daemon_set(obj: Object, errors: field.Errors) -> None:
    """A DaemonSet."""
    spec = obj["spec"]
    selector(spec.get("selector"), "spec.selector", errors, of="daemonset")
    template(spec, errors, of="DaemonSet")
    errors.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    update = spec.get("updateStrategy") or {}
    if update.get("type") not in ("RollingUpdate", "OnDelete"):
        errors.unsupported("spec.updateStrategy", _strategy_form(update), ("RollingUpdate", "OnDelete"))
    elif update["type"] == "RollingUpdate":
        _daemon_rolling(update.get("rollingUpdate"), "spec.updateStrategy.rollingUpdate", errors)
    errors.not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def _daemon_rolling(found: Any, path: str, errors: field.Errors) -> None:
    if found is None:
        errors.required(path)
        return
    numbers = {}
    for key in ("maxUnavailable", "maxSurge"):
        numbers[key] = percentage(found.get(key, 0), f"{path}.{key}", errors)
        at_most_all(found.get(key), f"{path}.{key}", errors)
    if numbers["maxUnavailable"] and numbers["maxSurge"]:
        words = "may not be set when maxUnavailable is non-zero"
        errors.invalid(f"{path}.maxSurge", found.get("maxSurge"), words)
    elif not any(numbers.values()):
        errors.required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def _strategy_form(found: Object) -> Object:
    """An update strategy as Go's own field names show it."""
    return {"Type": found.get("type", ""), "RollingUpdate": found.get("rollingUpdate")}


def stateful_set(obj: Object, errors: field.Errors) -> None:
    """A StatefulSet."""
    spec = obj["spec"]
    policy = spec.get("podManagementPolicy")
    if policy not in ("OrderedReady", "Parallel"):
        errors.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'")
    update = spec.get("updateStrategy") or {}
    rolling = update.get("rollingUpdate")
    if update.get("type") not in ("OnDelete", "RollingUpdate"):
        words = "must be 'RollingUpdate' or 'OnDelete'"
        errors.invalid("spec.updateStrategy", _strategy_form(update), words)
    elif update["type"] == "OnDelete" and rolling is not None:
        words = "only allowed for updateStrategy 'RollingUpdate'"
        shown = {"Partition": rolling.get("partition", 0), "MaxUnavailable": rolling.get("maxUnavailable")}
        errors.invalid("spec.updateStrategy.rollingUpdate", shown, words)
    elif rolling is not None:
        errors.not_negative("spec.updateStrategy.rollingUpdate.partition", rolling.get("partition"))
    replicas(spec, errors)
    errors.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    selector(spec.get("selector"), "spec.selector", errors, of="statefulset")
    template(_with_claims(spec), errors, of="StatefulSet")


def _with_claims(spec: Object) -> Object:
    """The spec with a volume for each claim's template, as its pods will have it: their mounts may name it."""
    found = spec.get("template") or {}
    inner = found.get("spec") or {}
    claims = [(one.get("metadata") or {}).get("name", "") for one in spec.get("volumeClaimTemplates") or ()]
    own = [one for one in inner.get("volumes") or () if one.get("name") not in claims]
    own += [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims]
    return {**spec, "template": {**found, "spec": {**inner, "volumes": own}}}


_STATEFUL_FREE = (
    "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
    "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
)
_STATEFUL_KEYS = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)


def stateful_set_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed StatefulSet: only some of its spec may change."""
    stateful_set(new, errors)
    kept = [
        {key: value for key, value in one["spec"].items() if key not in _STATEFUL_KEYS} for one in (new, old)
    ]
    if kept[0] != kept[1]:
        errors.forbidden(
            "spec", f"updates to statefulset spec for fields other than {_STATEFUL_FREE} are forbidden"
        )


def fixed_selector(new: Object, old: Object, errors: field.Errors) -> None:
    """The selector of a workload stays as it is."""
    errors.immutable("spec.selector", new["spec"].get("selector"), old["spec"].get("selector"))
