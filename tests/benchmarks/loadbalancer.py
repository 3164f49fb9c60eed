"""MetalLB: how soon an address is announced by layer 2 and by BGP, and how soon others take over."""

import hashlib
from collections.abc import Callable

from tests.benchmarks import failover, own, table

ROUNDS = 5
NODES = ("k8s-m", "k8s-w1", "k8s-w2")
LAYER2 = """
    address-pools:
    - name: default
      protocol: layer2
      addresses: [192.168.10.200-192.168.10.250]
"""
BGP = """
    peers:
    - {peer-address: 192.168.10.254, peer-asn: 64513, my-asn: 64512, hold-time: 3s}
    address-pools:
    - name: default
      protocol: bgp
      addresses: [172.20.1.0/24]
"""
"""With the shortest hold time there is: what a dead neighbour costs is that, whatever it is."""
BACKEND = """
kubectl create deployment web --image=traefik/whoami --replicas=2 --dry-run=client -o json |
  sed 's/"containers"/"nodeName": "k8s-w1", "containers"/' | kubectl create -f -
kubectl rollout status deployment/web --timeout=60s
"""
"""All on one worker, which does not fail: what is measured is the way there."""
EXPOSE = "kubectl expose deployment web --port=80 --type=LoadBalancer"


def config(text: str) -> str:
    """The ConfigMap that MetalLB 0.11 reads."""
    return (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: metallb-system, name: config}\n"
        f"data:\n  config: |{text}"
    )


def rows() -> list[table.Row]:
    """Each on a lab of its own; times are from kubectl's call to what a host beyond the cluster sees."""
    return [*_layer2(), *_bgp()]


def _layer2() -> list[table.Row]:
    with own.lab() as lab:
        _install(lab, LAYER2)
        announced = [_announce(lab, number, f"192.168.10.{200 + number}", _arp) for number in range(ROUNDS)]
        led = next(one for one in map("192.168.10.{}".format, range(210, 250)) if _leader(one) == "k8s-w2")
        lab.out("k8s-m", f"{EXPOSE} --name=moving --load-balancer-ip={led}")
        mac = lab.out("k8s-w2", "cat /sys/class/net/enp0s8/address").strip()
        # Only a gratuitous ARP changes the router's own entry so soon.
        other = f"! ip neigh show {led} | grep -q {mac}"
        killed = failover.through(lab, led, lambda: _kill(lab, "k8s-w2"), _arp(led))
        _settled(lab, led, mac)
        deleted = failover.through(lab, led, lambda: _delete_speaker(lab, "k8s-w2"), other)
        _settled(lab, led, mac)
        stopped = failover.through(lab, led, lambda: lab.verb("node", "stop", "k8s-w2"), other)
    return [
        table.Row("layer 2: Service created to ARP answered", announced, "s"),
        *_outage("layer 2: leader's speaker killed", "ARP answered again", killed),
        *_outage("layer 2: leader's speaker deleted", "new leader", deleted),
        *_outage("layer 2: leader's node stopped", "new leader", stopped),
    ]


def _bgp() -> list[table.Row]:
    with own.lab() as lab:
        _install(lab, BGP)
        _announce(lab, 0, "172.20.1.0", _from_all)
        announced = [_announce(lab, number, f"172.20.1.{number}", _route) for number in range(1, 1 + ROUNDS)]
        withdrawn = [_withdraw(lab, number) for number in range(1, 1 + ROUNDS)]
        without = "! ip route show 172.20.1.0 | grep -q 192.168.10.102"
        deleted = failover.through(lab, "172.20.1.0", lambda: _delete_speaker(lab, "k8s-w2"), without)
        lab.out("k8s-rtr", own.wait(_from_all("172.20.1.0"), 0.2))
        down = ("link", "down", "k8s-w2", "enp0s8")
        cut = failover.through(lab, "172.20.1.0", lambda: lab.verb(*down), without)
        lab.verb("link", "up", "k8s-w2", "enp0s8")
        lab.out("k8s-rtr", own.wait(_from_all("172.20.1.0"), 0.2))
        stopped = failover.through(lab, "172.20.1.0", lambda: lab.verb("node", "stop", "k8s-w2"), without)
    return [
        table.Row("BGP: Service created to route on k8s-rtr", announced, "s", budget=1.0),
        table.Row("BGP: Service deleted to route gone", withdrawn, "s"),
        *_outage("BGP: a speaker deleted", "its route gone", deleted),
        *_outage("BGP: a node's link cut, hold time 3 s", "its route gone", cut),
        *_outage("BGP: a node stopped, hold time 3 s", "its route gone", stopped),
    ]


def _outage(what: str, mended: str, seen: failover.Outage) -> list[table.Row]:
    return [
        table.Row(f"{what}, {mended}", [seen.mended], "s"),
        table.Row("  longest time between two answers", [seen.silence], "s"),
        table.Row(f"  requests lost of {seen.sent}", [seen.lost], ""),
    ]


def _install(lab: own.Lab, text: str) -> None:
    folder = "assets/metallb/v0.11"
    lab.out("k8s-m", f"cd; kubectl apply -f {folder}/namespace.yaml -f {folder}/metallb.yaml")
    lab.out("k8s-m", "kubectl apply -f -", config(text))
    for what in ("deployment/controller", "daemonset/speaker"):
        lab.out("k8s-m", f"kubectl rollout status -n metallb-system {what} --timeout=60s")
    lab.out("k8s-m", BACKEND)


def _arp(address: str) -> str:
    return f"timeout 0.2 arping -q -I enp0s8 -f -c 1 {address} >/dev/null"


def _route(address: str) -> str:
    return f"ip route show {address} | grep -q bgp"


def _from_all(address: str) -> str:
    return f"[ $(ip route show {address} | grep -c nexthop) = 3 ]"


def _announce(lab: own.Lab, number: int, address: str, seen: Callable[[str], str]) -> float:
    """From `kubectl expose` until the router sees it; the n-th Service gets the pool's n-th address."""
    with lab.watching({"k8s-rtr": own.wait(seen(address))}) as ended:
        began = float(lab.out("k8s-m", f"echo $EPOCHREALTIME; {EXPOSE} --name=lb{number} >&2"))
        return own.moment(ended()["k8s-rtr"]) - began


def _withdraw(lab: own.Lab, number: int) -> float:
    with lab.watching({"k8s-rtr": own.wait(f"! {_route(f'172.20.1.{number}')}")}) as ended:
        began = float(lab.out("k8s-m", f"echo $EPOCHREALTIME; kubectl delete svc lb{number} >&2"))
        return own.moment(ended()["k8s-rtr"]) - began


def _leader(address: str) -> str:
    return min(NODES, key=lambda node: hashlib.sha256(f"{node}#{address}".encode()).digest())


def _kill(lab: own.Lab, node: str) -> None:
    lab.out(node, "pkill -9 -x speaker")


def _delete_speaker(lab: own.Lab, node: str) -> None:
    of = f"-n metallb-system -l component=speaker --field-selector spec.nodeName={node}"
    lab.out("k8s-m", f"kubectl delete pod {of} --wait=false")


def _settled(lab: own.Lab, address: str, mac: str) -> None:
    """The address is where the election puts it, and the router knows."""
    lab.out("k8s-m", "kubectl rollout status -n metallb-system daemonset/speaker --timeout=60s")
    known = f"ip neigh flush dev enp0s8; curl -s -m 1 -o /dev/null {address}; ip neigh show {address} | grep -q {mac}"
    lab.out("k8s-rtr", own.wait(known, 0.3))
