"""Captures are graded by their packets: who asked, what was answered, and that a program captured it."""

from typing import Any

import pytest

from tests.checks import worlds
from tutor.checkapi import evidence

POD = "172.16.158.2"
DNS = "172.16.116.3"
CLUSTER = "10.96.0.10"
SEARCH = ("default.svc.cluster.local", "svc.cluster.local", "cluster.local")
NETDEBUG = {
    "kind": "Pod",
    "metadata": {"name": "netdebug", "namespace": "default", "labels": {"run": "netdebug"}},
    "spec": {"nodeName": "k8s-w1"},
    "status": {"podIP": POD},
}
SVC1 = {
    "kind": "Service",
    "metadata": {"name": "svc1", "namespace": "default"},
    "spec": {"clusterIP": "10.96.9.9"},
    "status": {"loadBalancer": {"ingress": [{"ip": "192.168.10.200"}]}},
}
RESOLV_CONF = f"search {' '.join(SEARCH)}\nnameserver {CLUSTER}\noptions ndots:5\n"
MAC = "08:00:27:d3:de:ad"
WORLD: dict[str, Any] = {
    "objects": [*worlds.OBJECTS, NETDEBUG, SVC1],
    "names": {**worlds.NAMES, ("google.com", "A"): ["198.51.100.1"]},
    "programs": {
        "cat /etc/resolv.conf": evidence.Completed(0, RESOLV_CONF, ""),
        "sh -c cat /sys/class/net/*/address": evidence.Completed(0, f"00:00:00:00:00:00\n{MAC}\n", ""),
    },
}
LOOKUP = {"sender": "default/netdebug", "lookup": "google.com", "behind": True}
DIRECT = {"sender": "default/run=netdebug", "lookup": "google.com."}
TCPDUMP = "tcpdump -i $CoreDNSveth -nn udp port 53"
BANNER = "tcpdump: verbose output suppressed\nlistening on cali1, link-type EN10MB (Ethernet)\n"


def asked(*names: str, src: str = POD, dst: str = DNS, port: int = 40000, answer: str = "") -> str:
    """tcpdump's lines of these questions and their answers."""
    lines = []
    for index, name in enumerate(names):
        ends = f"{src}.{port + index} > {dst}.53", f"{dst}.53 > {src}.{port + index}"
        code = answer or (" 1/0/0 A 198.51.100.1" if name == "google.com" else " NXDomain*- 0/1/0")
        lines.append(f"12:00:00.000001 IP {ends[0]}: {port + index}+ A? {name}. (54)")
        lines.append(f"12:00:00.000002 IP {ends[1]}: {port + index}{code} (99)")
    return BANNER + "\n".join(lines) + "\n"


ALL = asked(*(f"google.com.{domain}" for domain in SEARCH), "google.com")


@pytest.mark.parametrize(
    ("args", "commands", "passes"),
    [
        (LOOKUP, [(TCPDUMP, ALL)], True),
        (LOOKUP, [(f"timeout 5 {TCPDUMP}", ALL, 124)], True),
        (LOOKUP, [(f"{TCPDUMP} &", BANNER), ("sleep 1; kill %1", ALL)], True),
        (LOOKUP, [(f"{TCPDUMP} -w /tmp/x", BANNER), ("tcpdump -nn -r /tmp/x", ALL)], True),
        (LOOKUP, [(TCPDUMP, ALL), (TCPDUMP, BANNER)], True),
        # Right packets, which the learner typed.
        (LOOKUP, [(f"echo '{ALL}'", ALL)], False),
        (LOOKUP, [("tcpdump --version", "tcpdump version 4.99\n"), (f"echo '{ALL}'", ALL)], False),
        (LOOKUP, [(f"tcpdump --version; cat <<'EOF'\n{ALL}EOF", ALL)], False),
        # On the pod's own interface the questions go to the Service.
        (LOOKUP, [(TCPDUMP, ALL.replace(DNS, CLUSTER))], False),
        ({**LOOKUP, "behind": False}, [(TCPDUMP, ALL.replace(DNS, CLUSTER))], True),
        # Another pod's, too few, without answers, none.
        (LOOKUP, [(TCPDUMP, ALL.replace(POD, "172.16.158.9"))], False),
        (LOOKUP, [(TCPDUMP, asked("google.com"))], False),
        (LOOKUP, [(TCPDUMP, "\n".join(line for line in ALL.splitlines() if "A?" in line))], False),
        (LOOKUP, [(TCPDUMP, BANNER)], False),
        (LOOKUP, [("nslookup google.com", "")], False),
        (LOOKUP, [], False),
        (DIRECT, [(TCPDUMP, asked("google.com"))], True),
        (DIRECT, [(TCPDUMP, ALL + asked("google.com", port=41000))], True),
        (DIRECT, [(TCPDUMP, ALL)], False),
        (DIRECT, [(TCPDUMP, asked("google.com", src="10.0.2.15"))], False),
        ({"sender": "default/none", "lookup": "google.com"}, [(TCPDUMP, ALL)], False),
        ({"names": ["google.com"]}, [(TCPDUMP, ALL)], True),
        ({"names": ["google.org"]}, [(TCPDUMP, ALL)], False),
    ],
)
def test_dns(args: dict[str, Any], commands: list[Any], passes: bool) -> None:
    """Questions of the pod with their answers, seen by a capture program."""
    assert worlds.verdicts("capture.dns", args, *commands, **WORLD).passed is passes


def test_credit_for_part_of_it() -> None:
    """Three of four names are three quarters."""
    part = asked(*(f"google.com.{domain}" for domain in SEARCH))
    assert worlds.verdicts("capture.dns", LOOKUP, (TCPDUMP, part), **WORLD).credit == 0.75


FURTHER = asked("google.com", src=DNS, dst="10.0.2.3", port=50000)
TWICE = asked("google.com") + asked("google.com", port=41000)


@pytest.mark.parametrize(
    ("output", "passes"),
    [
        (TWICE + FURTHER, True),
        (TWICE, True),
        # CoreDNS knows the cluster's names itself: that is no cache.
        (TWICE.replace("google.com.", "kubernetes.default.svc.cluster.local."), False),
        (asked("google.com") + FURTHER, False),
        (TWICE + FURTHER + FURTHER.replace("50000", "50001"), False),
        (TWICE.replace(POD, "172.16.0.9") + FURTHER, False),
        # In front of the Service nothing comes by of what CoreDNS asks.
        (TWICE.replace(DNS, CLUSTER), False),
        # One question on three interfaces is one question.
        (asked("google.com", dst=CLUSTER) + asked("google.com") + FURTHER, False),
    ],
)
def test_forwarded(output: str, passes: bool) -> None:
    """Two questions of the pod, one of its server at most."""
    args = {"sender": "default/netdebug"}
    assert worlds.verdicts("capture.forwarded", args, (TCPDUMP, output), **WORLD).passed is passes


ASK = "12:00:00.1 ARP, Request who-has 192.168.10.200 tell 192.168.10.254, length 28\n"
REPLY = f"12:00:00.2 ARP, Reply 192.168.10.200 is-at {MAC}, length 46\n"
OWN = "12:00:00.3 ARP, Request who-has 192.168.10.200 (ff:ff:ff:ff:ff:ff) tell 192.168.10.200, length 46\n"


@pytest.mark.parametrize(
    ("args", "output", "passes"),
    [
        ({"address": "192.168.10.200"}, ASK, True),
        ({"service": "default/svc1", "kind": "reply"}, ASK + REPLY, True),
        ({"service": "default/svc1", "kind": "reply", "owners": ["k8s-w1"]}, ASK + REPLY, True),
        (
            {"service": "default/svc1", "kind": "reply", "owners": ["k8s-w1"]},
            REPLY.replace("d3:de", "00:00"),
            False,
        ),
        ({"service": "default/svc1", "kind": "gratuitous"}, OWN, True),
        ({"service": "default/svc1", "kind": "gratuitous"}, REPLY, True),
        ({"service": "default/svc1", "kind": "gratuitous"}, ASK + REPLY, False),
        ({"service": "default/svc1", "kind": "gratuitous"}, ASK + ASK + REPLY, False),
        ({"service": "default/svc1", "kind": "request"}, REPLY, False),
        ({"service": "default/none"}, ASK + REPLY, False),
        ({"address": "192.168.10.201"}, ASK + REPLY, False),
    ],
)
def test_arp(args: dict[str, Any], output: str, passes: bool) -> None:
    """Requests, replies and announcements about an address or a Service's."""
    command = ("tcpdump -i enp0s8 -nn arp", output)
    assert worlds.verdicts("capture.arp", args, command, **WORLD).passed is passes


KEEPALIVE = "12:00:00.1 IP 192.168.10.10.40000 > 192.168.10.254.179: tcp 19\n"
ACK = "12:00:00.2 IP 192.168.10.254.179 > 192.168.10.10.40000: Flags [.], ack 20, win 63, length 0\n"


@pytest.mark.parametrize(
    ("args", "output", "passes"),
    [
        ({"port": 179}, ACK, True),
        ({"port": 179, "data": True}, ACK, False),
        ({"port": 179, "data": True, "between": ["192.168.10.10", "192.168.10.254"]}, KEEPALIVE, True),
        ({"port": 179, "between": ["192.168.10.101"]}, KEEPALIVE, False),
        ({"port": 179, "flags": "S"}, ACK, False),
        ({"port": 179, "at_least": 2}, KEEPALIVE + ACK, True),
        ({"port": 179, "at_least": 3}, KEEPALIVE + ACK, False),
        ({"port": 180}, KEEPALIVE, False),
    ],
)
def test_tcp(args: dict[str, Any], output: str, passes: bool) -> None:
    """Segments of a port, by ends, flags and data."""
    command = ("tcpdump -i enp0s8 -nnq tcp port 179", output)
    assert worlds.verdicts("capture.tcp", args, command, **WORLD).passed is passes


def test_tcp_with_names() -> None:
    """Without -n tcpdump prints the names that its host has for addresses."""
    lines = KEEPALIVE.replace("192.168.10.254.179", "k8s-rtr.bgp").replace("192.168.10.10.", "k8s-m.")
    args = {"port": 179, "data": True, "between": ["192.168.10.254"]}
    world = {
        **WORLD,
        "programs": {"getent hosts 192.168.10.254": evidence.Completed(0, "192.168.10.254 k8s-rtr\n", "")},
    }
    assert worlds.verdicts("capture.tcp", args, ("tcpdump port bgp", lines), **world).passed
    assert not worlds.verdicts("capture.tcp", args, ("tcpdump port bgp", lines), **WORLD).passed


def test_icmp() -> None:
    """Echo requests between two addresses."""
    args = {"between": ["10.0.0.1", "10.0.0.2"], "what": "echo request"}
    line = "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 1, seq 1, length 64\n"
    assert worlds.verdicts("capture.icmp", args, ("tcpdump icmp", line), **WORLD).passed
    assert not worlds.verdicts("capture.icmp", args, ("ping 10.0.0.2", line), **WORLD).passed
