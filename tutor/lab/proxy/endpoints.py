"""Which endpoints a service port uses on this node (pkg/proxy/topology.go, CategorizeEndpoints)."""

import dataclasses
from collections.abc import Sequence

from tutor.lab.proxy import services


@dataclasses.dataclass(frozen=True)
class Choice:
    """Endpoints for policy Cluster, for policy Local, and whether any endpoint exists anywhere."""

    cluster: tuple[services.Endpoint, ...]
    local: tuple[services.Endpoint, ...]
    any: bool

    @property
    def reachable(self) -> tuple[services.Endpoint, ...]:
        """Everything that some chain of this port may jump to, in order and once."""
        wanted = {endpoint.name: endpoint for endpoint in (*self.cluster, *self.local)}
        return tuple(wanted[name] for name in sorted(wanted))


def choose(
    port: services.ServicePort, endpoints: Sequence[services.Endpoint], node: str = "", zone: str = ""
) -> Choice:
    """Ready endpoints win; where none is ready, those that still serve while terminating are used.

    Hints narrow the choice of policy Cluster, as long as they lead somewhere from this `node` and its `zone`.
    """
    cluster = _usable(near(endpoints, node, zone)) if port.uses_cluster_endpoints else ()
    if not port.uses_local_endpoints:
        return Choice(cluster, (), bool(cluster))
    local = _usable([endpoint for endpoint in endpoints if endpoint.local])
    return Choice(cluster, local, bool(_usable(endpoints)))


def near(endpoints: Sequence[services.Endpoint], node: str, zone: str) -> Sequence[services.Endpoint]:
    """The endpoints that hints leave: those for this node, else for its zone, else all of them.

    Hints count where every ready endpoint has one of that kind, and one of these is for this node or zone.
    """
    ready = [endpoint for endpoint in endpoints if endpoint.ready]
    if ready and all(endpoint.nodes for endpoint in ready):
        found = [endpoint for endpoint in ready if node in endpoint.nodes]
        if found:
            return found
    if ready and all(endpoint.zones for endpoint in ready):
        return [endpoint for endpoint in ready if zone in endpoint.zones] or endpoints
    return endpoints


def _usable(endpoints: Sequence[services.Endpoint]) -> tuple[services.Endpoint, ...]:
    ready = tuple(endpoint for endpoint in endpoints if endpoint.ready)
    return ready or tuple(endpoint for endpoint in endpoints if endpoint.serving and endpoint.terminating)
