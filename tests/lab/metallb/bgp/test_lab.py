"""MetalLB v0.11 in BGP mode on the lab, as the tutorial sets it up: sessions, routes, and packets along them."""

import json
import re
import time
from collections.abc import Iterator

import pytest

from tests.lab import onhosts, running
from tutor.lab import launch

pytestmark = pytest.mark.lab

MASTER, RTR, PC = "k8s-m", "k8s-rtr", "k8s-pc"
NODES = {"k8s-m": "192.168.10.10", "k8s-w1": "192.168.10.101", "k8s-w2": "192.168.10.102"}
ALL = sorted(NODES.values())
WORKERS = [NODES["k8s-w1"], NODES["k8s-w2"]]

CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {namespace: metallb-system, name: config}
data:
  config: |
    peers:
    - peer-address: 192.168.10.254
      peer-asn: 64513
      my-asn: 64512
    address-pools:
    - name: default
      protocol: bgp
      avoid-buggy-ips: true
      addresses:
      - 172.20.1.0/24
"""

POD = """
apiVersion: v1
kind: Pod
metadata: {{name: {name}, labels: {{app: webpod}}}}
spec:
  nodeName: {node}
  terminationGracePeriodSeconds: 0
  containers:
  - {{name: container, image: traefik/whoami}}
---
"""

SERVICE = """
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec:
  type: LoadBalancer
  selector: {{app: webpod}}
  ports: [{{name: web, port: 80, targetPort: 80}}]
---
"""


def kubectl(words: str, given: str = "") -> str:
    """What kubectl says on the control plane."""
    return onhosts.said(MASTER, f"kubectl {words}", given=given)


def routes(host: str = RTR) -> dict[str, list[str]]:
    """Destination of each BGP route in a host's kernel -> its next hops."""
    found: dict[str, list[str]] = {}
    for one in json.loads(onhosts.said(host, "ip -j route show proto bgp")):
        hops = one.get("nexthops") or [one]
        found[one["dst"]] = sorted(hop["gateway"] for hop in hops)
    return found


def until_routes(wanted: dict[str, list[str]], *, host: str = RTR) -> float:
    """Seconds until the routes to these addresses are as wanted; [] for one that is to be absent."""
    began = time.monotonic()

    def as_wanted(text: str) -> bool:
        found = json.loads(text)
        return all(found.get(address, []) == hops for address, hops in wanted.items())

    onhosts.until(lambda: json.dumps(routes(host)), as_wanted)
    return time.monotonic() - began


def address_of(service: str) -> str:
    """The address that the service has got."""
    path = "{.status.loadBalancer.ingress[0].ip}"
    return onhosts.until(lambda: kubectl(f"get svc {service} -o jsonpath='{path}'"), bool).strip()


def endings(neighbour: str) -> tuple[int, int]:
    """How many sessions with a neighbour the router has seen end, and how many NOTIFICATIONs it has got."""
    found = json.loads(onhosts.said(RTR, f"vtysh -c 'show bgp neighbors {neighbour} json'"))[neighbour]
    return found["connectionsDropped"], found["messageStats"]["notificationsRecv"]


def say(what: str, seconds: float) -> None:
    """Print a measurement; `pytest -s` shows it."""
    print(f"\n{what}: {seconds:.2f} s")


@pytest.fixture(scope="module")
def metallb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A lab with MetalLB in BGP mode, two web pods on the workers, and svc1 to svc3 routed by all nodes."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        kubectl("apply -f -", "".join(POD.format(name=f"webpod{n}", node=f"k8s-w{n}") for n in (1, 2)))
        kubectl("apply -f -", "".join(SERVICE.format(name=f"svc{n}") for n in (1, 2, 3)))
        manifests = onhosts.ROOT / "assets" / "metallb" / "v0.11"
        for name in ("namespace.yaml", "metallb.yaml"):
            kubectl("apply -f -", (manifests / name).read_text())
        kubectl("apply -f -", CONFIG)
        seconds = until_routes({f"172.20.1.{n}": ALL for n in (1, 2, 3)})
        say("MetalLB applied to the first routes, FRR asleep before", seconds)
        until_routes({"10.1.2.0/24": ["192.168.20.100"]})  # of a session that nothing above waits for
        yield handle


def test_every_node_has_a_session_of_a_process_named_speaker(metallb: launch.LabHandle) -> None:
    """The tutorial's ss, and keepalives on the wire."""
    for node, address in NODES.items():
        text = onhosts.said(node, "ss -tunp | egrep 'Netid|speaker'")
        assert re.search(rf"ESTAB\s+0\s+0\s+{address}:\d+\s+192\.168\.10\.254:179\s.*\"speaker\"", text)


def test_the_router_has_three_routes_with_three_ways_each(metallb: launch.LabHandle) -> None:
    """In the kernel, in zebra's table and in BGP's."""
    text = onhosts.said(RTR, "ip -c route | grep 172.20. -A3")
    assert len(re.findall(r"nexthop via \S*192\.168\.10\.\d+\S* ?\S*dev enp0s8 weight 1", text)) == 9
    table = onhosts.said(RTR, "vtysh -c 'show ip route bgp'")
    assert re.search(r"B>\* 10\.1\.2\.0/24 \[20/0\] via 192\.168\.20\.100, enp0s9", table)
    assert len(re.findall(r"B>\* 172\.20\.1\.[123]/32 \[20/0\] via 192\.168\.10\.\d+, enp0s8", table)) == 3
    known = onhosts.said(RTR, "vtysh -c 'show ip bgp'")
    assert re.search(r"\*>\s+10\.1\.1\.0/24\s+0\.0\.0\.0\s+0\s+32768 i", known)
    assert re.search(r"\*>\s+10\.1\.2\.0/24\s+192\.168\.20\.100\s+0\s+0 64514 i", known)
    assert len(re.findall(r"0 64512 \?$", known, re.MULTILINE)) == 9
    assert known.count("*=") == 6


def test_the_client_learns_all_from_the_router(metallb: launch.LabHandle) -> None:
    """The network behind the router, and the services' addresses."""
    router = ["192.168.20.254"]
    wanted = {"10.1.1.0/24": router, **{f"172.20.1.{n}": router for n in (1, 2, 3)}}
    until_routes(wanted, host=PC)
    assert "10.1.1.0/24" in onhosts.said(PC, "ip -c route | grep -E 'zebra|bgp'")


def test_a_hundred_requests_are_spread(metallb: launch.LabHandle) -> None:
    """Over both pods, and over the nodes: the router balances by connection, so that several masquerade."""
    where = address_of("svc1")
    loop = f"for i in {{1..100}}; do curl -s --interface 192.168.20.100 {where}; done"
    text = onhosts.said(PC, loop)
    pods = re.findall(r"^Hostname: (\S+)", text, re.MULTILINE)
    assert len(pods) == 100
    assert min(pods.count("webpod1"), pods.count("webpod2")) >= 20
    assert len(set(re.findall(r"^RemoteAddr: ([\d.]+)", text, re.MULTILINE))) >= 2
    assert f"Host: {where}" in text


def test_a_new_service_is_routed_and_a_deleted_one_is_not(metallb: launch.LabHandle) -> None:
    """By each node, soon."""
    began = time.monotonic()
    kubectl("apply -f -", SERVICE.format(name="passing"))
    where = address_of("passing")
    until_routes({where: ALL})
    say("kubectl started to routes of the new Service by all nodes", time.monotonic() - began)
    kubectl("delete svc passing")
    say("Service deleted to routes gone", until_routes({where: []}))


def test_a_local_policy_leaves_the_nodes_with_endpoints(metallb: launch.LabHandle) -> None:
    """And the pod sees the client's own address."""
    where = address_of("svc2")
    policy = 'patch svc svc2 -p \'{{"spec":{{"externalTrafficPolicy":"{}"}}}}\''
    kubectl(policy.format("Local"))
    say("policy Local to the routes", until_routes({where: WORKERS}))
    seen = f"curl -s --max-time 5 --interface 192.168.20.100 {where}"
    onhosts.until_said(PC, seen, lambda text: "RemoteAddr: 192.168.20.100:" in text)
    kubectl("delete pod webpod2")
    say("a node's last endpoint deleted to the route", until_routes({where: [NODES["k8s-w1"]]}))
    kubectl("apply -f -", POD.format(name="webpod2", node="k8s-w2"))
    until_routes({where: WORKERS})
    kubectl(policy.format("Cluster"))
    until_routes({where: ALL})


def test_a_speaker_that_is_deleted_takes_its_routes_along(metallb: launch.LabHandle) -> None:
    """At once, for it closes its connection, and says no more; the next one brings them back."""
    where = address_of("svc1")
    ended, told = endings(NODES["k8s-w1"])
    kubectl(
        "delete pod --wait=false -n metallb-system -l component=speaker --field-selector spec.nodeName=k8s-w1"
    )
    began = time.monotonic()
    onhosts.until(lambda: str(endings(NODES["k8s-w1"])[0]), lambda text: int(text) > ended)
    assert endings(NODES["k8s-w1"])[1] == told
    until_routes({where: ALL})
    say("speaker deleted to all routes back", time.monotonic() - began)


def test_a_router_that_expects_another_system_says_so_to_the_speaker(metallb: launch.LabHandle) -> None:
    """The learner changes FRR by vtysh; the speaker's log names the code."""

    def configure(number: int) -> None:
        line = f"neighbor {NODES['k8s-w2']} remote-as {number}"
        onhosts.said(RTR, f"vtysh -c 'conf t' -c 'router bgp 64513' -c '{line}'")

    where = address_of("svc1")
    pods = kubectl(
        "get pod -n metallb-system -l component=speaker --field-selector spec.nodeName=k8s-w2 -o name"
    )
    configure(64999)
    notified = "got BGP notification code 0x0202 (Bad peer AS)"
    onhosts.until(lambda: kubectl(f"logs -n metallb-system {pods.strip()}"), lambda text: notified in text)
    until_routes({where: [NODES["k8s-m"], NODES["k8s-w1"]]})
    configure(64512)
    until_routes({where: ALL})
    onhosts.said(RTR, "vtysh -c 'write memory'")
    assert f"neighbor {NODES['k8s-w2']} remote-as 64512" in onhosts.said(RTR, "cat /etc/frr/frr.conf")


def test_keepalives_are_on_the_wire(metallb: launch.LabHandle) -> None:
    """The tutorial's tcpdump, on a session with a shorter hold time."""
    kubectl("apply -f -", CONFIG.replace("my-asn: 64512", "my-asn: 64512\n      hold-time: 6s"))
    packets = "timeout 20 tcpdump -i enp0s8 -nnql -c 4 tcp port 179"
    onhosts.until_said(
        "k8s-w1", packets, lambda text: re.search(r"\.179: tcp 19$", text, re.MULTILINE) is not None
    )
    until_routes({address_of("svc1"): ALL})


def test_a_node_that_falls_silent_is_given_up_after_the_hold_time(metallb: launch.LabHandle) -> None:
    """No goodbye: its cable is pulled. With it the routes come back."""
    kubectl("apply -f -", CONFIG.replace("my-asn: 64512", "my-asn: 64512\n      hold-time: 3s"))
    where = address_of("svc1")
    hold = "show bgp neighbors 192.168.10.102"
    onhosts.until_said(RTR, f"vtysh -c '{hold}'", lambda text: "Hold time is 3 seconds" in text)
    until_routes({where: ALL})
    onhosts.said("k8s-w2", "ip link set enp0s8 down")
    say(
        "cable pulled to the routes without it, hold time 3 s",
        until_routes({where: [NODES["k8s-m"], NODES["k8s-w1"]]}),
    )
    onhosts.said("k8s-w2", "ip link set enp0s8 up && ip route add 192.168.20.0/24 via 192.168.10.254")
    say("cable plugged in to all routes", until_routes({where: ALL}))
