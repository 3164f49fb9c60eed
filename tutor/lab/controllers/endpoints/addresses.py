"""What each selected pod contributes: its address, its state and the numbers behind the service's ports."""

import dataclasses
from typing import Any

from tutor.lab.controllers import meta, pods

Object = dict[str, Any]
Port = tuple[str, str, int | None, str]
"""Name, protocol, number (None for one that the pod does not have), application protocol."""


@dataclasses.dataclass(frozen=True)
class Address:
    """One pod behind a service."""

    ip: str
    node: str
    hostname: str
    pod: str
    namespace: str
    uid: str
    ready: bool
    serving: bool
    terminating: bool
    ports: tuple[Port, ...]


def number(port: Object, pod: Object) -> int | None:
    """The pod's port that a service port leads to; a name is looked up in the pod's containers."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    for container in (*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())):
        for one in container.get("ports") or ():
            if one.get("name") == target and one.get("protocol", "TCP") == port.get("protocol", "TCP"):
                return int(one["containerPort"])
    return None


def _hostname(service: Object, pod: Object) -> str:
    """A pod is known by its hostname where its subdomain is the service's name, in the same namespace."""
    spec = pod["spec"]
    same = pod["metadata"]["namespace"] == service["metadata"]["namespace"]
    named = spec.get("subdomain") == service["metadata"]["name"]
    return str(spec.get("hostname") or "") if same and named else ""


def of_pod(service: Object, pod: Object) -> Address | None:
    """The pod's part, None while it has no address or when it is finished."""
    ip = (pod.get("status") or {}).get("podIP", "")
    if not ip or pods.finished(pod):
        return None
    spec, about = service["spec"], pod["metadata"]
    serving, terminating = pods.ready(pod), meta.deleting(pod)
    ports = [
        (one.get("name", ""), one.get("protocol", "TCP"), number(one, pod), one.get("appProtocol", ""))
        for one in spec.get("ports") or ()
    ]
    return Address(
        ip=ip,
        node=pods.node(pod),
        hostname=_hostname(service, pod),
        pod=about["name"],
        namespace=about["namespace"],
        uid=about["uid"],
        ready=bool(spec.get("publishNotReadyAddresses")) or (serving and not terminating),
        serving=serving,
        terminating=terminating,
        ports=tuple(one for one in ports if one[2] is not None),
    )


def reference(address: Address) -> Object:
    """The pod as a target reference."""
    return {"kind": "Pod", "namespace": address.namespace, "name": address.pod, "uid": address.uid}


def trigger_time(service: Object, selected: list[Object]) -> str:
    """The last change that the endpoints follow: of the service, or of a pod's readiness."""
    times = [service["metadata"].get("creationTimestamp", "")]
    for pod in selected:
        found = meta.condition(pod, "Ready") or {}
        times.append(found.get("lastTransitionTime") or pod["metadata"].get("creationTimestamp", ""))
    return str(max(times))
