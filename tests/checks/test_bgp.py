"""Sessions and routes are graded by what FRR and the kernel have, and by whether the learner saw it."""

from typing import Any

import pytest

from tests.checks import routed
from tutor.checkapi import evidence, testing

SERVICES = {"services": ["svc1", "svc2"]}
LOST = {"node": "k8s-w2", "service": "svc1"}
SS = "".join(
    f"ESTAB 0 0 192.168.10.254:4{at}000 {address}:179\n" for at, address in enumerate(routed.NODES.values())
)
NAMED = "".join(f"tcp 0 0 {name}:51183  k8s-rtr:bgp  ESTABLISHED\n" for name in routed.NODES)
IP = "".join(
    f"{vip} proto bgp metric 20\n"
    + "".join(f"\tnexthop via {address} dev enp0s8 weight 1\n" for address in routed.NODES.values())
    for vip in routed.VIPS.values()
)
FEWER = IP.replace("\tnexthop via 192.168.10.102 dev enp0s8 weight 1\n", "")
TABLE = "".join(
    f" *> {vip}/32   192.168.10.10   0  64512 i\n"
    "*=                 192.168.10.101  0  64512 i\n*=                 192.168.10.102  0  64512 i\n"
    for vip in routed.VIPS.values()
)
CLIENT = "".join(
    f"{vip} nhid 20 via {routed.ROUTER} dev enp0s8 proto bgp metric 20\n" for vip in routed.VIPS.values()
)
VTYSH = "vtysh -c 'show ip route bgp'"
WITHOUT = {"programs": routed.programs(neighbours=routed.neighbours(k8s_w2="Active"))}
GONE = {
    "programs": routed.programs(
        neighbours=routed.neighbours(k8s_w2="Connect"), kernel=routed.kernel("k8s-m", "k8s-w1")
    )
}


def rtr(text: str, output: str, code: int = 0) -> evidence.CommandRecord:
    """What was run on the router."""
    return testing.ran(text, output, code, host="k8s-rtr")


@pytest.mark.parametrize(
    ("name", "args", "record", "changes", "credit"),
    [
        ("bgp.sessions", {}, rtr("ss -tnp | grep 179", SS), {}, 1),
        ("bgp.sessions", {}, rtr("ss -Htn state established", SS.replace("ESTAB ", "")), {}, 1),
        ("bgp.sessions", {}, rtr("ss -tn state syn-sent", SS.replace("ESTAB ", "")), {}, 0.5),
        ("bgp.sessions", {}, rtr("netstat -t", NAMED), {}, 1),
        ("bgp.sessions", {}, rtr("netstat -t", NAMED.replace("k8s-m:", "k8s-x:")), {}, 5 / 6),
        ("bgp.sessions", {"saw": False}, rtr("true", ""), {}, 1),
        ("bgp.sessions", {}, rtr("ss -tn", SS.replace("192.168.10.102", "10.0.0.1")), {}, 5 / 6),
        ("bgp.sessions", {}, rtr(f"echo '{SS}'", SS), {}, 0.5),
        ("bgp.sessions", {}, rtr("ss -tn", SS), WITHOUT, 2 / 3),
        ("bgp.sessions", {}, rtr("ss -tn", SS), {"objects": []}, 0),
        ("bgp.routes", SERVICES, rtr("ip route", IP), {}, 1),
        ("bgp.routes", {**SERVICES, "saw": False}, rtr("true", ""), {}, 1),
        ("bgp.routes", SERVICES, rtr("ip route", FEWER), {}, None),
        ("bgp.routes", SERVICES, rtr("ip route", IP), GONE, 0),
        ("bgp.routes", {**SERVICES, "programs": ["vtysh"]}, rtr("ip route", IP), {}, None),
        ("bgp.routes", {**SERVICES, "services": ["none"]}, rtr("ip route", IP), {}, 0),
        ("bgp.table", SERVICES, rtr("vtysh -c 'show ip bgp'", TABLE), {}, 1),
        ("bgp.table", SERVICES, rtr("vtysh -c 'show ip bgp'", TABLE.replace("64512", "64599")), {}, None),
        ("bgp.table", SERVICES, rtr("ip route", IP), {}, None),
        ("bgp.hold", {"node": "k8s-w2", "at_most": 90}, rtr("vtysh -c 'show bgp neighbor'", "90"), {}, 1),
        ("bgp.hold", {"node": "k8s-w2", "at_most": 90}, rtr("vtysh -c … | jq", "90000"), {}, 1),
        ("bgp.hold", {"node": "k8s-w2", "at_most": 9}, rtr("vtysh -c 'show bgp neighbor'", "90"), {}, 0.3),
        ("bgp.hold", {"node": "k8s-w2", "at_most": 90}, rtr("vtysh -c 'show bgp'", "180"), {}, 0.6),
        ("bgp.hold", {"node": "k8s-w2", "at_most": 90}, rtr("vtysh -c 'show bgp'", "90"), WITHOUT, 0),
        ("bgp.lost", LOST, rtr("ip route", FEWER), GONE, 1),
        ("bgp.lost", LOST, rtr("ip route", IP), GONE, 0.7),
        ("bgp.lost", LOST, rtr("ip route", FEWER), {}, 0),
    ],
)
def test_what_the_router_has_and_the_learner_saw(
    name: str,
    args: dict[str, Any],
    record: evidence.CommandRecord,
    changes: dict[str, Any],
    credit: float | None,
) -> None:
    """All of it passes; a part of it counts in part; an echo, another program and an older state do not."""
    found = routed.verdicts(name, args, record, **changes)
    assert found.passed is (credit == 1)
    assert credit in (None, 1) or found.credit == pytest.approx(credit)


def test_a_session_that_was_ended_politely_is_not_lost() -> None:
    """Only silence counts."""
    said = routed.neighbours(k8s_w2="Idle").replace("Hold Timer Expired", "Cease")
    programs = routed.programs(neighbours=said, kernel=routed.kernel("k8s-m", "k8s-w1"))
    found = routed.verdicts("bgp.lost", LOST, rtr("ip route", FEWER), programs=programs)
    assert (found.passed, found.credit) == (False, 0.4)


@pytest.mark.parametrize(
    ("via", "output", "passed"),
    [
        ((routed.ROUTER,), CLIENT, True),
        ((routed.ROUTER,), "default via 10.0.2.2 dev enp0s3\n", False),
        (("10.0.2.2",), CLIENT, False),
        ((), CLIENT, False),
    ],
)
def test_the_client_learns_by_the_router(via: tuple[str, ...], output: str, passed: bool) -> None:
    """A route by another gateway, and one that was only printed, are not it."""
    programs = routed.programs(kernel=routed.kernel(via=via))
    record = testing.ran("ip route", output, host="k8s-pc")
    assert routed.verdicts("bgp.client", SERVICES, record, host="k8s-pc", programs=programs).passed is passed


def test_a_router_that_does_not_answer_is_named() -> None:
    """It is no fault of the check."""
    silent = {line: evidence.Completed(1, "", "vtysh: no daemons") for line in routed.programs()}
    for name, args in (("bgp.sessions", {}), ("bgp.routes", SERVICES), ("bgp.table", SERVICES)):
        found = routed.verdicts(name, args, rtr(VTYSH, ""), programs=silent)
        assert not found.passed
        assert "k8s-rtr does not tell" in found.seen
