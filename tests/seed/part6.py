"""MetalLB, layer 2: addresses from a pool, one node that answers for each, and a client outside."""

import hashlib
import re

from tests.seed import rows

PART = rows.Part()

FOLDER = "assets/metallb/v0.11"
CONFIG = """cat <<EOF | kubectl create -f -
apiVersion: v1
kind: ConfigMap
metadata:
  namespace: metallb-system
  name: config
data:
  config: |
    address-pools:
    - name: default
      protocol: layer2
      addresses:
      - 192.168.10.200-192.168.10.210
EOF"""
SERVICE = """---
apiVersion: v1
kind: Service
metadata:
  name: svc{number}
spec:
  ports:
  - name: svc{number}-webport
    port: 80
    targetPort: 80
  selector:
    app: webpod
  type: LoadBalancer
"""
SERVICES = (
    "cat <<EOF | kubectl create -f -\n"
    + "".join(SERVICE.format(number=number) for number in (1, 2, 3))
    + "EOF"
)
ADDRESSES = ("192.168.10.200", "192.168.10.201", "192.168.10.202")
NODES = {"k8s-m": "192.168.10.10", "k8s-w1": "192.168.10.101", "k8s-w2": "192.168.10.102"}
TUNNELS = {"k8s-m": "172.16.116.0", "k8s-w1": "172.16.158.0", "k8s-w2": "172.16.184.0"}


def variables(number: int) -> tuple[str, str]:
    """How the tutorial takes a Service's address, and looks at it."""
    path = "{.status.loadBalancer.ingress[0].ip}"
    return f"SVC{number}EXIP=$(kubectl get svc svc{number} -o jsonpath='{path}')", f"echo $SVC{number}EXIP"


def curl(number: int) -> str:
    """How the tutorial asks a Service from the client."""
    return f"curl -s --interface 192.168.20.100 $SVC{number}EXIP | egrep 'Hostname|RemoteAddr|Host:'"


def leader(address: str) -> str:
    """MetalLB's own election: the node with the smallest hash."""
    return min(NODES, key=lambda node: hashlib.sha256(f"{node}#{address}".encode()).digest())


async def mac(seen: rows.Seen, node: str) -> str:
    """The address of a node's card on the shared segment."""
    return (await seen.stage.probe(node, "cat /sys/class/net/enp0s8/address")).strip()


@PART.row(
    "6.1", "k8s-m", f"kubectl apply -f {FOLDER}/namespace.yaml", f"kubectl apply -f {FOLDER}/metallb.yaml"
)
async def install(seen: rows.Seen) -> None:
    """Namespace, controller, speakers, and the rights that they need."""
    text = await seen.run()
    for created in ("namespace/metallb-system", "deployment.apps/controller", "daemonset.apps/speaker"):
        assert f"{created} created" in text, text
    assert "rbac.authorization.k8s.io/metallb-system:speaker created" in text


@PART.row("6.2", "k8s-m", "kubectl get pod -n metallb-system -o wide")
async def pods(seen: rows.Seen) -> None:
    """A controller with a pod's address; a speaker a node, with the node's own."""

    def judge(text: str) -> bool:
        speakers = re.findall(
            r"^speaker-\S+ +1/1 +Running .*? (192\.168\.10\.\d+) +(k8s-\w+) ", text, re.MULTILINE
        )
        controller = re.search(
            r"^controller-\S+ +1/1 +Running .*? 172\.16\.\d+\.\d+ +k8s-w", text, re.MULTILINE
        )
        return bool(controller) and {node: address for address, node in speakers} == NODES

    await seen.until(judge, 60)


@PART.row("6.3", "k8s-m", CONFIG, "kubectl get cm -n metallb-system")
async def config(seen: rows.Seen) -> None:
    """The configuration is there, and controller and speakers say that they have loaded it."""
    created, listed = await seen.each()
    assert "configmap/config created" in created
    assert re.search(r"^config +1 ", listed, re.MULTILINE)
    for component, count in (("controller", 1), ("speaker", 3)):
        logs = f"kubectl logs -n metallb-system -l component={component} --tail=-1 | grep -c configLoaded"
        wait = f"for i in $(seq 100); do [ $({logs}) -ge {count} ] && exit; sleep 0.2; done; exit 1"
        await seen.stage.probe("k8s-m", wait, 60)


@PART.row("6.4", "k8s-m", SERVICES, "kubectl get service")
async def services(seen: rows.Seen) -> None:
    """Three addresses in order, each with a node port."""
    create, listed = seen.row.commands
    assert "service/svc3 created" in await seen.stage.shown("k8s-m", create)
    await seen.stage.probe(
        "k8s-m",
        "for i in 1 2 3; do kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' svc/svc$i --timeout=30s; done",
        100,
    )
    text = await seen.stage.shown("k8s-m", listed)
    for number, address in enumerate(ADDRESSES, 1):
        row = rf"^svc{number} +LoadBalancer +10\.\S+ +{re.escape(address)} +80:3\d{{4}}/TCP "
        assert re.search(row, text, re.MULTILINE), text


async def _take(seen: rows.Seen) -> None:
    shown = await seen.each()
    assert tuple(text.strip() for text in shown[1::2]) == ADDRESSES


@PART.row("6.5 rtr", "k8s-rtr", *variables(1), *variables(2), *variables(3))
async def on_the_router(seen: rows.Seen) -> None:
    """kubectl tells the addresses there as well."""
    await _take(seen)


@PART.row("6.5 pc", "k8s-pc", *variables(1), *variables(2), *variables(3))
async def on_the_client(seen: rows.Seen) -> None:
    """And there."""
    await _take(seen)


@PART.row("6.6", "k8s-rtr", *(f"arping -I enp0s8 -f -c 1 $SVC{number}EXIP" for number in (1, 2, 3)))
async def arping(seen: rows.Seen) -> None:
    """One unicast reply each, with the card of the node that is elected."""
    for address, text in zip(ADDRESSES, await seen.each(), strict=True):
        replies = re.findall(rf"Unicast reply from {re.escape(address)} \[([0-9A-F:]+)\]", text)
        assert [reply.lower() for reply in replies] == [await mac(seen, leader(address))], text
        assert "Received 1 response(s)" in text


@PART.row(
    "6.7",
    "k8s-rtr",
    "ping -c 1 -w 1 -W 1 $SVC1EXIP; ping -c 1 -w 1 -W 1 $SVC2EXIP; ping -c 1 -w 1 -W 1 $SVC3EXIP",
)
async def no_ping(seen: rows.Seen) -> None:
    """Nobody answers: the address is on no card."""
    assert (await seen.run()).count("100% packet loss") == 3


@PART.row(
    "6.8",
    "k8s-rtr",
    "ping -c 1 -w 1 -W 1 192.168.10.10; ping -c 1 -w 1 -W 1 192.168.10.101; ping -c 1 -w 1 -W 1 192.168.10.102",
)
async def nodes_ping(seen: rows.Seen) -> None:
    """The nodes themselves do."""
    assert (await seen.run()).count(" 0% packet loss") == 3


@PART.row("6.9", "k8s-rtr", "ip -c neigh | grep 192.168.10. | sort")
async def neighbours(seen: rows.Seen) -> None:
    """Beside each address stands the same card as beside its leader."""
    text = await seen.run()
    known = dict(re.findall(r"^(192\.168\.10\.\d+) dev enp0s8 lladdr (\S+)", text, re.MULTILINE))
    for node, address in NODES.items():
        assert known[address] == await mac(seen, node), text
    for address in ADDRESSES:
        assert known[address] == known[NODES[leader(address)]], text


@PART.row("6.10", "k8s-pc", curl(1), curl(2), curl(3))
async def from_the_client(seen: rows.Seen) -> None:
    """A webpod answers; it sees the leader, masqueraded, in place of the client."""
    for address, text in zip(ADDRESSES, await seen.each(), strict=True):
        node = leader(address)
        assert re.search(r"Hostname: webpod[12]", text), text
        assert f"Host: {address}" in text
        seen_by_pod = re.search(r"RemoteAddr: ([\d.]+):\d+", text)
        assert seen_by_pod, text
        assert seen_by_pod[1] in (NODES[node], TUNNELS[node], "10.0.2.15"), (node, text)


def loop(number: int) -> str:
    """The tutorial's hundred requests."""
    return (
        f"for i in {{1..100}}; do curl -s --interface 192.168.20.100 $SVC{number}EXIP | grep Hostname; done "
        "| sort | uniq -c | sort -nr"
    )


@PART.row("6.11", "k8s-pc", loop(1), loop(2), loop(3))
async def distribution(seen: rows.Seen) -> None:
    """Both webpods, a hundred in all, near half and half (25 is five standard deviations away)."""
    for text in await seen.each(120):
        counts = {name: int(count) for count, name in re.findall(r"(\d+) Hostname: (webpod[12])", text)}
        assert sum(counts.values()) == 100, text
        assert len(counts) == 2, text
        assert min(counts.values()) >= 25, text
