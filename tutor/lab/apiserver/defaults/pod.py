"""Defaults of pods and of pod templates (kubernetes: pkg/apis/core/v1/defaults.go)."""

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]

FILE_MODE = 0o644


def pod(obj: Object) -> None:
    """A whole pod: its spec, and what only running pods get."""
    spec = obj.setdefault("spec", {})
    spec_defaults(spec)
    spec.setdefault("enableServiceLinks", True)
    if spec.get("hostNetwork"):
        _host_ports(spec)
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        _requests_from_limits(container)


def template(obj: Object) -> None:
    """A pod template, if the object has one."""
    spec = obj.get("spec")
    if isinstance(spec, dict):
        spec_defaults(spec)
        if spec.get("hostNetwork"):
            _host_ports(spec)


def spec_defaults(spec: Object) -> None:
    """A PodSpec."""
    spec["containers"] = spec.get("containers") or []
    for container in containers(spec):
        _container(container)
    for volume in spec.get("volumes") or ():
        _volume(volume)
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    if account := spec.get("serviceAccountName") or spec.get("serviceAccount"):
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for spread in spec.get("topologySpreadConstraints") or ():
        spread.setdefault("nodeAffinityPolicy", "Honor")
        spread.setdefault("nodeTaintsPolicy", "Ignore")


def containers(spec: Object) -> Iterator[Object]:
    """Every container of a spec, of whichever sort."""
    for key in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(key) or ()


def pull_policy(image: str) -> str:
    """Always for `latest` or no tag, else IfNotPresent; a digest counts as a tag."""
    if "@" in image:
        return "IfNotPresent"
    tag = image.rpartition("/")[2].partition(":")[2] or "latest"
    return "Always" if tag == "latest" else "IfNotPresent"


def _container(container: Object) -> None:
    container.setdefault("resources", {})
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = pull_policy(container.get("image", ""))
    for port in container.get("ports") or ():
        if not port.get("protocol"):
            port["protocol"] = "TCP"
    for variable in container.get("env") or ():
        reference = (variable.get("valueFrom") or {}).get("fieldRef")
        if reference is not None:
            reference.setdefault("apiVersion", "v1")
    for key in ("livenessProbe", "readinessProbe", "startupProbe"):
        if key in container:
            _probe(container[key])
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict):
            _http(handler)


def _probe(probe: Object) -> None:
    for key, value in (
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ):
        if not probe.get(key):
            probe[key] = value
    _http(probe)
    if "grpc" in probe:
        probe["grpc"].setdefault("service", "")


def _http(handler: Object) -> None:
    if request := handler.get("httpGet"):
        request.setdefault("path", "/")
        request.setdefault("scheme", "HTTP")


def _volume(volume: Object) -> None:
    for key in ("secret", "configMap", "downwardAPI", "projected"):
        if key in volume:
            volume[key].setdefault("defaultMode", FILE_MODE)
    if not any(key for key in volume if key != "name"):
        volume["emptyDir"] = {}
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")
    for source in (volume.get("projected") or {}).get("sources") or ():
        if token := source.get("serviceAccountToken"):
            token.setdefault("expirationSeconds", 3600)
        _field_references(source.get("downwardAPI") or {})
    _field_references(volume.get("downwardAPI") or {})


def _field_references(source: Object) -> None:
    for item in source.get("items") or ():
        if "fieldRef" in item:
            item["fieldRef"].setdefault("apiVersion", "v1")


def _host_ports(spec: Object) -> None:
    for container in containers(spec):
        for port in container.get("ports") or ():
            if not port.get("hostPort"):
                port["hostPort"] = port.get("containerPort", 0)


def _requests_from_limits(container: Object) -> None:
    """A request that is not named is as large as the limit."""
    resources = container.get("resources") or {}
    for name, value in (resources.get("limits") or {}).items():
        resources.setdefault("requests", {}).setdefault(name, value)
