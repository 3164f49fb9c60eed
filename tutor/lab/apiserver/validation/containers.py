"""Rules for containers (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import quantity
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

PROTOCOLS = ("SCTP", "TCP", "UDP")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_ENV_NAME = re.compile(r"^[ -<>-~]+$")
_PORT_NAME = re.compile(r"^[-a-z0-9]+$")
_RESOURCES = ("cpu", "memory", "ephemeral-storage")
_POD_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
PORT_WORDS = "must be between 1 and 65535, inclusive"


def check_port(number: Any, path: str, errors: field.Errors) -> None:
    """A port number."""
    if not isinstance(number, int) or not 1 <= number <= 65535:
        errors.invalid(path, number, PORT_WORDS)


def port_name(text: str) -> list[str]:
    """What is wrong with the name of a port (an IANA service name, RFC 6335)."""
    found: list[str] = []
    if len(text) > 15:
        found.append("must be no more than 15 characters")
    if not _PORT_NAME.match(text):
        found.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        found.append("must contain at least one letter (a-z)")
    if "--" in text:
        found.append("must not contain consecutive hyphens")
    if text.startswith("-") or text.endswith("-"):
        found.append("must not begin or end with a hyphen")
    return found


class Context:
    """What containers of one pod share: its volumes, and names that may not be used twice."""

    def __init__(self, volumes: Collection[str], spec: Object) -> None:
        self._volumes = volumes
        self._spec = spec
        self._names: set[str] = set()

    def check_all(
        self, found: Iterable[Object], path: str, errors: field.Errors, *, init: bool = False
    ) -> None:
        """A list of containers."""
        for index, container in enumerate(found):
            self._container(container, f"{path}[{index}]", errors)
            if init and container.get("restartPolicy") not in (None, "Always"):
                errors.unsupported(f"{path}[{index}].restartPolicy", container["restartPolicy"], ("Always",))

    def _container(self, container: Object, path: str, errors: field.Errors) -> None:
        name = container.get("name", "")
        if not name:
            errors.required(f"{path}.name")
        else:
            for words in names.label(name):
                errors.invalid(f"{path}.name", name, words)
            if name in self._names:
                errors.duplicate(f"{path}.name", name)
            self._names.add(name)
        image = container.get("image", "")
        if not image:
            errors.required(f"{path}.image")
        elif image != image.strip():
            errors.invalid(f"{path}.image", image, "must not have leading or trailing whitespace")
        self._handlers(container, path, errors)
        _ports(container.get("ports") or (), f"{path}.ports", self._spec, errors)
        _environment(container.get("env") or (), f"{path}.env", errors)
        _whole_sources(container.get("envFrom") or (), f"{path}.envFrom", errors)
        self._mounts(container.get("volumeMounts") or (), f"{path}.volumeMounts", errors)
        policy = container.get("imagePullPolicy")
        if policy and policy not in _PULL_POLICIES:
            errors.unsupported(f"{path}.imagePullPolicy", policy, _PULL_POLICIES)
        resources(container.get("resources") or {}, f"{path}.resources", errors)

    def _mounts(self, mounts: Iterable[Object], path: str, errors: field.Errors) -> None:
        seen: set[str] = set()
        for index, mount in enumerate(mounts):
            where, name, place = f"{path}[{index}]", mount.get("name", ""), mount.get("mountPath", "")
            if not name:
                errors.required(f"{where}.name")
            elif name not in self._volumes:
                errors.not_found(f"{where}.name", name)
            if not place:
                errors.required(f"{where}.mountPath")
            elif place in seen:
                errors.invalid(f"{where}.mountPath", place, "must be unique")
            seen.add(place)
            if ".." in mount.get("subPath", "").split("/"):
                errors.invalid(f"{where}.subPath", mount["subPath"], "must not contain '..'")

    def _handlers(self, container: Object, path: str, errors: field.Errors) -> None:
        for key in ("livenessProbe", "readinessProbe", "startupProbe"):
            if probe := container.get(key):
                _probe(probe, f"{path}.{key}", key, errors)
        for key, handler in (container.get("lifecycle") or {}).items():
            if isinstance(handler, dict):
                _handler(handler, f"{path}.lifecycle.{key}", errors)


def _probe(probe: Object, path: str, sort: str, errors: field.Errors) -> None:
    _handler(probe, path, errors)
    for key in (
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ):
        errors.not_negative(f"{path}.{key}", probe.get(key))
    if sort != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        errors.invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")


def _handler(handler: Object, path: str, errors: field.Errors) -> None:
    kinds = [key for key in ("exec", "httpGet", "tcpSocket", "grpc", "sleep") if handler.get(key) is not None]
    if not kinds:
        errors.required(path, "must specify a handler type")
    for extra in kinds[1:]:
        errors.forbidden(f"{path}.{extra}", "may not specify more than 1 handler type")
    if "exec" in kinds and not handler["exec"].get("command"):
        errors.required(f"{path}.exec.command")
    for key in ("httpGet", "tcpSocket", "grpc"):
        if key not in kinds:
            continue
        port = handler[key].get("port")
        if isinstance(port, str):
            for words in port_name(port):
                errors.invalid(f"{path}.{key}.port", port, words)
        else:
            check_port(port, f"{path}.{key}.port", errors)
    if "httpGet" in kinds:
        if not handler["httpGet"].get("path"):
            errors.required(f"{path}.httpGet.path")
        scheme = handler["httpGet"].get("scheme", "HTTP")
        errors.one_of(f"{path}.httpGet.scheme", scheme, ("HTTP", "HTTPS"))


def _ports(found: Iterable[Object], path: str, spec: Object, errors: field.Errors) -> None:
    seen: set[str] = set()
    for index, port in enumerate(found):
        where = f"{path}[{index}]"
        if name := port.get("name"):
            for words in port_name(name):
                errors.invalid(f"{where}.name", name, words)
            if name in seen:
                errors.duplicate(f"{where}.name", name)
            seen.add(name)
        if not port.get("containerPort"):
            errors.required(f"{where}.containerPort")
        else:
            check_port(port["containerPort"], f"{where}.containerPort", errors)
        if host := port.get("hostPort"):
            check_port(host, f"{where}.hostPort", errors)
            if spec.get("hostNetwork") and host != port.get("containerPort"):
                errors.invalid(
                    f"{where}.containerPort",
                    port.get("containerPort"),
                    "must match `hostPort` when `hostNetwork` is true",
                )
        protocol = port.get("protocol", "TCP")
        if not protocol:
            errors.required(f"{where}.protocol")
        else:
            errors.one_of(f"{where}.protocol", protocol, PROTOCOLS)


def _environment(found: Iterable[Object], path: str, errors: field.Errors) -> None:
    for index, variable in enumerate(found):
        where, name = f"{path}[{index}]", variable.get("name", "")
        if not name:
            errors.required(f"{where}.name")
        elif not _ENV_NAME.match(name):
            errors.invalid(
                f"{where}.name",
                name,
                "a valid environment variable name must consist only of printable ASCII characters other than '='",
            )
        source = variable.get("valueFrom")
        if source is None:
            continue
        _references(source, f"{where}.valueFrom", errors)
        if variable.get("value"):
            errors.invalid(f"{where}.valueFrom", "", "may not be specified when `value` is not empty")
        if not any(value is not None for value in source.values()):
            errors.invalid(
                f"{where}.valueFrom",
                "",
                "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`",
            )


def _references(source: Object, path: str, errors: field.Errors) -> None:
    """What a variable takes its value from."""
    if (of := source.get("fieldRef")) is not None:
        place = of.get("fieldPath", "")
        base = place.partition("[")[0]
        if not place:
            errors.required(f"{path}.fieldRef.fieldPath")
        elif place not in _POD_FIELDS and base not in ("metadata.labels", "metadata.annotations"):
            words = f"error converting fieldPath: field label not supported: {place}"
            errors.invalid(f"{path}.fieldRef.fieldPath", place, words)
    for sort in ("configMapKeyRef", "secretKeyRef"):
        for key in ("name", "key") if source.get(sort) is not None else ():
            if not source[sort].get(key):
                errors.required(f"{path}.{sort}.{key}")


def _whole_sources(found: Iterable[Object], path: str, errors: field.Errors) -> None:
    """envFrom: all keys of a ConfigMap or a Secret."""
    for index, one in enumerate(found):
        kinds = [sort for sort in ("configMapRef", "secretRef") if one.get(sort) is not None]
        for sort in kinds:
            if not one[sort].get("name"):
                errors.required(f"{path}[{index}].{sort}.name")
        if not kinds:
            errors.invalid(f"{path}[{index}]", "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(kinds) > 1:
            errors.invalid(f"{path}[{index}]", "", "may not have more than one field specified at a time")


def resources(found: Object, path: str, errors: field.Errors) -> None:
    """Requests and limits: amounts, and no request beyond its limit."""
    limits, requests = found.get("limits") or {}, found.get("requests") or {}
    for sort, amounts in (("limits", limits), ("requests", requests)):
        for name, text in sorted(amounts.items()):
            if "/" not in name and name not in _RESOURCES and not name.startswith("hugepages-"):
                where = f"{path}.{sort}[{name}]"
                errors.invalid(where, name, "must be a standard resource type or fully qualified")
                errors.invalid(where, name, "must be a standard resource for containers")
            _amount(text, f"{path}.{sort}[{name}]", errors)
    for name, text in sorted(requests.items()):
        if name in limits and quantity.parse(str(text)).value > quantity.parse(str(limits[name])).value:
            errors.invalid(
                f"{path}.requests", text, f"must be less than or equal to {name} limit of {limits[name]}"
            )


def _amount(text: Any, path: str, errors: field.Errors) -> None:
    try:
        if quantity.parse(str(text)).value < 0:
            errors.invalid(path, text, "must be greater than or equal to 0")
    except decode_errors.DecodeError as error:
        errors.invalid(path, text, error.message)
