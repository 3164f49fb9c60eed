"""How requests spread is graded by what the cluster and the kernel do, and by what the learner counted."""

from typing import Any

import pytest

from tests.checks import routed, segment
from tutor.checkapi import evidence, testing, verdict

MASKED = {"services": ["svc1"], "client": "192.168.20.100", "masked": True}
SEEN = {**MASKED, "masked": False}
PAGE = routed.PAGE.format(routed.TUNNELS["k8s-m"], "172.20.1.1")
OWN = routed.PAGE.format("192.168.20.100", "172.20.1.1")
UNEVEN = [
    *(item for item in routed.OBJECTS if item["kind"] != "EndpointSlice"),
    segment.webpod("webpod3", "k8s-w2"),
    segment.slice_of("svc1", {**segment.PODS, "webpod3": "k8s-w2"}),
]
COUNTED = "     52 Hostname: webpod1\n     25 Hostname: webpod2\n     23 Hostname: webpod3\n"
LOOP = "for i in {1..100}; do curl -s $IP | grep Hostname; done | sort | uniq -c | sort -nr"


def get(port: int, gateway: str) -> evidence.CommandRecord:
    """What the router's kernel says of one connection."""
    line = f"ip route get 172.20.1.1 from 192.168.20.100 iif enp0s9 ipproto tcp sport {port} dport 80"
    shown = f"172.20.1.1 from 192.168.20.100 via {gateway} dev enp0s8\n    cache iif enp0s9\n"
    return testing.ran(line, shown, host="k8s-rtr")


GETS = (
    "for p in {40001..40012}; do ip route get 172.20.1.1 from 192.168.20.100 iif enp0s9 ipproto tcp "
    "sport $p dport 80; done | grep -o 'via [0-9.]*' | sort | uniq -c"
)
API = f'{{"hostname":"webpod1","host":"172.20.1.1","remoteAddr":"{routed.TUNNELS["k8s-m"]}:5"}}'


def tally(text: str, *gateways: str) -> evidence.CommandRecord:
    """Next hops alone, as a filter leaves them."""
    hops = gateways or ("192.168.10.101", "192.168.10.102")
    return testing.ran(text, "".join(f"      4 via {hop}\n" for hop in hops), host="k8s-rtr")


def judged(
    name: str, args: dict[str, Any], *records: evidence.CommandRecord, **changes: Any
) -> verdict.Verdict:
    """The verdict where the learner stands on the client."""
    return routed.verdicts(name, args, *records, host="k8s-pc", **changes)


def curl(output: str, text: str = "curl -s 172.20.1.1") -> evidence.CommandRecord:
    """A page that the learner got on the client."""
    return testing.ran(text, output, host="k8s-pc")


def test_whose_address_pods_see() -> None:
    """Masked or not: as it is now, and as the learner saw it in an answer."""
    own = {"pages": {"http://172.20.1.1:80/": OWN}}
    assert judged("balance.sources", MASKED, curl(PAGE)).passed
    assert judged("balance.sources", SEEN, curl(OWN), **own).passed
    assert not judged("balance.sources", SEEN, curl(OWN)).passed
    assert not judged("balance.sources", MASKED, curl(OWN)).passed
    assert not judged("balance.sources", MASKED, curl(PAGE, f"echo '{PAGE}'")).passed
    assert not judged("balance.sources", MASKED, curl(PAGE), pages={}).passed


@pytest.mark.parametrize(
    ("records", "passed"),
    [
        ([get(40000, "192.168.10.101"), get(40001, "192.168.10.102")], True),
        ([get(40000, "192.168.10.101"), get(40001, "192.168.10.101")], False),
        ([get(40000, "192.168.10.101"), get(40001, "192.168.10.77")], False),
        ([curl(PAGE), curl(PAGE.replace(routed.TUNNELS["k8s-m"], routed.TUNNELS["k8s-w1"]))], True),
        ([curl(PAGE)], False),
        ([curl(API), curl(API.replace(routed.TUNNELS["k8s-m"], routed.TUNNELS["k8s-w1"]))], True),
        ([tally(GETS)], True),
        ([tally(GETS.replace("172.20.1.1", "$SVC1EXIP"))], True),
        ([tally(GETS.replace("172.20.1.1", "172.20.1.2"))], False),
        ([tally(GETS, "192.168.10.101", "192.168.10.77")], False),
        ([tally(GETS, "192.168.10.101")], False),
        ([tally("ip route show 172.20.1.1 | grep -o 'via [0-9.]*'")], False),
        ([tally(f"{GETS}; ip route show 172.20.1.1")], False),
        ([tally(f"{GETS}; echo via 192.168.10.101; echo via 192.168.10.102")], False),
        ([tally(f"{GETS}; for h in 101 102; do echo via 192.168.10.$h; done")], False),
        ([tally(f"{GETS}; for h in $(seq 101 102); do echo via 192.168.10.$h; done")], False),
        ([tally(f"{GETS}; awk 'BEGIN {{print \"192.168.10.101 192.168.10.102\"}}'")], False),
        ([tally(f"for i in $(seq 9); do echo -n $i; {GETS}; done")], True),
        ([tally(f"{GETS}; vtysh -c 'show ip route'")], False),
        ([], False),
    ],
)
def test_connections_go_by_several_nodes(records: list[evidence.CommandRecord], passed: bool) -> None:
    """As the kernel says, or as the pods saw; the same node twice is one."""
    assert judged("balance.spread", {"service": "svc1"}, *records).passed is passed


def test_one_next_hop_spreads_nothing() -> None:
    """Whatever was seen before."""
    programs = routed.programs(kernel=routed.kernel("k8s-w1"))
    records = [get(40000, "192.168.10.101"), get(40001, "192.168.10.102")]
    assert not judged("balance.spread", {"service": "svc1"}, *records, programs=programs).passed


@pytest.mark.parametrize(
    ("record", "objects", "passed"),
    [
        (curl(COUNTED, LOOP), UNEVEN, True),
        (curl("Hostname: webpod1\nHostname: webpod2\nHostname: webpod3\n" * 10, LOOP), UNEVEN, True),
        (curl(COUNTED, LOOP), routed.OBJECTS, False),
        (curl("     52 Hostname: webpod1\n     48 Hostname: webpod2\n", LOOP), UNEVEN, False),
        (curl(COUNTED.replace("52", "2").replace("25", "2").replace("23", "2"), LOOP), UNEVEN, False),
        (curl(COUNTED, f"echo '{COUNTED}'"), UNEVEN, False),
    ],
)
def test_unequal_shares_are_counted(record: evidence.CommandRecord, objects: Any, passed: bool) -> None:
    """Enough answers, of every pod, where one node has more of them."""
    args = {"service": "svc1", "at_least": 30}
    assert judged("balance.shares", args, record, objects=objects).passed is passed
