"""Rules for Ingress and IngressClass (kubernetes: pkg/apis/networking/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import addresses, containers, field, names

Object = dict[str, Any]

_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
_BAD_ENDS = ("/..", "/.")
_SCOPES = ("Cluster", "Namespace")
_CONTROLLER_LIMIT = 250


def validate(obj: Object, errors: field.Errors) -> None:
    """Rules or a default backend, hosts, paths and backends."""
    spec = obj.get("spec") or {}
    rules, default = spec.get("rules") or (), spec.get("defaultBackend")
    if not rules and default is None:
        errors.invalid("spec", spec.get("rules"), "either `defaultBackend` or `rules` must be specified")
    if default is not None:
        _backend(default, "spec.defaultBackend", errors)
    for index, rule in enumerate(rules):
        _rule(rule, f"spec.rules[{index}]", errors)
    for index, tls in enumerate(spec.get("tls") or ()):
        _tls(tls, f"spec.tls[{index}]", errors)
    if name := spec.get("ingressClassName"):
        for words in names.subdomain(name):
            errors.invalid("spec.ingressClassName", name, words)


def create(obj: Object, errors: field.Errors) -> None:
    """A new Ingress: the old annotation may not name another class than the field."""
    validate(obj, errors)
    annotations = obj["metadata"].get("annotations") or {}
    old, name = (
        annotations.get("kubernetes.io/ingress.class"),
        (obj.get("spec") or {}).get("ingressClassName"),
    )
    if old is not None and name is not None and old != name:
        words = "must match `ingressClassName` when both are specified"
        errors.invalid("annotations.kubernetes.io/ingress.class", old, words)


def _host(host: str, path: str, errors: field.Errors) -> None:
    check = names.wildcard if "*" in host else names.subdomain
    for words in check(host):
        errors.invalid(path, host, words)


def _tls(tls: Object, path: str, errors: field.Errors) -> None:
    for place, host in enumerate(tls.get("hosts") or ()):
        _host(host, f"{path}.hosts[{place}]", errors)
    if name := tls.get("secretName"):
        for words in names.subdomain(name):
            errors.invalid(f"{path}.secretName", name, words)


def _rule(rule: Object, path: str, errors: field.Errors) -> None:
    if host := rule.get("host"):
        if addresses.is_ip(host):
            errors.invalid(f"{path}.host", host, "must be a DNS name, not an IP address")
        _host(host, f"{path}.host", errors)
    http = rule.get("http")
    if http is None:
        return
    if not http.get("paths"):
        errors.required(f"{path}.http.paths")
    for index, one in enumerate(http.get("paths") or ()):
        _path(one, f"{path}.http.paths[{index}]", errors)


def _path(one: Object, where: str, errors: field.Errors) -> None:
    sort, text = one.get("pathType"), one.get("path", "")
    if sort is None:
        errors.required(f"{where}.pathType", "pathType must be specified")
        return
    if sort not in _PATH_TYPES:
        errors.unsupported(f"{where}.pathType", sort, _PATH_TYPES)
    elif not text.startswith("/") and (text or sort != "ImplementationSpecific"):
        errors.invalid(f"{where}.path", text, "must be an absolute path")
    if sort in ("Exact", "Prefix"):
        for part in _BAD_SEQUENCES:
            if part in text:
                errors.invalid(f"{where}.path", text, f"must not contain '{part}'")
        for end in _BAD_ENDS:
            if text.endswith(end):
                errors.invalid(f"{where}.path", text, f"cannot end with '{end}'")
    _backend(one.get("backend") or {}, f"{where}.backend", errors)


def _backend(found: Object, path: str, errors: field.Errors) -> None:
    service, resource = found.get("service"), found.get("resource")
    if service is not None and resource is not None:
        errors.invalid(path, "", "cannot set both resource and service backends")
    elif resource is not None:
        _reference(resource, f"{path}.resource", errors)
    elif service is None:
        errors.invalid(path, "", "resource or service backend is required")
    else:
        _service(service, path, errors)


def _service(service: Object, path: str, errors: field.Errors) -> None:
    name, port = service.get("name"), service.get("port") or {}
    if not name:
        errors.required(f"{path}.service.name")
    else:
        for words in names.label1035(name):
            errors.invalid(f"{path}.service.name", name, words)
    if port.get("name") and port.get("number"):
        errors.invalid(path, "", "cannot set both port name & port number")
    elif port.get("name"):
        for words in containers.port_name(port["name"]):
            errors.invalid(f"{path}.service.port.name", port["name"], words)
    elif port.get("number"):
        containers.check_port(port["number"], f"{path}.service.port.number", errors)
    else:
        errors.required(path, "port name or number is required")


def _reference(found: Object, path: str, errors: field.Errors) -> None:
    if group := found.get("apiGroup"):
        for words in names.subdomain(group):
            errors.invalid(f"{path}.apiGroup", group, words)
    for key in ("kind", "name"):
        if not found.get(key):
            errors.required(f"{path}.{key}")
        else:
            for words in names.path_segment(found[key]):
                errors.invalid(f"{path}.{key}", found[key], words)


def ingress_class(obj: Object, errors: field.Errors) -> None:
    """An IngressClass: its controller, and what its parameters refer to."""
    spec = obj.get("spec") or {}
    controller = spec.get("controller", "")
    if not controller:
        errors.required("spec.controller")
    elif len(controller) > _CONTROLLER_LIMIT:
        errors.too_long("spec.controller", _CONTROLLER_LIMIT)
    for part, words in names.domain_path(controller) if controller else ():
        errors.invalid("spec.controller", part, words)
    if (parameters := spec.get("parameters")) is not None:
        _parameters(parameters, "spec.parameters", errors)


def _parameters(found: Object, path: str, errors: field.Errors) -> None:
    _reference(found, path, errors)
    scope, namespace = found.get("scope"), found.get("namespace")
    if scope is None:
        errors.required(f"{path}.scope")
    elif scope not in _SCOPES:
        errors.unsupported(f"{path}.scope", scope, _SCOPES)
    elif scope == "Namespace" and namespace is None:
        errors.required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'")
    elif scope == "Cluster" and namespace is not None:
        errors.forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'")


def ingress_class_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed IngressClass: its controller stays."""
    kept = [(one.get("spec") or {}).get("controller", "") for one in (new, old)]
    errors.immutable("spec.controller", *kept)
    ingress_class(new, errors)
