"""hostPort: rules that send a node's port on to a pod, as the CNI plugin portmap writes them. Pure.

Source of the behaviour: containernetworking/plugins, plugins/meta/portmap/portmap.go and pkg/utils/utils.go. Calico's
configuration runs that plugin after its own, without settings.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

NETWORK = "k8s-pod-network"
"""The network's name in Calico's CNI configuration."""

MARK = "0x2000/0x2000"
DNAT, SET_MARK, MASQUERADE = "CNI-HOSTPORT-DNAT", "CNI-HOSTPORT-SETMARK", "CNI-HOSTPORT-MASQ"
LONGEST_CHAIN = 28
MOST_PORTS = 15
"""In one rule of iptables' multiport."""


class Port(Protocol):
    """A container's port that its node lends one of its own; `protocol` is tcp, udp or sctp, `host_ip` may be empty."""

    @property
    def host(self) -> int:
        """The node's port."""

    @property
    def container(self) -> int:
        """The pod's port."""

    @property
    def protocol(self) -> str:
        """In small letters."""

    @property
    def host_ip(self) -> str:
        """The node's address that it is lent at; empty for all."""


def chain(sandbox: str) -> str:
    """The chain of one sandbox's ports."""
    digest = hashlib.sha512(f"{NETWORK}{sandbox}".encode()).hexdigest()
    return f"CNI-DN-{digest}"[:LONGEST_CHAIN]


def base() -> str:
    """iptables-restore's lines for what all ports of a node share: made with the first, and left there."""
    return "\n".join(
        [
            "*nat",
            f":{DNAT} - [0:0]",
            f":{SET_MARK} - [0:0]",
            f":{MASQUERADE} - [0:0]",
            f'-A {SET_MARK} -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark {MARK}',
            f"-A {MASQUERADE} -m mark --mark {MARK} -j MASQUERADE",
            f"-A PREROUTING -m addrtype --dst-type LOCAL -j {DNAT}",
            f"-A OUTPUT -m addrtype --dst-type LOCAL -j {DNAT}",
            f'-I POSTROUTING 1 -m comment --comment "CNI portfwd requiring masquerade" -j {MASQUERADE}',
            "COMMIT\n",
        ]
    )


def added(sandbox: str, address: str, ports: Sequence[Port]) -> str:
    """iptables-restore's lines that map a pod's ports."""
    own = chain(sandbox)
    entries = [f"-A {DNAT} {rule}" for rule in _entries(sandbox, ports)]
    rules = [f"-A {own} {rule}" for port in ports for rule in _rules(address, port)]
    return "\n".join(["*nat", f":{own} - [0:0]", *rules, *entries, "COMMIT\n"])


def removed(sandbox: str, ports: Sequence[Port]) -> str:
    """iptables-restore's lines that take back what `added` did."""
    own = chain(sandbox)
    entries = [f"-D {DNAT} {rule}" for rule in _entries(sandbox, ports)]
    return "\n".join(["*nat", *entries, f"-F {own}", f"-X {own}", "COMMIT\n"])


def _entries(sandbox: str, ports: Sequence[Port]) -> Iterator[str]:
    """One for each protocol and MOST_PORTS of its ports."""
    about = f'-m comment --comment "dnat name: \\"{NETWORK}\\" id: \\"{sandbox}\\""'
    for protocol in ("tcp", "udp", "sctp"):
        numbers = sorted({port.host for port in ports if port.protocol == protocol})
        for first in range(0, len(numbers), MOST_PORTS):
            words = ",".join(map(str, numbers[first : first + MOST_PORTS]))
            yield f"-p {protocol} {about} -m multiport --dports {words} -j {chain(sandbox)}"


def _rules(address: str, port: Port) -> Iterator[str]:
    """The pod's own connections and those of the node's loopback come back only by a masquerade."""
    to = f" -d {port.host_ip}/32" if port.host_ip not in ("", "0.0.0.0") else ""
    what = f"-p {port.protocol} -m {port.protocol} --dport {port.host}"
    for source in (address, "127.0.0.1"):
        yield f"-s {source}/32{to} {what} -j {SET_MARK}"
    yield f"{to} {what} -j DNAT --to-destination {address}:{port.container}".strip()
