"""Which way out of the lab there is, and the routes that lead to it. Pure."""

import ipaddress

from tutor.lab.net import topology

PORTS = (80, 443)
TABLE = 80

REFUSED = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
)
"""What is not global unicast (RFC 6890): the learner's own networks above all, and the addresses that the built-in zone
gives for names outside when the machine has no resolver."""

_REFUSED = tuple(ipaddress.ip_network(network) for network in REFUSED)


def allowed(address: str, port: int) -> bool:
    """Whether a lab may speak to it: web servers on the Internet, and nothing nearer."""
    return port in PORTS and not any(ipaddress.ip_address(address) in network for network in _REFUSED)


def routes() -> str:
    """Lines for `ip -batch` (ip(8)) in a NAT segment: every TCP connection is delivered there, wherever it goes to."""
    lines = (
        f"rule add iif {topology.NAT_CARD} ipproto tcp lookup {TABLE}",
        f"route add local default dev lo table {TABLE}",
    )
    return "\n".join(lines) + "\n"


def rules(*, open_: bool) -> str:
    """For iptables-restore: with `open_`, what is allowed comes to the relay; all else is refused at once, with RST.

    RST, since the kernel tells a sender only now and then that a network is unreachable (ip_rt_error_burst).
    """
    ports = ",".join(map(str, PORTS))
    own = f"{topology.NAT_GATEWAY}/24"
    tcp = f"-A INPUT -i {topology.NAT_CARD} -p tcp"
    refuse = "-j REJECT --reject-with tcp-reset"
    lines = [f"{tcp} -d {own} -m multiport ! --dports {ports} -j ACCEPT"]
    lines += [f"{tcp} -d {network} {refuse}" for network in REFUSED]
    lines += [f"{tcp} -m multiport --dports {ports} -j ACCEPT"] if open_ else []
    return "\n".join(["*filter", *lines, f"{tcp} {refuse}", "COMMIT"]) + "\n"
