"""Rules for a NetworkPolicy (kubernetes: pkg/apis/networking/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import addresses, containers, field, workloads

Object = dict[str, Any]

_PROTOCOLS = ("TCP", "UDP", "SCTP")
_TYPES = ("Ingress", "Egress")


def validate(obj: Object, errors: field.Errors) -> None:
    """Whom it is for, ports and peers of its rules, and its types."""
    spec = obj.get("spec") or {}
    workloads.selector(spec.get("podSelector") or {}, "spec.podSelector", errors, empty=True)
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction) or ()):
            path = f"spec.{direction}[{index}]"
            for place, port in enumerate(rule.get("ports") or ()):
                _port(port, f"{path}.ports[{place}]", errors)
            for place, peer in enumerate(rule.get(peers) or ()):
                _peer(peer, f"{path}.{peers}[{place}]", errors)
    types = spec.get("policyTypes") or ()
    if len(types) > len(_TYPES):
        errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes")
        return
    for index, one in enumerate(types):
        errors.one_of(f"spec.policyTypes[{index}]", one, _TYPES)


def _port(found: Object, path: str, errors: field.Errors) -> None:
    if (protocol := found.get("protocol")) is not None:
        errors.one_of(f"{path}.protocol", protocol, _PROTOCOLS)
    port, end = found.get("port"), found.get("endPort")
    where = f"{path}.endPort"
    if port is None:
        if end is not None:
            errors.invalid(where, end, "may not be specified when `port` is not specified")
    elif isinstance(port, int):
        containers.check_port(port, f"{path}.port", errors)
        if end is not None and end < port:
            errors.invalid(where, end, "must be greater than or equal to `port`")
        if end is not None:
            containers.check_port(end, where, errors)
    else:
        if end is not None:
            errors.invalid(where, end, "may not be specified when `port` is non-numeric")
        for words in containers.port_name(port):
            errors.invalid(f"{path}.port", port, words)


def _peer(found: Object, path: str, errors: field.Errors) -> None:
    kinds = [key for key in ("podSelector", "namespaceSelector", "ipBlock") if found.get(key) is not None]
    for key in kinds:
        if key == "ipBlock":
            _block(found[key], f"{path}.{key}", errors)
        else:
            workloads.selector(found[key], f"{path}.{key}", errors, empty=True)
    if not kinds:
        errors.required(path, "must specify a peer")
    elif len(kinds) > 1 and "ipBlock" in kinds:
        errors.forbidden(path, "may not specify both ipBlock and another peer")


def _block(found: Object, path: str, errors: field.Errors) -> None:
    if not found.get("cidr"):
        errors.required(f"{path}.cidr")
        return
    whole = addresses.check_cidr(found["cidr"], f"{path}.cidr", errors)
    for index, text in enumerate(found.get("except") or ()):
        where = f"{path}.except[{index}]"
        if whole is None:
            return
        part = addresses.check_cidr(text, where, errors)
        if part is not None and (part.network_address not in whole or part.prefixlen <= whole.prefixlen):
            errors.invalid(where, text, "must be a strict subset of `cidr`")
