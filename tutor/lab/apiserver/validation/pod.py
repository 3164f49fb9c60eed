"""Rules for pods and pod templates (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import addresses, containers, field, names, volumes

Object = dict[str, Any]

RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_OPERATORS = ("Equal", "Exists")
_NO_TOLERATION = {"key": "", "operator": "", "value": "", "effect": "", "tolerationSeconds": None}
_WHEN = ("DoNotSchedule", "ScheduleAnyway")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def validate(obj: Object, errors: field.Errors) -> None:
    """A whole pod."""
    validate_spec(obj.get("spec") or {}, "spec", errors)


def validate_spec(spec: Object, path: str, errors: field.Errors) -> None:
    """A PodSpec at `path`."""
    declared = volumes.validate(spec.get("volumes") or (), f"{path}.volumes", errors)
    found = spec.get("containers") or ()
    if not found:
        errors.required(f"{path}.containers")
    context = containers.Context(declared, spec)
    context.check_all(found, f"{path}.containers", errors)
    context.check_all(spec.get("initContainers") or (), f"{path}.initContainers", errors, init=True)
    context.check_all(spec.get("ephemeralContainers") or (), f"{path}.ephemeralContainers", errors)
    if (policy := spec.get("restartPolicy")) is not None:
        if not policy:
            errors.required(f"{path}.restartPolicy")
        else:
            errors.one_of(f"{path}.restartPolicy", policy, RESTART_POLICIES)
    _dns(spec, path, errors)
    _labels_and_names(spec, path, errors)
    _tolerations(spec.get("tolerations") or (), f"{path}.tolerations", errors)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= 2**31 - 1:
        errors.invalid(
            f"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive"
        )
    _spread(spec.get("topologySpreadConstraints") or (), f"{path}.topologySpreadConstraints", errors)
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        addresses.check_ip(alias.get("ip", ""), f"{path}.hostAliases[{index}].ip", errors)
        for host in alias.get("hostnames") or ():
            for words in names.subdomain(host):
                errors.invalid(f"{path}.hostAliases[{index}].hostnames", host, words)


def _spread(found: Any, path: str, errors: field.Errors) -> None:
    for index, one in enumerate(found):
        where = f"{path}[{index}]"
        if one.get("maxSkew", 0) <= 0:
            errors.invalid(f"{where}.maxSkew", one.get("maxSkew", 0), "must be greater than zero")
        if not one.get("topologyKey"):
            errors.required(f"{where}.topologyKey", "can not be empty")
        errors.one_of(f"{where}.whenUnsatisfiable", one.get("whenUnsatisfiable", ""), _WHEN)


def _dns(spec: Object, path: str, errors: field.Errors) -> None:
    policy, config = spec.get("dnsPolicy"), spec.get("dnsConfig") or {}
    if policy is not None:
        errors.one_of(f"{path}.dnsPolicy", policy, DNS_POLICIES)
    servers = config.get("nameservers") or ()
    where = f"{path}.dnsConfig.nameservers"
    if policy == "None" and not spec.get("dnsConfig"):
        errors.required(f"{path}.dnsConfig", f"must provide `dnsConfig` when `dnsPolicy` is {policy}")
    elif policy == "None" and not servers:
        errors.required(where, f"must provide at least one DNS nameserver when `dnsPolicy` is {policy}")
    if len(servers) > 3:
        errors.invalid(where, list(servers), "must not have more than 3 nameservers")
    for index, server in enumerate(servers):
        addresses.check_ip(server, f"{where}[{index}]", errors)
    if len(config.get("searches") or ()) > 32:
        errors.invalid(
            f"{path}.dnsConfig.searches", config["searches"], "must not have more than 32 search paths"
        )
    for index, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            errors.required(f"{path}.dnsConfig.options[{index}]", "must not be empty")


def _labels_and_names(spec: Object, path: str, errors: field.Errors) -> None:
    for key, value in (spec.get("nodeSelector") or {}).items():
        for words in names.qualified(key):
            errors.invalid(f"{path}.nodeSelector", key, words)
        for words in names.label_value(value):
            errors.invalid(f"{path}.nodeSelector", value, words)
    for key, rule in (
        ("nodeName", names.subdomain),
        ("serviceAccountName", names.subdomain),
        ("hostname", names.label),
        ("subdomain", names.label),
    ):
        if value := spec.get(key):
            for words in rule(value):
                errors.invalid(f"{path}.{key}", value, words)


def _tolerations(found: Any, path: str, errors: field.Errors) -> None:
    for index, one in enumerate(found):
        where, operator, effect = f"{path}[{index}]", one.get("operator") or "Equal", one.get("effect")
        if key := one.get("key"):
            for words in names.qualified(key):
                errors.invalid(f"{where}.key", key, words)
        elif operator != "Exists":
            errors.invalid(
                f"{where}.operator",
                operator,
                "operator must be Exists when `key` is empty, which means 'match all values and all keys'",
            )
        if operator not in _OPERATORS:
            errors.unsupported(f"{where}.operator", operator, _OPERATORS)
        elif operator == "Exists" and one.get("value"):
            # The real server shows its own structure, by Go's field names.
            keys = ("key", "operator", "value", "effect", "tolerationSeconds")
            shown = {f"{key[0].upper()}{key[1:]}": one.get(key, _NO_TOLERATION[key]) for key in keys}
            errors.invalid(f"{where}.operator", shown, "value must be empty when `operator` is 'Exists'")
        if one.get("tolerationSeconds") is not None and effect != "NoExecute":
            errors.invalid(
                f"{where}.effect", effect or "", "effect must be 'NoExecute' when `tolerationSeconds` is set"
            )
        if effect and effect not in _EFFECTS:
            errors.unsupported(f"{where}.effect", effect, _EFFECTS)


def validate_template(template: Object, path: str, errors: field.Errors) -> None:
    """A pod template at `path`: its labels and its spec."""
    from tutor.lab.apiserver.validation import meta

    found = template.get("metadata") or {}
    meta.labels(found.get("labels") or {}, f"{path}.labels", errors)
    validate_spec(template.get("spec") or {}, f"{path}.spec", errors)
