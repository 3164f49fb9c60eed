"""The first objects of a cluster."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from tutor.lab.apiserver import state
from tutor.lab.apiserver.bootstrap import flows, roles

Object = dict[str, Any]

NAMESPACES = ("kube-system", "kube-public", "kube-node-lease", "default")
_PRIORITIES = (
    (
        "system-node-critical",
        2000001000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
    (
        "system-cluster-critical",
        2000000000,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
)


def first(held: state.State) -> Iterator[Object]:
    """Every object that the server itself makes at its start."""
    yield from lasting(held.config)
    yield _service_cidr(held.config)
    for name, value, text in _PRIORITIES:
        yield {
            "kind": "PriorityClass",
            "apiVersion": "scheduling.k8s.io/v1",
            "metadata": {"name": name, "generation": 1},
            "value": value,
            "description": text,
            "preemptionPolicy": "PreemptLowerPriority",
        }
    yield from roles.cluster_roles()
    yield from roles.cluster_role_bindings()
    yield from flows.priority_levels()
    yield from flows.flow_schemas()
    yield from _api_services(held)


def lasting(config: state.Config) -> Iterator[Object]:
    """Those without which no cluster works: the server puts them back whenever they go (`upkeep`)."""
    for name in NAMESPACES:
        yield _namespace(name)
    yield from _kubernetes_service(config)


def _namespace(name: str) -> Object:
    labels = {"kubernetes.io/metadata.name": name}
    return {
        "kind": "Namespace",
        "apiVersion": "v1",
        "metadata": {"name": name, "labels": labels},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def _kubernetes_service(config: state.Config) -> Iterator[Object]:
    """The Service by which pods reach this server, and the addresses behind it."""
    network = ipaddress.ip_network(config.service_cidr)
    host, _, port_text = config.address.rpartition(":")
    port = int(port_text or 6443)
    labels = {"component": "apiserver", "provider": "kubernetes"}
    meta = {"name": "kubernetes", "namespace": "default"}
    yield {
        "kind": "Service",
        "apiVersion": "v1",
        "metadata": {**meta, "labels": labels},
        "spec": {
            "ports": [{"name": "https", "protocol": "TCP", "port": 443, "targetPort": port}],
            "clusterIP": str(network[1]),
            "clusterIPs": [str(network[1])],
            "type": "ClusterIP",
            "sessionAffinity": "None",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
        },
        "status": {"loadBalancer": {}},
    }
    yield from _endpoints(host or "127.0.0.1", port)


def _service_cidr(config: state.Config) -> Object:
    return {
        "kind": "ServiceCIDR",
        "apiVersion": "networking.k8s.io/v1",
        "metadata": {"name": "kubernetes", "finalizers": ["networking.k8s.io/service-cidr-finalizer"]},
        "spec": {"cidrs": [config.service_cidr]},
        "status": {
            "conditions": [
                {
                    "type": "Ready",
                    "status": "True",
                    "lastTransitionTime": None,
                    "reason": "",
                    "message": "Kubernetes Service CIDR is ready",
                }
            ]
        },
    }


def _endpoints(host: str, port: int) -> Iterator[Object]:
    meta = {"name": "kubernetes", "namespace": "default"}
    ports = [{"name": "https", "port": port, "protocol": "TCP"}]
    yield {
        "kind": "Endpoints",
        "apiVersion": "v1",
        "metadata": {**meta, "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}},
        "subsets": [{"addresses": [{"ip": host}], "ports": ports}],
    }
    yield {
        "kind": "EndpointSlice",
        "apiVersion": "discovery.k8s.io/v1",
        "metadata": {**meta, "labels": {"kubernetes.io/service-name": "kubernetes"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [host], "conditions": {"ready": True}}],
        "ports": ports,
    }


def _api_services(held: state.State) -> Iterator[Object]:
    for group, versions in held.registry.groups().items():
        # The group that serves these objects has none itself.
        for version in versions if group != "apiregistration.k8s.io" else ():
            spec: Object = {"version": version, "groupPriorityMinimum": 18000, "versionPriority": 1}
            if group:
                spec = {"group": group, **spec}
            yield {
                "kind": "APIService",
                "apiVersion": "apiregistration.k8s.io/v1",
                "metadata": {
                    "name": f"{version}.{group}",
                    "labels": {"kube-aggregator.kubernetes.io/automanaged": "onstart"},
                },
                "spec": spec,
                "status": {"conditions": [_available()]},
            }


def _available() -> Object:
    return {
        "type": "Available",
        "status": "True",
        "lastTransitionTime": None,
        "reason": "Local",
        "message": "Local APIServices are always available",
    }
