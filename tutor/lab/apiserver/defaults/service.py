"""Defaults of Services and of what describes their endpoints (kubernetes: pkg/apis/core/v1/defaults.go)."""

from typing import Any

Object = dict[str, Any]

AFFINITY_SECONDS = 10800


def service(obj: Object) -> None:
    """Type, affinity, ports and traffic policies."""
    spec = obj.setdefault("spec", {})
    if not spec.get("sessionAffinity"):
        spec["sessionAffinity"] = "None"
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    elif spec["sessionAffinity"] == "ClientIP":
        client = spec.setdefault("sessionAffinityConfig", {}).setdefault("clientIP", {})
        client.setdefault("timeoutSeconds", AFFINITY_SECONDS)
    if not spec.get("type"):
        spec["type"] = "ClusterIP"
    for port in spec.get("ports") or ():
        _port(port)
    external = spec["type"] in ("NodePort", "LoadBalancer")
    if external and not spec.get("externalTrafficPolicy"):
        spec["externalTrafficPolicy"] = "Cluster"
    if spec["type"] != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    for ingress in obj.get("status", {}).get("loadBalancer", {}).get("ingress") or ():
        if "ip" in ingress:
            ingress.setdefault("ipMode", "VIP")


def _port(port: Object) -> None:
    if not port.get("protocol"):
        port["protocol"] = "TCP"
    if port.get("targetPort") in (None, 0, ""):
        port["targetPort"] = port.get("port", 0)


def endpoints(obj: Object) -> None:
    """The protocol of each port."""
    for subset in obj.get("subsets") or ():
        for port in subset.get("ports") or ():
            port.setdefault("protocol", "TCP")


def endpoint_slice(obj: Object) -> None:
    """The name and protocol of each port."""
    for port in obj.get("ports") or ():
        port.setdefault("name", "")
        port.setdefault("protocol", "TCP")
