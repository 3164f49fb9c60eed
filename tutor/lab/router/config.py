"""frr.conf of the two routers, in the words of FRR's own `show running-config`. Pure."""

import dataclasses
from collections.abc import Iterable

CLUSTER_AS, ROUTER_AS, CLIENT_AS = 64512, 64513, 64514
MAXIMUM_PATHS = 4


@dataclasses.dataclass(frozen=True)
class Neighbour:
    """A BGP peer."""

    address: str
    autonomous_system: int


@dataclasses.dataclass(frozen=True)
class Router:
    """One BGP speaker: its own system, whom it speaks to, and the networks that it announces."""

    host: str
    router_id: str
    autonomous_system: int
    neighbours: tuple[Neighbour, ...]
    networks: tuple[str, ...]


ROUTERS = (
    Router(
        "k8s-rtr",
        "192.168.10.254",
        ROUTER_AS,
        (
            Neighbour("192.168.10.10", CLUSTER_AS),
            Neighbour("192.168.10.101", CLUSTER_AS),
            Neighbour("192.168.10.102", CLUSTER_AS),
            Neighbour("192.168.20.100", CLIENT_AS),
        ),
        ("10.1.1.0/24",),
    ),
    Router(
        "k8s-pc",
        "192.168.20.100",
        CLIENT_AS,
        (Neighbour("192.168.20.254", ROUTER_AS),),
        ("10.1.2.0/24",),
    ),
)


def frr_conf(router: Router) -> str:
    """The configuration for vtysh to load (FRR user guide, "BGP")."""
    lines = [
        "frr defaults traditional",
        f"hostname {router.host}",
        "service integrated-vtysh-config",
        "!",
        *_bgp(router),
        "!",
        "line vty",
        "!",
    ]
    return "\n".join(lines) + "\n"


def _bgp(router: Router) -> Iterable[str]:
    yield f"router bgp {router.autonomous_system}"
    yield f" bgp router-id {router.router_id}"
    # Without filters, as the tutorial's routers: RFC 8212's default would announce nothing.
    yield " no bgp ebgp-requires-policy"
    yield " bgp bestpath as-path multipath-relax"
    for peer in router.neighbours:
        yield f" neighbor {peer.address} remote-as {peer.autonomous_system}"
        yield f" neighbor {peer.address} timers connect {_retry(peer)}"
    yield " !"
    yield " address-family ipv4 unicast"
    for network in router.networks:
        yield f"  network {network}"
    yield f"  maximum-paths {MAXIMUM_PATHS}"
    yield " exit-address-family"


def _retry(peer: Neighbour) -> int:
    """Seconds between tries to connect: FRR's 120 would keep a learner waiting. Speakers come by themselves."""
    return 10 if peer.autonomous_system == CLUSTER_AS else 1


def elsewhere(host: str) -> list[str]:
    """The networks that the other routers announce."""
    return [network for router in ROUTERS if router.host != host for network in router.networks]


def daemons(names: Iterable[str], user: str) -> str:
    """/etc/frr/daemons, by which FRR's watchfrr starts one anew that has ended (tools/frrcommon.sh.in)."""
    lines = [f"{name}=yes\n{name}_options='-A 127.0.0.1 -u {user} -g {user}'\n" for name in names]
    return "vtysh_enable=yes\n" + "".join(lines)


VTYSH_CONF = "service integrated-vtysh-config\n"

CALL = "/run/k8stutor/routers"
"""A named pipe on each router: whoever writes to it wakes FRR on all of them."""

DAEMONS = "/etc/frr/daemons"

STARTED = "/run/k8stutor/routers-started"

VTYSH = f"""\
#!/bin/sh
# FRR's daemons take 40 MB, and most lessons have no use for them: their first use starts them.
if [ ! -e {STARTED} ]; then
    # Opened for both ways: while they start, nobody reads any more, and opening to write only would block.
    [ -p {CALL} ] && echo start 1<> {CALL}
    for _ in $(seq 800); do [ -e {STARTED} ] && break; sleep 0.05; done
fi
exec /usr/bin/vtysh "$@"
"""


def files(host: str) -> dict[str, str]:
    """What lies on a host that is a router; empty for others."""
    for router in ROUTERS:
        if router.host == host:
            conf = {"/etc/frr/frr.conf": frr_conf(router), "/etc/frr/vtysh.conf": VTYSH_CONF}
            return {**conf, "/usr/local/bin/vtysh": VTYSH}
    return {}
