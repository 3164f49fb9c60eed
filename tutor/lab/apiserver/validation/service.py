"""Rules for a Service (kubernetes: ValidateService in pkg/apis/core/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import addresses, containers, field, meta, names

Object = dict[str, Any]

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
KUBELET_PORT = 10250
_AFFINITIES = ("ClientIP", "None")
_TRAFFIC = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameNode", "PreferSameZone")
_FAMILY_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")


def validate(obj: Object, errors: field.Errors) -> None:
    """A new or changed Service."""
    spec = obj.get("spec") or {}
    sort, headless = spec.get("type"), spec.get("clusterIP") == "None"
    if not spec.get("ports") and not headless and sort != "ExternalName":
        errors.required("spec.ports")
    _type_rules(spec, sort, headless, errors)
    _ports(spec.get("ports") or (), headless, errors)
    meta.labels(spec.get("selector") or {}, "spec.selector", errors)
    _affinity(spec, errors)
    _families(spec, errors)
    for address in spec.get("clusterIPs") or ():
        if address and address != "None":
            addresses.check_ip(address, "spec.clusterIPs[0]", errors)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        if addresses.check_ip(address, f"spec.externalIPs[{index}]", errors):
            addresses.check_ordinary(address, f"spec.externalIPs[{index}]", errors)
    errors.one_of("spec.type", sort, TYPES)
    _twice(spec.get("ports") or (), sort, errors)
    _balancer(spec, sort, errors)
    _traffic(spec, sort, errors)


def _twice(found: Any, sort: Any, errors: field.Errors) -> None:
    """Ports that may be there but once, and node ports of a Service that has none."""
    seen: set[tuple[Any, Any]] = set()
    for index, port in enumerate(found):
        if sort == "ClusterIP" and port.get("nodePort"):
            words = "may not be used when `type` is 'ClusterIP'"
            errors.forbidden(f"spec.ports[{index}].nodePort", words)
        key = (port.get("protocol"), port.get("nodePort"))
        if port.get("nodePort") and key in seen:
            errors.duplicate(f"spec.ports[{index}].nodePort", port["nodePort"])
        seen.add(key)
    seen.clear()
    for index, port in enumerate(found):
        key = (port.get("protocol"), port.get("port"))
        if key in seen:
            # The real server shows its own structure, by Go's field names.
            shown = {"Name": "", "Protocol": key[0], "AppProtocol": None, "Port": key[1]}
            errors.duplicate(f"spec.ports[{index}]", {**shown, "TargetPort": 0, "NodePort": 0})
        seen.add(key)


def _families(spec: Object, errors: field.Errors) -> None:
    """Of what is asked for, this cluster serves IPv4 alone."""
    policy, families = spec.get("ipFamilyPolicy"), spec.get("ipFamilies") or ()
    if policy is not None:
        errors.one_of("spec.ipFamilyPolicy", policy, _FAMILY_POLICIES)
    if policy == "RequireDualStack":
        words = "this cluster is not configured for dual-stack services"
        errors.invalid("spec.ipFamilyPolicy", policy, words)
    for index, one in enumerate(families):
        errors.one_of(f"spec.ipFamilies[{index}]", one, ("IPv4", "IPv6"))
        if one == "IPv6":
            errors.invalid(f"spec.ipFamilies[{index}]", one, "not configured on this cluster")
        if one in families[:index]:
            errors.duplicate(f"spec.ipFamilies[{index}]", one)


def _balancer(spec: Object, sort: Any, errors: field.Errors) -> None:
    ranges = spec.get("loadBalancerSourceRanges")
    if ranges and sort != "LoadBalancer":
        words = "may only be used when `type` is 'LoadBalancer'"
        errors.forbidden("spec.loadBalancerSourceRanges", words)
    for index, text in enumerate(ranges or ()):
        addresses.check_cidr(text.strip(), f"spec.loadBalancerSourceRanges[{index}]", errors)
    if spec.get("allocateLoadBalancerNodePorts") is not None and sort != "LoadBalancer":
        words = "may only be used when `type` is 'LoadBalancer'"
        errors.forbidden("spec.allocateLoadBalancerNodePorts", words)
    if spec.get("loadBalancerClass") is not None and sort != "LoadBalancer":
        words = "may only be used when `type` is 'LoadBalancer'"
        errors.forbidden("spec.loadBalancerClass", words)


def _traffic(spec: Object, sort: Any, errors: field.Errors) -> None:
    external, outside = spec.get("externalTrafficPolicy"), sort in ("NodePort", "LoadBalancer")
    if not outside and not (sort == "ClusterIP" and spec.get("externalIPs")):
        if external:
            words = "may only be set for externally-accessible services"
            errors.invalid("spec.externalTrafficPolicy", external, words)
    elif external is not None:
        errors.one_of("spec.externalTrafficPolicy", external, _TRAFFIC)
    number = spec.get("healthCheckNodePort")
    if number and not (sort == "LoadBalancer" and external == "Local"):
        words = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        errors.invalid("spec.healthCheckNodePort", number, words)
    if "internalTrafficPolicy" in spec:
        errors.one_of("spec.internalTrafficPolicy", spec["internalTrafficPolicy"], _TRAFFIC)
    if (wish := spec.get("trafficDistribution")) is not None:
        errors.one_of("spec.trafficDistribution", wish, _DISTRIBUTIONS)


def _type_rules(spec: Object, sort: Any, headless: bool, errors: field.Errors) -> None:
    """What each type of Service allows."""
    if sort == "ExternalName":
        _external(spec, errors)
    elif sort in ("LoadBalancer", "NodePort") and headless:
        errors.invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {sort} services")
    for index, port in enumerate(spec.get("ports") or ()):
        path = f"spec.ports[{index}]"
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
    config, affinity = spec.get("sessionAffinityConfig"), spec.get("sessionAffinity")
    errors.one_of("spec.sessionAffinity", affinity, _AFFINITIES)
    if affinity == "None" and config is not None:
        words = "must not be set when session affinity is None"
        errors.forbidden("spec.sessionAffinityConfig", words)
    if affinity == "ClientIP" and config is not None:
        seconds = (config.get("clientIP") or {}).get("timeoutSeconds")
        if seconds is not None and not 0 < seconds <= 86400:
            words = "must be greater than 0 and less than 86400"
            errors.invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, words)


def _ports(found: Any, headless: bool, errors: field.Errors) -> None:
    seen_names: set[str] = set()
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
