"""The five hosts and their networks, as data: two shared segments, and for each host a NAT segment of its own."""

import dataclasses
import hashlib

NAT_ADDRESS = "10.0.2.15"
NAT_GATEWAY = "10.0.2.2"
NAT_DNS = "10.0.2.3"
"""The addresses that VirtualBox's NAT gives every guest (VirtualBox manual, chapter 9.8)."""

LAN = "lan"
PC = "pc"
SEGMENTS = {LAN: "192.168.10.0/24", PC: "192.168.20.0/24"}

NODES = ("k8s-m", "k8s-w1", "k8s-w2")
CONTROL_PLANE = "k8s-m"

FORWARDING = {
    "ipv4/ip_forward": "1",
    "ipv4/conf/all/rp_filter": "0",
    "ipv4/conf/default/rp_filter": "0",
}
"""What kubeadm's and the router's set-up ask for; a reply may leave by another interface than the query came by."""

BALANCING = {"ipv4/fib_multipath_hash_policy": "1"}
"""On routers: each connection takes a way of its own, as with routers in hardware. Linux would go by addresses only."""


@dataclasses.dataclass(frozen=True)
class Interface:
    """One network card: the segment that it is plugged into, and its addresses as "a.b.c.d/prefix"."""

    name: str
    mac: str
    segment: str
    addresses: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Host:
    """One machine. `routes` are (destination, gateway); `stub` is a network that lies behind it alone: a router's."""

    name: str
    interfaces: tuple[Interface, ...]
    routes: tuple[tuple[str, str], ...]
    stub: str = ""

    @property
    def address(self) -> str:
        """The address that the other hosts know it by: that of its first shared segment."""
        return self.interfaces[1].addresses[0].partition("/")[0]


NAT_CARD = "nat0"
"""The far end of every NAT segment's cable, in the segment's own net namespace."""


def bridge(segment: str) -> str:
    """The name of a shared segment's bridge."""
    return f"br-{segment}"


def far_end(host: Host, card: Interface) -> str:
    """The name of the other end of a card's cable: a port of the segment's bridge, or the NAT's card."""
    return f"{host.name[4:]}-{card.name}" if card.segment in SEGMENTS else NAT_CARD


def mac(host: str, interface: str) -> str:
    """The same for ever: VirtualBox's prefix and three bytes of a hash of the names."""
    digest = hashlib.sha1(f"{host}/{interface}".encode(), usedforsecurity=False).hexdigest()
    return f"08:00:27:{digest[:2]}:{digest[2:4]}:{digest[4:6]}"


def _host(name: str, cards: dict[str, tuple[str, str]], routes: dict[str, str], stub: str = "") -> Host:
    every = {"enp0s3": (f"nat-{name}", f"{NAT_ADDRESS}/24"), **cards}
    interfaces = tuple(
        Interface(card, mac(name, card), segment, (address,)) for card, (segment, address) in every.items()
    )
    return Host(name, interfaces, tuple(routes.items()), stub)


def _node(name: str, address: str) -> Host:
    return _host(name, {"enp0s8": (LAN, f"{address}/24")}, {SEGMENTS[PC]: "192.168.10.254"})


HOSTS = (
    _node("k8s-m", "192.168.10.10"),
    _node("k8s-w1", "192.168.10.101"),
    _node("k8s-w2", "192.168.10.102"),
    _host(
        "k8s-rtr",
        {"enp0s8": (LAN, "192.168.10.254/24"), "enp0s9": (PC, "192.168.20.254/24")},
        {},
        stub="10.1.1.254/24",
    ),
    _host(
        "k8s-pc",
        {"enp0s8": (PC, "192.168.20.100/24")},
        {SEGMENTS[LAN]: "192.168.20.254"},
        stub="10.1.2.254/24",
    ),
)

BY_NAME = {host.name: host for host in HOSTS}


def hosts_file(name: str) -> str:
    """/etc/hosts of one host: itself by name as Debian writes it, and all five."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback", ""]
    lines += [f"{host.address} {host.name}" for host in HOSTS]
    own = BY_NAME[name]
    lines += [f"{card.addresses[0].partition('/')[0]} {name}" for card in own.interfaces[2:]]
    return "\n".join(lines) + "\n"


def resolv_conf() -> str:
    """/etc/resolv.conf of every host, as the NAT's DHCP gives it."""
    return f"nameserver {NAT_DNS}\noptions edns0 trust-ad\nsearch .\n"
