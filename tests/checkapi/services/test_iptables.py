"""Rules are read from each form in which iptables prints them, and chains are named as kube-proxy names them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.services import iptables

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "kube_proxy_vectors.json").read_text())

SAVED = """\
*nat
:KUBE-SVC-A - [0:0]
[12:720] -A KUBE-SVC-A ! -s 172.16.0.0/16 -d 10.96.1.2/32 -p tcp -m comment --comment "ns/web:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-A -m comment --comment "ns/web:http -> 172.16.1.2:80" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-B
-A KUBE-SEP-B -p tcp -m tcp -j DNAT --to-destination 172.16.1.2:80
COMMIT
"""  # noqa: E501 - as it is printed
LISTED = """\
Chain KUBE-SVC-A (2 references)
num   pkts bytes target     prot opt in     out     source               destination
1       12   720 KUBE-MARK-MASQ  6    --  *      *      !172.16.0.0/16        10.96.1.2            /* ns/web:http cluster IP */ tcp dpt:80
2     1.2K  9M   KUBE-SEP-B  0    --  *      *       0.0.0.0/0            0.0.0.0/0            /* ns/web:http -> 172.16.1.2:80 */ statistic mode random probability 0.33333333349

Chain KUBE-SEP-B (1 references)
target     prot opt source               destination
DNAT       tcp  --  anywhere             anywhere             tcp to:172.16.1.2:80
"""  # noqa: E501 - as it is printed


@pytest.mark.parametrize("text", [SAVED, LISTED])
def test_both_forms_say_the_same(text: str) -> None:
    """-S, iptables-save with counters, and -L with numbers, counters and names."""
    mark, jump, dnat = iptables.rules(text)
    assert (mark.chain, mark.target, mark.source) == ("KUBE-SVC-A", "KUBE-MARK-MASQ", "!172.16.0.0/16")
    assert (mark.destination, mark.dport, mark.comment) == ("10.96.1.2", 80, "ns/web:http cluster IP")
    assert (jump.chain, jump.target, jump.probability) == ("KUBE-SVC-A", "KUBE-SEP-B", 0.33333333349)
    assert (dnat.chain, dnat.target, dnat.to) == ("KUBE-SEP-B", "DNAT", "172.16.1.2:80")
    assert dnat.probability is None
    assert not dnat.destination


def test_a_row_by_itself_has_no_chain() -> None:
    """What grep leaves of -L."""
    [rule] = iptables.rules(LISTED.splitlines()[3])
    assert (rule.chain, rule.target) == ("", "KUBE-SEP-B")


@pytest.mark.parametrize(
    "text", ["", "Chain X", "-A X -j 'Y", "target prot opt source destination", "A-A b -j C"]
)
def test_what_is_no_rule(text: str) -> None:
    """Headings, and lines that are cut off."""
    assert iptables.rules(text) == []


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """A learner's output may hold anything."""
    iptables.rules(text)
    iptables.rules("-A " + text)


@pytest.mark.parametrize("case", VECTORS["hashes"])
def test_names_of_chains(case: dict[str, str]) -> None:
    """As recorded from kube-proxy."""
    end = case["endpoint"] or ""
    assert iptables.suffix(case["service_port_name"], case["protocol"], end) == case["suffix"]


@given(st.integers(1, 200))
def test_what_kube_proxy_writes_is_even(count: int) -> None:
    """1/n, 1/(n-1), … and the rest, rounded as it writes them."""
    chances = [round(1 / (count - index), 10) for index in range(count - 1)]
    jumps = [iptables.Rule("C", str(index), chance) for index, chance in enumerate([*chances, None])]
    assert iptables.even(jumps, count)
    assert not iptables.even(jumps, count + 1)
    assert abs(sum(iptables.shares(jumps).values()) - 1) < 1e-9


def test_the_same_chance_for_all_is_not_even() -> None:
    """Of three, 0.333 each leaves some connections to nobody."""
    assert not iptables.even([iptables.Rule("C", name, 1 / 3) for name in "abc"], 3)


def test_other_names() -> None:
    """Ports without a name, and IPv6."""
    assert iptables.port_name("ns", "web", "") == "ns/web"
    assert iptables.port_name("ns", "web", "http") == "ns/web:http"
    assert iptables.endpoint("fd00::1", 80) == "[fd00::1]:80"
