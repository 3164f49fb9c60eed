"""Layer 2 on a lab's wire, as k8s-rtr sees it: MetalLB v0.11 with the ConfigMap."""

import contextlib
import datetime
import re
import time
from collections.abc import Iterator

import pytest

from tests.lab import running
from tests.lab.metallb.layer2 import wire

pytestmark = pytest.mark.lab

TUTORIAL = [f"192.168.10.{number}" for number in range(200, 203)]
MANY = 200
FREE = (*range(11, 100), *range(110, 200), *range(211, 251))
"""Last bytes of the LAN's addresses that no host has."""

CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {namespace: metallb-system, name: config}
data:
  config: |
    address-pools:
    - name: tutorial
      protocol: layer2
      addresses: [192.168.10.200-192.168.10.210]
      auto-assign: false
    - name: many
      protocol: layer2
      addresses: [192.168.10.11-192.168.10.99, 192.168.10.110-192.168.10.199, 192.168.10.211-192.168.10.250]
"""


def service(name: str, address: str, pool: str, selector: str = "web") -> str:
    """A LoadBalancer service that asks for an address."""
    return f"""
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, labels: {{pool: {pool}}}, annotations: {{metallb.universe.tf/address-pool: {pool}}}}}
spec:
  type: LoadBalancer
  loadBalancerIP: {address}
  selector: {{app: {selector}}}
  ports: [{{port: 80}}]
"""


@pytest.fixture(scope="module")
def metallb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A lab with MetalLB, a deployment behind three services, and all of them announced."""
    with running.lab(tmp_path_factory.mktemp("layer2")):
        for name in ("namespace", "metallb"):
            wire.create((wire.MANIFESTS / "v0.11" / f"{name}.yaml").read_text())
        wire.create(CONFIG)
        wire.said("k8s-m", "kubectl", "create", "deployment", "web", "--image=nginx", "--replicas=2")
        wire.create("".join(service(f"svc{n}", address, "tutorial") for n, address in enumerate(TUTORIAL, 1)))
        wire.said("k8s-m", "kubectl", "rollout", "status", "deployment/web", "--timeout=60s")
        wire.wait_for(lambda: all(wire.who_has(*TUTORIAL).values()), "nobody answers")
        yield


@pytest.mark.parametrize("address", TUTORIAL)
def test_exactly_the_elected_node_answers(metallb: None, address: str) -> None:
    """With its own MAC, once; the neighbour table has it, HTTP reaches the service."""
    mac = wire.MACS[wire.owner(address)]
    wire.wait_for(lambda: wire.replies(address) == {mac}, f"{address} is not answered by {mac} alone")
    asked = wire.said("k8s-rtr", "arping", "-I", "enp0s8", "-f", "-c", "1", address)
    assert asked.count("Unicast reply") == 1
    assert "nginx" in wire.said("k8s-rtr", "curl", "-sS", "--max-time", "10", f"http://{address}")
    assert wire.neighbour(address) == mac


@pytest.mark.parametrize("address", TUTORIAL)
def test_nobody_answers_a_ping(metallb: None, address: str) -> None:
    """No node has the address, though its neighbours know where it is."""
    pinged = wire.said("k8s-rtr", "ping", "-c", "1", "-W", "1", address, expect=1)
    assert "100% packet loss" in pinged
    for node in wire.MACS:
        assert address not in wire.said(node, "ip", "addr")


def test_the_speaker_is_known_by_its_name_and_its_event(metallb: None) -> None:
    """`ss` shows the process, `kubectl describe` which node announces."""
    assert '"speaker"' in wire.said("k8s-w1", "ss", "-tunlp")
    node = wire.owner(TUTORIAL[0])
    said = wire.wait_for(
        lambda: re.search(
            r"nodeAssigned .* metallb-speaker +(.*)", wire.said("k8s-m", "kubectl", "describe", "svc", "svc1")
        ),
        "no event",
    )
    assert said[1] == f'announcing from node "{node}"'
    opened = {line["interface"] for line in wire.logged(wire.speaker_of(node), "createARPResponder")}
    assert {"enp0s3", "enp0s8", "vxlan.calico"} <= opened
    assert "lo" not in opened


def test_a_new_address_is_told_of_at_once(metallb: None) -> None:
    """By a request and a reply, as soon as the controller has given it."""
    address = "192.168.10.205"
    with wire.listening() as heard:
        wire.create(service("fresh", address, "tutorial"))
        first, second = heard.gratuitous(address), heard.gratuitous(address)
    assert first is not None
    assert second is not None
    assert [first.operation, second.operation] == [1, 2]
    assert first.mac == wire.MACS[wire.owner(address)]
    given = next(
        line
        for line in wire.logged("deploy/controller", "ipAllocated")
        if address in (line.get("ip"), *line.get("ips", ()))
    )
    took = first.when - datetime.datetime.fromisoformat(given["ts"]).timestamp()
    print(f"\naddress given to gratuitous ARP: {took * 1000:.0f} ms")
    assert took < 5
    wire.said("k8s-m", "kubectl", "delete", "service", "fresh")
    wire.wait_for(lambda: not wire.replies(address), "a deleted service's address is still answered for")


def test_two_hundred_addresses_are_answered_by_exactly_the_elected_nodes(metallb: None) -> None:
    """One answer each, none from anybody else."""
    addresses = [f"192.168.10.{last}" for last in FREE][: MANY - len(TUTORIAL)]
    wire.create("".join(service(f"many{n}", address, "many") for n, address in enumerate(addresses)))
    addresses += TUTORIAL
    assert len(addresses) == MANY
    wire.wait_for(lambda: _announced() >= MANY, "not all addresses are announced")
    found = wire.who_has(*addresses)
    assert {address: set(macs) for address, macs in found.items()} == {
        address: {wire.MACS[wire.owner(address)]} for address in addresses
    }
    # arping asks twice or thrice in that time.
    assert max(len(macs) for macs in found.values()) <= 3
    counts = {node: sum(mac in macs for macs in found.values()) for node, mac in wire.MACS.items()}
    print(f"\n{MANY} addresses, each answered by its owner alone: {counts}")
    wire.said("k8s-m", "kubectl", "delete", "service", "-l", "pool=many", "--wait=false")
    wire.wait_for(lambda: _announced() == len(TUTORIAL), "deleted services are still announced")


def _announced() -> int:
    """How many addresses the three speakers say that they announce."""
    command = "curl -s --max-time 5 http://{}:7472/metrics | grep -c ^metallb_speaker_announced; true"
    nodes = ("192.168.10.10", "192.168.10.101", "192.168.10.102")
    return sum(int(wire.said("k8s-m", "sh", "-c", command.format(node))) for node in nodes)


@contextlib.contextmanager
def _stopped(node: str) -> Iterator[None]:
    """The node's speaker hangs, as when its node dies: nothing is said any more."""
    wire.said(node, "sh", "-c", "kill -STOP $(pgrep -x speaker)")
    try:
        yield
    finally:
        wire.said(node, "sh", "-c", "kill -CONT $(pgrep -x speaker)")


def _heir(address: str) -> str:
    """The node that takes over an address."""
    return wire.owner(address, tuple(node for node in wire.MACS if node != wire.owner(address)))


def test_another_node_takes_over_from_a_speaker_that_falls_silent(metallb: None) -> None:
    """It tells of itself, the router's table follows; and the first takes back what is its own when it lives again."""
    address = TUTORIAL[0]
    first, second = wire.owner(address), _heir(address)
    wire.said("k8s-rtr", "ping", "-c", "1", "-W", "1", address, expect=1)
    with wire.listening() as heard:
        with _stopped(first):
            began = time.time()
            word = heard.gratuitous(address, mac=wire.MACS[second])
            assert word is not None
            wire.wait_for(lambda: wire.neighbour(address) == wire.MACS[second], "the table did not follow")
            print(f"\nfailover from a silent speaker: {word.when - began:.2f} s")
            assert wire.replies(address) == {wire.MACS[second]}
        assert heard.gratuitous(address, mac=wire.MACS[first]) is not None
    wire.wait_for(lambda: wire.neighbour(address) == wire.MACS[first], "the table did not go back")
    wire.wait_for(lambda: wire.replies(address) == {wire.MACS[first]}, "two answer")


def test_another_node_takes_over_at_once_when_a_speaker_says_goodbye(metallb: None) -> None:
    """A deleted pod leaves the others in order; its successor takes the address back."""
    address = TUTORIAL[0]
    first, second = wire.owner(address), _heir(address)
    pod = wire.speaker_of(first)
    with wire.listening() as heard:
        began = time.time()
        wire.said("k8s-m", "kubectl", "-n", "metallb-system", "delete", "pod", pod, "--wait=false")
        word = heard.gratuitous(address, mac=wire.MACS[second])
        assert word is not None
        print(
            f"\nfailover from a speaker that leaves: {word.when - began:.2f} s, kubectl's own time included"
        )
        assert heard.gratuitous(address, mac=wire.MACS[first]) is not None
    wire.wait_for(lambda: wire.replies(address) == {wire.MACS[first]}, "the successor does not answer")
    gone = wire.logged(wire.speaker_of(second), "serviceWithdrawn")
    assert {line["reason"] for line in gone if line["service"] == "default/svc1"} == {"notOwner"}
