"""The ways to the pods behind a Service, and what HTTP's Host header holds on each."""

from collections.abc import Mapping
from typing import Literal

from tutor.checkapi import objects, shown
from tutor.checkapi.services import backends

Through = Literal["pods", "service", "nodes", "balancer"]
"""Each pod by its own address; the cluster IP or a name of it; a node's address and the node port; the load balancer's
address."""


def pods(
    cluster: objects.Cluster, backed: backends.Backed | None, selector: str, namespace: str
) -> Mapping[str, str]:
    """The pods that are to answer: address by name."""
    if selector:
        live = [pod for pod in cluster.select("pods", namespace, selector) if backends.ready(pod)]
        return {pod["metadata"]["name"]: str(shown.field(pod, "status.podIP")) for pod in live}
    return {one.pod: one.address for one in backed.endpoints} if backed else {}


def places(
    cluster: objects.Cluster, through: Through, backed: backends.Backed | None, found: Mapping[str, str]
) -> dict[str, set[str]]:
    """For each place that can be asked that way, what HTTP's Host header then holds."""
    if through == "pods":
        return {name: {address} for name, address in found.items()}
    if backed is None:
        return {}
    if through == "service":
        return {"": backed.names()}
    if through == "balancer":
        given = shown.field(backed.service, "status.loadBalancer.ingress") or ()
        hosts = {backends.with_port(one["ip"], int(backed.port["port"])) for one in given if "ip" in one}
        return {"": hosts} if hosts else {}
    with_pod = {one.node for one in backed.endpoints}
    return {
        # Hosts know the nodes by name as well, and so does HTTP then.
        name: {f"{address}:{backed.node_port}", f"{name}:{backed.node_port}"}
        for name, address in backends.node_addresses(cluster).items()
        if backed.node_port and (not backed.local_only or name in with_pod)
    }
