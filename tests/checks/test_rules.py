"""Rules count if they were printed by iptables, belong to the Service, and are those of the kernel."""

from typing import Any

import pytest

from tests.checks import webworld as web
from tutor.checkapi import testing, verdict

ARGS = {"service": "websvc"}


def judged(name: str, args: dict[str, Any], *lines: tuple[str, str], **sides: Any) -> verdict.Verdict:
    """The verdict where the kernel has these rules."""
    kernel = sides.pop("kernel", web.RULES)
    records = [testing.ran(text, output) for text, output in lines]
    return web.judged(name, args, *records, programs={"iptables-save -t nat": web.done(kernel)}, **sides)


LISTING = "\n".join(
    [
        "Chain KUBE-SERVICES (2 references)",
        f"{web.CHAIN}  tcp  --  0.0.0.0/0  {web.SERVICE}  /* default/websvc cluster IP */ tcp dpt:80",
        f"Chain {web.CHAIN} (1 references)",
        "KUBE-SEP-J6YVW63T4XOJKRCF  0 -- 0.0.0.0/0 0.0.0.0/0 /* default/websvc -> 172.16.158.2:80 */"
        " statistic mode random probability 0.50000000000",
        "KUBE-SEP-7VVXD7F66BPZU3WH  0 -- 0.0.0.0/0 0.0.0.0/0 /* default/websvc -> 172.16.184.2:80 */",
    ]
)


@pytest.mark.parametrize(
    "lines",
    [
        [("iptables -t nat -S", web.RULES)],
        [("iptables -t nat -nL", LISTING)],
        [
            ("iptables -t nat -S KUBE-SERVICES | grep websvc", web.SERVICES_RULE),
            ("iptables -t nat -S $C", f"{web.MASQ}\n{web.FIRST}\n{web.SECOND}"),
        ],
        [("iptables-save > /tmp/r", ""), ("grep websvc /tmp/r", web.RULES)],
        [("sudo iptables-save -t nat", web.RULES)],
    ],
)
def test_right_ways_through_the_chain(lines: list[tuple[str, str]]) -> None:
    """Any form, in one piece or in several, also through a file."""
    assert judged("rules.chain", ARGS, *lines).passed


@pytest.mark.parametrize(
    ("lines", "credit"),
    [
        ([], 0),
        ([("iptables -t nat -S KUBE-SERVICES", f"{web.SERVICES_RULE}\n{web.DNS}")], 0.5),
        ([("iptables -t nat -S $C", f"{web.FIRST}\n{web.SECOND}")], 0.5),
        ([("iptables -t nat -S | head", f"{web.SERVICES_RULE}\n{web.FIRST}")], 0.5),
        ([("cat /tmp/r", web.RULES)], 0),
        ([("iptables -t nat -S", ""), (f"echo '{web.SERVICES_RULE}'; echo '{web.FIRST}'", web.RULES)], 0),
        ([("iptables -t nat -S", web.RULES.replace("0.5000", "0.3333"))], 0.5),
        ([("iptables -t nat -S", web.DNS)], 0),
    ],
)
def test_wrong_ways(lines: list[tuple[str, str]], credit: float) -> None:
    """In part, another Service's, from before a change, not from iptables, or echoed."""
    found = judged("rules.chain", ARGS, *lines)
    assert not found.passed
    assert found.final
    assert found.credit <= credit


def test_rules_that_are_not_written_yet_are_waited_for() -> None:
    """kube-proxy is late, or the Service has no endpoint."""
    for name in ("rules.chain", "rules.dnat"):
        late = judged(name, ARGS, ("iptables-save", web.RULES), kernel=web.DNS)
        assert not late.passed
        assert not late.final
    assert not judged("rules.chain", ARGS, objects=web.cluster(None, web.slices())).passed


@pytest.mark.parametrize("name", ["rules.chain", "rules.dnat", "rules.node_port"])
def test_no_such_service(name: str) -> None:
    """The lesson's own Service is missing."""
    assert not judged(name, {"service": "other"}, ("iptables-save", web.RULES)).passed


def test_equal_parts() -> None:
    """As many rules as the lesson asks for, even, and seen as they are."""
    seen = ("iptables -t nat -S", web.RULES)
    assert judged("rules.balanced", {**ARGS, "endpoints": 2}, seen).passed
    assert not judged("rules.balanced", {**ARGS, "endpoints": 3}, seen).passed
    before = ("iptables -t nat -S", web.RULES.replace("0.50000000000", "0.33333333349"))
    assert not judged("rules.balanced", {**ARGS, "endpoints": 2}, before).passed
    uneven = web.RULES.replace("0.50000000000", "0.25000000000")
    assert not judged(
        "rules.balanced", {**ARGS, "endpoints": 2}, ("iptables -S", uneven), kernel=uneven
    ).passed
    assert not judged("rules.balanced", {"service": "other", "endpoints": 2}, seen).passed


@pytest.mark.parametrize(
    ("output", "passes"),
    [
        (web.RULES, True),
        ("\n".join(web.DNATS), True),
        (
            "DNAT tcp -- anywhere anywhere to:172.16.158.2:80\nDNAT tcp -- anywhere anywhere to:172.16.184.2:80",
            True,
        ),
        (web.DNATS[0], False),
        (f"{web.FIRST}\n{web.SECOND}", False),
        ("\n".join(web.DNATS).replace("KUBE-SEP-J6", "KUBE-SEP-X6"), False),
        ("", False),
    ],
)
def test_the_last_hop(output: str, passes: bool) -> None:
    """Each endpoint's rule, in its own chain or cut out of a list."""
    assert judged("rules.dnat", ARGS, ("iptables -t nat -S", output)).passed is passes


EXT = "KUBE-EXT-BKETDOEIQXV4223K"
PORT = f"-A KUBE-NODEPORTS -p tcp -m tcp --dport {web.NODE_PORT} -j {EXT}"
MARK = f'-A {EXT} -m comment --comment "masquerade traffic" -j KUBE-MARK-MASQ'
ON = f"-A {EXT} -j {web.CHAIN}"


@pytest.mark.parametrize(
    ("output", "passes"),
    [
        (f"{PORT}\n{MARK}\n{ON}", True),
        (f"{PORT}\n{MARK}", True),
        (f"{PORT}\nKUBE-MARK-MASQ all -- anywhere anywhere /* masquerade traffic */", True),
        (f"{PORT}\nKUBE-MARK-MASQ all -- anywhere anywhere /* other traffic */", False),
        (f"Chain {EXT} (1 references)\nKUBE-MARK-MASQ all -- anywhere anywhere /* x */\n{PORT}", True),
        (PORT, False),
        (f"{MARK}\n{ON}", False),
        ("", False),
    ],
)
def test_node_ports(output: str, passes: bool) -> None:
    """The port's rule and the chain for traffic from outside."""
    kernel = "\n".join((web.RULES, PORT, MARK, ON))
    objects = web.cluster(web.service(ports=[{"port": 80, "nodePort": web.NODE_PORT}]))
    seen = ("iptables -t nat -S KUBE-NODEPORTS; iptables -t nat -S $C", output)
    assert judged("rules.node_port", ARGS, seen, kernel=kernel, objects=objects).passed is passes


def test_node_ports_of_older_releases_and_none_at_all() -> None:
    """Before KUBE-EXT the port leads straight on; a ClusterIP has no port."""
    port = PORT.replace(EXT, web.CHAIN)
    mark = f'-A {web.CHAIN} -p tcp -m comment --comment "x" -m tcp --dport {web.NODE_PORT} -j KUBE-MARK-MASQ'
    kernel = f"{web.RULES}\n{port}\n{mark}"
    objects = web.cluster(web.service(ports=[{"port": 80, "nodePort": web.NODE_PORT}]))
    half = ("iptables -t nat -S KUBE-NODEPORTS", f"{port}\n{web.MASQ}")
    assert not judged("rules.node_port", ARGS, half, kernel=kernel, objects=objects).passed
    seen = ("iptables -t nat -S", kernel)
    assert judged("rules.node_port", ARGS, seen, kernel=kernel, objects=objects).passed
    assert not judged("rules.node_port", ARGS, seen).passed
