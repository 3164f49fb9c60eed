"""MetalLB: how soon an address is announced by layer 2 and by BGP, and how soon another node takes over."""

import hashlib
from collections.abc import Callable

from tests.benchmarks import own, services, table

ROUNDS = 5
NODES = ("k8s-m", "k8s-w1", "k8s-w2")
POOL = "192.168.10.200-192.168.10.250"
LAYER2 = f"""
    address-pools:
    - name: default
      protocol: layer2
      addresses: [{POOL}]
"""
BGP = """
    peers:
    - {peer-address: 192.168.10.254, peer-asn: 64513, my-asn: 64512}
    address-pools:
    - name: default
      protocol: bgp
      addresses: [172.20.1.0/24]
"""


def config(text: str) -> str:
    """The ConfigMap that MetalLB 0.11 reads."""
    return (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: metallb-system, name: config}\n"
        f"data:\n  config: |{text}"
    )


def rows() -> list[table.Row]:
    """Each on a lab of its own; times are from kubectl's call to what a host beyond the cluster sees."""
    with own.lab() as lab:
        _install(lab, LAYER2)
        announced = [_announce(lab, number, "192.168.10.", _arp) for number in range(ROUNDS)]
        killed = _speaker_killed(lab)
        stopped = _node_stopped(lab)
    with own.lab() as lab:
        _install(lab, BGP)
        lab.out(
            "k8s-rtr",
            own.wait("[ $(vtysh -c 'show ip bgp summary' | grep -c '^192.168.10.*[0-9]$') = 3 ]", 0.2),
        )
        routed = [_announce(lab, number, "172.20.1.", _route) for number in range(ROUNDS)]
        withdrawn = [_withdraw(lab, number) for number in range(ROUNDS)]
    return [
        table.Row("layer 2: Service created to ARP answered", announced, "s"),
        table.Row("layer 2: leader's speaker killed to new leader", [killed], "s"),
        table.Row("layer 2: leader's node stopped to new leader", [stopped], "s"),
        table.Row("BGP: Service created to route on k8s-rtr", routed, "s", budget=1.0),
        table.Row("BGP: Service deleted to route gone", withdrawn, "s"),
    ]


def _install(lab: own.Lab, text: str) -> None:
    folder = "assets/metallb/v0.11"
    lab.out("k8s-m", f"cd; kubectl apply -f {folder}/namespace.yaml -f {folder}/metallb.yaml")
    lab.out("k8s-m", "kubectl apply -f -", config(text))
    for what in ("deployment/controller", "daemonset/speaker"):
        lab.out("k8s-m", f"kubectl rollout status -n metallb-system {what} --timeout=60s")
    lab.out("k8s-m", services.BACKEND)


def _arp(address: str) -> str:
    return f"arping -q -I enp0s8 -f -c 1 -w 1 {address} >/dev/null"


def _route(address: str) -> str:
    return f"ip route show {address} | grep -q bgp"


def _announce(lab: own.Lab, number: int, prefix: str, seen: Callable[[str], str]) -> float:
    """From `kubectl expose` until the router sees it; the n-th Service gets the pool's n-th address."""
    address = f"{prefix}{200 + number if prefix.startswith('192') else number}"
    began = own.stamp()
    lab.out("k8s-m", f"kubectl expose deployment web --name=lb{number} --port=80 --type=LoadBalancer")
    return float(lab.out("k8s-rtr", f"{own.wait(seen(address))}; echo $EPOCHREALTIME")) - began


def _withdraw(lab: own.Lab, number: int) -> float:
    began = own.stamp()
    lab.out("k8s-m", f"kubectl delete svc lb{number}")
    gone = own.wait(f"! {_route(f'172.20.1.{number}')}")
    return float(lab.out("k8s-rtr", f"{gone}; echo $EPOCHREALTIME")) - began


def _leader(address: str, nodes: tuple[str, ...] = NODES) -> str:
    return min(nodes, key=lambda node: hashlib.sha256(f"{node}#{address}".encode()).digest())


def _taken_over(lab: own.Lab, address: str, before: str, began: float) -> float:
    """Until the router's own neighbour entry, which only a gratuitous ARP can change so soon, shows another card."""
    changed = f"! ip neigh show {address} | grep -q {before}"
    return float(lab.out("k8s-rtr", f"{own.wait(changed)}; echo $EPOCHREALTIME")) - began


def _mac(lab: own.Lab, node: str) -> str:
    return lab.out(node, "cat /sys/class/net/enp0s8/address").strip()


def _speaker_killed(lab: own.Lab) -> float:
    address = "192.168.10.200"
    leader = _leader(address)
    lab.out("k8s-rtr", f"ping -c 1 -W 1 {address}; curl -s {address} >/dev/null")
    began = own.stamp()
    lab.out(leader, "pkill -9 -x speaker")
    return _taken_over(lab, address, _mac(lab, leader), began)


def _node_stopped(lab: own.Lab) -> float:
    """Of an address whose leader is a worker: k8s-m carries the API."""
    address = next(one for one in (f"192.168.10.{200 + n}" for n in range(ROUNDS)) if _leader(one) != "k8s-m")
    leader = _leader(address)
    mac = _mac(lab, leader)
    lab.out(
        "k8s-rtr",
        own.wait(f"curl -s -m 1 {address} >/dev/null && ip neigh show {address} | grep -q {mac}", 0.3),
    )
    began = own.stamp()
    lab.verb("node", "stop", leader)
    return _taken_over(lab, address, mac, began)
