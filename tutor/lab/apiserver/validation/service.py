"""Rules for a Service (kubernetes: ValidateService in pkg/apis/core/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import containers, field, meta, names

Object = dict[str, Any]

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
KUBELET_PORT = 10250
_AFFINITIES = ("ClientIP", "None")
_TRAFFIC = ("Cluster", "Local")


def validate(obj: Object, errors: field.Errors) -> None:
    """A new or changed Service."""
    spec = obj.get("spec") or {}
    sort, headless = spec.get("type"), spec.get("clusterIP") == "None"
    if not spec.get("ports") and not headless and sort != "ExternalName":
        errors.required("spec.ports")
    _type_rules(spec, sort, headless, errors)
    _ports(spec.get("ports") or (), headless, errors)
    meta.labels(spec.get("selector") or {}, "spec.selector", errors)
    errors.one_of("spec.sessionAffinity", spec.get("sessionAffinity"), _AFFINITIES)
    errors.one_of("spec.type", sort, TYPES)
    for key in ("externalTrafficPolicy", "internalTrafficPolicy"):
        if key in spec:
            errors.one_of(f"spec.{key}", spec[key], _TRAFFIC)
    if (
        "externalTrafficPolicy" in spec
        and sort not in ("NodePort", "LoadBalancer")
        and not spec.get("externalIPs")
    ):
        words = "may only be set for externally-accessible services"
        errors.invalid("spec.externalTrafficPolicy", spec["externalTrafficPolicy"], words)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        containers.check_ip(address, f"spec.externalIPs[{index}]", errors)
    for address in spec.get("clusterIPs") or ():
        if address and address != "None":
            containers.check_ip(address, "spec.clusterIPs[0]", errors)
    _affinity(spec, errors)


def _type_rules(spec: Object, sort: Any, headless: bool, errors: field.Errors) -> None:
    """What each type of Service allows."""
    if sort == "ExternalName":
        _external(spec, errors)
    elif sort in ("LoadBalancer", "NodePort") and headless:
        errors.invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {sort} services")
    for index, port in enumerate(spec.get("ports") or ()):
        path = f"spec.ports[{index}]"
        if sort == "ClusterIP" and port.get("nodePort"):
            errors.forbidden(f"{path}.nodePort", "may not be used when `type` is 'ClusterIP'")
        if sort == "LoadBalancer" and port.get("port") == KUBELET_PORT:
            words = f"may not expose port {KUBELET_PORT} externally since it is used by kubelet"
            errors.invalid(path, KUBELET_PORT, words)


def _external(spec: Object, errors: field.Errors) -> None:
    if spec.get("clusterIP"):
        errors.forbidden("spec.clusterIPs", "may not be set for ExternalName services")
    name = (spec.get("externalName") or "").rstrip(".")
    if not name:
        errors.required("spec.externalName")
        return
    for words in names.subdomain(name):
        errors.invalid("spec.externalName", spec["externalName"], words)


def _affinity(spec: Object, errors: field.Errors) -> None:
    config = spec.get("sessionAffinityConfig")
    if spec.get("sessionAffinity") == "ClientIP" and config is not None:
        seconds = (config.get("clientIP") or {}).get("timeoutSeconds")
        if seconds is not None and not 0 < seconds <= 86400:
            words = "must be greater than 0 and less than 86400"
            errors.invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, words)


def _ports(found: Any, headless: bool, errors: field.Errors) -> None:
    seen_names: set[str] = set()
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(found):
        path, name = f"spec.ports[{index}]", port.get("name", "")
        if not name and len(found) > 1:
            errors.required(f"{path}.name")
        elif name:
            for words in names.label(name):
                errors.invalid(f"{path}.name", name, words)
            if name in seen_names:
                errors.duplicate(f"{path}.name", name)
            seen_names.add(name)
        if not (headless and port.get("port") == 0):
            containers.check_port(port.get("port"), f"{path}.port", errors)
        errors.one_of(f"{path}.protocol", port.get("protocol"), containers.PROTOCOLS)
        _target(port.get("targetPort"), f"{path}.targetPort", errors)
        key = (port.get("protocol"), port.get("port"))
        if key in seen:
            errors.duplicate(path, {"port": port.get("port"), "protocol": port.get("protocol")})
        seen.add(key)


def _target(target: Any, path: str, errors: field.Errors) -> None:
    if isinstance(target, str):
        for words in containers.port_name(target):
            errors.invalid(path, target, words)
    elif target is not None:
        containers.check_port(target, path, errors)


def validate_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed Service: its address stays while it is of a type that has one."""
    spec, before = new["spec"], old["spec"]
    if "ExternalName" not in (spec.get("type"), before.get("type")):
        had, has = before.get("clusterIPs") or [], spec.get("clusterIPs") or []
        if had and not has:
            errors.invalid("spec.clusterIPs[0]", has, "primary clusterIP can not be unset")
        elif had and had[0] != has[0]:
            errors.invalid("spec.clusterIPs[0]", has, "may not change once set")
    validate(new, errors)
