"""Rules for an Ingress (kubernetes: pkg/apis/networking/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import containers, field, names

Object = dict[str, Any]

_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")


def validate(obj: Object, errors: field.Errors) -> None:
    """Rules or a default backend, hosts, paths and backends."""
    spec = obj.get("spec") or {}
    rules, default = spec.get("rules") or (), spec.get("defaultBackend")
    if not rules and default is None:
        errors.invalid("spec", spec, "either `defaultBackend` or `rules` must be specified")
    if default is not None:
        _backend(default, "spec.defaultBackend", errors)
    for index, rule in enumerate(rules):
        _rule(rule, f"spec.rules[{index}]", errors)
    for index, tls in enumerate(spec.get("tls") or ()):
        for place, host in enumerate(tls.get("hosts") or ()):
            for words in names.subdomain(host.removeprefix("*.")):
                errors.invalid(f"spec.tls[{index}].hosts[{place}]", host, words)


def _rule(rule: Object, path: str, errors: field.Errors) -> None:
    host = rule.get("host", "")
    for words in names.subdomain(host.removeprefix("*.")) if host else ():
        errors.invalid(f"{path}.host", host, words)
    http = rule.get("http")
    if http is None:
        return
    if not http.get("paths"):
        errors.required(f"{path}.http.paths")
    for index, one in enumerate(http.get("paths") or ()):
        where, sort, text = f"{path}.http.paths[{index}]", one.get("pathType"), one.get("path", "")
        if sort is None:
            errors.required(f"{where}.pathType", "pathType must be specified")
        elif sort not in _PATH_TYPES:
            errors.unsupported(f"{where}.pathType", sort, _PATH_TYPES)
        elif sort != "ImplementationSpecific" and not text.startswith("/"):
            errors.invalid(f"{where}.path", text, "must be an absolute path")
        _backend(one.get("backend") or {}, f"{where}.backend", errors)


def _backend(found: Object, path: str, errors: field.Errors) -> None:
    service, resource = found.get("service"), found.get("resource")
    if service is not None and resource is not None:
        errors.invalid(path, "", "cannot set both resource and service backends")
        return
    if resource is not None:
        return
    if service is None or not service.get("name"):
        errors.required(
            f"{path}.service.name" if service is not None else f"{path}",
            "" if service else "service or resource",
        )
        return
    for words in names.label1035(service["name"]):
        errors.invalid(f"{path}.service.name", service["name"], words)
    port = service.get("port") or {}
    if port.get("name") and port.get("number"):
        errors.invalid(f"{path}.service.port", port, "cannot set both port name & port number")
    elif port.get("name"):
        for words in containers.port_name(port["name"]):
            errors.invalid(f"{path}.service.port.name", port["name"], words)
    elif port.get("number"):
        containers.check_port(port["number"], f"{path}.service.port.number", errors)
    else:
        errors.required(f"{path}.service.port", "port name or number is required")
