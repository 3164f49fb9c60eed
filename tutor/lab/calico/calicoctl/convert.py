"""From what Kubernetes stores to Calico's own objects (projectcalico.org/v3), and back. Pure.

Source: libcalico-go lib/backend/k8s/{conversion,resources}.
"""

from collections.abc import Iterator
from typing import Any

from tutor.lab.calico import naming

Object = dict[str, Any]

API_VERSION = "projectcalico.org/v3"
STORED_METADATA = "projectcalico.org/metadata"
TIER = "default."
NOTES = {
    "ipv4Address": "projectcalico.org/IPv4Address",
    "ipv6Address": "projectcalico.org/IPv6Address",
    "asNumber": "projectcalico.org/ASNumber",
    "routeReflectorClusterID": "projectcalico.org/RouteReflectorClusterID",
}
"""What a node's BGP settings are kept in: field -> annotation."""
TUNNEL_NOTE = "projectcalico.org/IPv4VXLANTunnelAddr"
_KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp", "labels", "annotations")


def shown(kind: str, metadata: Object, spec: Object) -> Object:
    """An object in the order in which Calico's JSON has its fields."""
    return {"kind": kind, "apiVersion": API_VERSION, "metadata": metadata, "spec": spec}


def stored(kind: str, obj: Object, *, tiered: bool = False) -> Object:
    """An object of crd.projectcalico.org; a policy's name loses its tier."""
    meta = {key: obj["metadata"][key] for key in _KEPT if key in obj["metadata"]}
    notes = {key: text for key, text in meta.pop("annotations", {}).items() if key != STORED_METADATA}
    if notes:
        meta["annotations"] = notes
    if tiered:
        meta["name"] = meta["name"].removeprefix(TIER)
    return shown(kind, meta, obj.get("spec") or {})


def is_endpoint(pod: Object) -> bool:
    """Whether a pod has an endpoint: it is on a node, and not in the node's own network."""
    spec = pod["spec"]
    return bool(spec.get("nodeName")) and not spec.get("hostNetwork")


def endpoint(pod: Object) -> Object:
    """A pod's WorkloadEndpoint."""
    meta, spec = pod["metadata"], pod["spec"]
    namespace, account = meta["namespace"], spec.get("serviceAccountName") or "default"
    labels = {
        **(meta.get("labels") or {}),
        "projectcalico.org/namespace": namespace,
        "projectcalico.org/orchestrator": "k8s",
        "projectcalico.org/serviceaccount": account,
    }
    found = {
        "name": naming.workload_endpoint(spec["nodeName"], meta["name"]),
        "generateName": meta.get("generateName", ""),
        "namespace": namespace,
        "uid": meta["uid"],
        "resourceVersion": meta["resourceVersion"],
        "creationTimestamp": meta["creationTimestamp"],
        "labels": dict(sorted(labels.items())),
    }
    if not found["generateName"]:
        del found["generateName"]
    body = {
        "orchestrator": "k8s",
        "node": spec["nodeName"],
        "pod": meta["name"],
        "endpoint": naming.POD_DEVICE,
        "serviceAccountName": account,
        "ipNetworks": _networks(pod),
        "profiles": list(naming.profiles(namespace, account)),
        "interfaceName": naming.veth(namespace, meta["name"]),
    }
    ports = list(_ports(spec))
    return shown("WorkloadEndpoint", found, {**body, "ports": ports} if ports else body)


def _networks(pod: Object) -> list[str]:
    """The addresses of a pod; one that has finished has given its own back."""
    status = pod.get("status") or {}
    if status.get("phase") in ("Succeeded", "Failed"):
        return []
    return [f"{one['ip']}/{128 if ':' in one['ip'] else 32}" for one in status.get("podIPs") or []]


def _ports(spec: Object) -> Iterator[Object]:
    for container in [*spec["containers"], *(spec.get("initContainers") or [])]:
        for port in container.get("ports") or []:
            if port.get("name") or port.get("hostPort"):
                yield {
                    "name": port.get("name", ""),
                    "protocol": port.get("protocol", "TCP"),
                    "port": port["containerPort"],
                    "hostPort": port.get("hostPort", 0),
                    "hostIP": port.get("hostIP", ""),
                }


def pod_of(name: str) -> str:
    """The pod in a WorkloadEndpoint's name; empty where it is no such name."""
    parts = [part.replace("\0", "-") for part in name.replace("--", "\0").split("-")]
    return parts[2] if len(parts) == 4 and parts[1] == "k8s" and parts[3] == naming.POD_DEVICE else ""


def node(obj: Object) -> Object:
    """A Node, with what Calico keeps in its annotations."""
    meta = obj["metadata"]
    notes = meta.get("annotations") or {}
    bgp = {field: notes[note] for field, note in NOTES.items() if note in notes}
    if "asNumber" in bgp:
        bgp["asNumber"] = int(bgp["asNumber"])
    known = [{"address": bgp["ipv4Address"], "type": "CalicoNodeIP"}] if "ipv4Address" in bgp else []
    status = obj.get("status") or {}
    inside = [one for one in status.get("addresses") or [] if one["type"] in ("InternalIP", "ExternalIP")]
    spec: Object = {
        "addresses": [*known, *({"address": one["address"], "type": one["type"]} for one in inside)],
        **({"bgp": bgp} if bgp else {}),
        **({"ipv4VXLANTunnelAddr": notes[TUNNEL_NOTE]} if TUNNEL_NOTE in notes else {}),
        "orchRefs": [{"nodeName": meta["name"], "orchestrator": "k8s"}],
    }
    kept = {key: meta[key] for key in _KEPT if key in meta and key != "annotations"}
    found = shown("Node", kept, spec)
    return {**found, "status": {"podCIDRs": list(obj["spec"].get("podCIDRs") or [])}}


def node_notes(obj: Object) -> Object:
    """The patch of a Node that stores Calico's BGP settings of it; None takes an annotation away."""
    bgp = (obj.get("spec") or {}).get("bgp") or {}
    notes = {note: str(bgp[field]) if field in bgp else None for field, note in NOTES.items()}
    return {"metadata": {"annotations": notes}}


def namespace_profile(obj: Object) -> Object:
    """A namespace's Profile: its labels, for rules to select by."""
    meta = obj["metadata"]
    labels = {f"pcns.{key}": text for key, text in (meta.get("labels") or {}).items()}
    labels["pcns.projectcalico.org/name"] = meta["name"]
    return _profile(f"kns.{meta['name']}", meta, labels, rules=True)


def account_profile(obj: Object) -> Object:
    """A service account's Profile."""
    meta = obj["metadata"]
    labels = {f"pcsa.{key}": text for key, text in (meta.get("labels") or {}).items()}
    labels["pcsa.projectcalico.org/name"] = meta["name"]
    return _profile(f"ksa.{meta['namespace']}.{meta['name']}", meta, labels, rules=False)


def _profile(name: str, meta: Object, labels: Object, *, rules: bool) -> Object:
    kept: Object = {key: meta[key] for key in ("uid", "resourceVersion", "creationTimestamp") if key in meta}
    spec: Object = {"labelsToApply": dict(sorted(labels.items()))}
    if rules:
        allow = [{"action": "Allow", "destination": {}, "source": {}}]
        spec = {"egress": allow, "ingress": allow, **spec}
    return shown("Profile", {"name": name, **kept}, spec)


def allow_profile() -> Object:
    """The one profile that is nobody's: it lets all pass."""
    allow = [{"action": "Allow", "destination": {}, "source": {}}]
    return shown("Profile", {"name": "projectcalico-default-allow"}, {"egress": allow, "ingress": allow})


def kubernetes_policy(obj: Object) -> Object:
    """A NetworkPolicy of Kubernetes under its name as Calico shows it; of its rules the selector and the types."""
    meta = {key: obj["metadata"][key] for key in _KEPT if key in obj["metadata"] and key != "annotations"}
    labels = (obj["spec"].get("podSelector") or {}).get("matchLabels") or {}
    terms = [
        "projectcalico.org/orchestrator == 'k8s'",
        *(f"{key} == '{labels[key]}'" for key in sorted(labels)),
    ]
    spec = {"order": 1000, "selector": " && ".join(terms), "types": obj["spec"].get("policyTypes") or []}
    return shown("NetworkPolicy", {**meta, "name": f"knp.default.{meta['name']}"}, spec)
