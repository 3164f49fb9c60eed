"""What a node's rules depend on besides Services and their endpoints."""

import dataclasses
import ipaddress


@dataclasses.dataclass(frozen=True)
class Config:
    """The part of KubeProxyConfiguration that changes rules, and the node's own facts."""

    node_name: str
    node_ip: str
    cluster_cidr: str = ""
    """Pods' CIDR; empty where it is not known (detectLocalMode then finds nothing local)."""
    masquerade_all: bool = False
    masquerade_mark: str = "0x4000"
    localhost_node_ports: bool = True
    node_port_addresses: tuple[str, ...] = ()
    """CIDRs whose local addresses serve node ports; empty means all of the node's addresses."""
    local_addresses: tuple[str, ...] = ()
    family: str = "IPv4"
    random_fully: bool = True
    """iptables knows `--random-fully`: true of every release since 1.6.2."""
    tcp_liberal: bool = False
    """net.netfilter.nf_conntrack_tcp_be_liberal is 1: packets that conntrack calls INVALID pass."""
    large_cluster_endpoints: int = 1000
    zone: str = ""
    """The node's topology.kubernetes.io/zone."""

    def is_family(self, address: str) -> bool:
        """Whether an address or CIDR is of the family that these rules serve."""
        return (":" in address) == (self.family == "IPv6")

    @property
    def all_node_ports(self) -> bool:
        """Whether node ports are served on every address: no CIDR of this family limits them."""
        own = [cidr for cidr in self.node_port_addresses if self.is_family(cidr)]
        return not own or any(cidr.endswith("/0") for cidr in own)

    def node_port_targets(self) -> list[str]:
        """The node's own addresses inside `node_port_addresses`, of this family."""
        wanted = [
            ipaddress.ip_network(cidr, strict=False)
            for cidr in self.node_port_addresses
            if self.is_family(cidr)
        ]
        local = [ipaddress.ip_address(text) for text in self.local_addresses if self.is_family(text)]
        return [str(address) for address in local if any(address in network for network in wanted)]
