"""Service ports and endpoints as tests want them."""

from typing import Any

from tutor.lab.proxy import config, services

CLUSTER_IP, NODE_IP, LB_IP, EXTERNAL_IP = "172.30.0.41", "192.168.0.2", "1.2.3.4", "10.9.8.7"
POD, OUTSIDE = "10.0.0.2", "203.0.113.9"
SETTINGS = config.Config(
    "here", NODE_IP, cluster_cidr="10.0.0.0/8", local_addresses=("127.0.0.1", NODE_IP), zone="zone-a"
)


def end(address: str, *flags: str, zones: str = "", nodes: str = "") -> services.Endpoint:
    """An endpoint of port 80; flags: local, unready, dead (not serving), ending."""
    return services.Endpoint(
        address,
        f"{address}:80",
        local="local" in flags,
        ready="unready" not in flags and "ending" not in flags,
        serving="dead" not in flags,
        terminating="ending" in flags,
        zones=frozenset(zones.split()),
        nodes=frozenset(nodes.split()),
    )


def port_of(**more: Any) -> services.ServicePort:
    """A TCP port 80 of a service."""
    return services.ServicePort("ns", "svc", "p80", "tcp", CLUSTER_IP, 80, **more)
