"""A Service and the pods behind it, as they are now."""

from dataclasses import dataclass

from tutor.checkapi import objects, shown
from tutor.checkapi.services import iptables


@dataclass(frozen=True)
class Endpoint:
    """One end of a Service's port. `pod` and `node` are "" where nobody says."""

    address: str
    port: int
    pod: str = ""
    node: str = ""

    @property
    def name(self) -> str:
        """`ip:port`"""
        return iptables.endpoint(self.address, self.port)


@dataclass(frozen=True)
class Backed:
    """The first port of a Service, with its endpoints that are ready, in the order in which kube-proxy has them."""

    service: objects.Object
    endpoints: tuple[Endpoint, ...]

    @property
    def port(self) -> objects.Object:
        """spec.ports[0]"""
        found: objects.Object = self.service["spec"]["ports"][0]
        return found

    @property
    def address(self) -> str:
        """The cluster IP."""
        return str(self.service["spec"].get("clusterIP", ""))

    @property
    def node_port(self) -> int:
        """0 where it has none."""
        return int(self.port.get("nodePort") or 0)

    @property
    def local_only(self) -> bool:
        """Whether traffic from outside stays on the node that it reached."""
        return bool(self.service["spec"].get("externalTrafficPolicy") == "Local")

    @property
    def protocol(self) -> str:
        """In lower case, as rules have it."""
        return str(self.port.get("protocol", "TCP")).lower()

    @property
    def port_name(self) -> str:
        """`namespace/service:port`, as comments of rules have it."""
        meta = self.service["metadata"]
        return iptables.port_name(meta["namespace"], meta["name"], self.port.get("name", ""))

    @property
    def suffix(self) -> str:
        """What the names of its chains end in."""
        return iptables.suffix(self.port_name, self.protocol)

    def endpoint_chain(self, one: Endpoint) -> str:
        """The chain that leads to an endpoint."""
        return f"KUBE-SEP-{iptables.suffix(self.port_name, self.protocol, one.name)}"

    def names(self) -> set[str]:
        """What a client inside the cluster may call it, as HTTP's Host header has it (port 80 is left out there)."""
        meta = self.service["metadata"]
        name, namespace = meta["name"], meta["namespace"]
        plain = {self.address, name, f"{name}.{namespace}"}
        plain |= {f"{name}.{namespace}.svc", f"{name}.{namespace}.svc.cluster.local"}
        plain |= {f"{one}." for one in plain if "svc" in one}
        return {with_port(one, int(self.port["port"])) for one in plain}


def with_port(host: str, port: int) -> str:
    """As HTTP's Host header has it: without the port where that is 80."""
    return host if port == 80 else f"{host}:{port}"


def find(cluster: objects.Cluster, service: str, namespace: str | None = None) -> Backed | None:
    """The Service with what its EndpointSlices say; None where there is no such Service or it has no port."""
    found = cluster.select("services", namespace, "", service)
    if not found or not found[0]["spec"].get("ports"):
        return None
    whole = found[0]
    port = whole["spec"]["ports"][0]
    slices = cluster.select(
        "endpointslices", whole["metadata"]["namespace"], f"kubernetes.io/service-name={service}"
    )
    ends = {one for part in slices for one in _ends(part, port.get("name") or "")}
    return Backed(whole, tuple(sorted(ends, key=lambda one: one.name)))


def _ends(part: objects.Object, port: str) -> list[Endpoint]:
    numbers = [one.get("port") for one in part.get("ports") or () if (one.get("name") or "") == port]
    return [
        Endpoint(address, number, shown.field(one, "targetRef.name") or "", one.get("nodeName") or "")
        for one in part.get("endpoints") or ()
        if shown.field(one, "conditions.ready") is not False
        for address in one.get("addresses", ())
        for number in numbers
        if number
    ]


def external_addresses(cluster: objects.Cluster, service: str) -> set[str]:
    """The load balancer addresses of a Service ("namespace/name"); none where it does not exist."""
    namespace, _, name = service.partition("/")
    found = cluster.select("services", namespace, "", name)
    entries = [entry for one in found for entry in shown.field(one, "status.loadBalancer.ingress") or ()]
    return {str(entry["ip"]) for entry in entries if entry.get("ip")}


def node_addresses(cluster: objects.Cluster) -> dict[str, str]:
    """The first InternalIP of each node, by the node's name."""
    found: dict[str, str] = {}
    for node in cluster.objects("nodes"):
        for one in shown.field(node, "status.addresses") or ():
            if one["type"] == "InternalIP":
                found.setdefault(node["metadata"]["name"], one["address"])
    return found


def ready(pod: objects.Object) -> bool:
    """Whether the pod says that it may get traffic, and is not on its way out."""
    conditions = shown.field(pod, "status.conditions") or ()
    on = any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)
    return on and "deletionTimestamp" not in pod["metadata"]
