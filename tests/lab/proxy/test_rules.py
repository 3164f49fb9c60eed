"""Rule sets against the upstream project's own tables."""

import ipaddress
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.lab.proxy import flow, vectors
from tutor.lab.proxy import config, names, rules, ruleset, services

DATA = vectors.load()
UNORDERED = ("KUBE-SERVICES", "KUBE-NODEPORTS")
LAST = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"

pytestmark = pytest.mark.vectors


def normal(tables: dict[str, dict[str, list[Any]]]) -> dict[str, dict[str, list[tuple[str, ...]]]]:
    """Tables with the order removed where it has no meaning."""
    out: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for table, chains in tables.items():
        for chain, found in chains.items():
            listed = [tuple(rule) for rule in found]
            if chain in UNORDERED:
                listed.sort()
            out.setdefault(table, {})[chain] = listed
    return out


@pytest.mark.parametrize("case", DATA["rules_1_28"], ids=lambda case: str(case["id"]))
def test_rules_of_the_present_form(case: dict[str, Any]) -> None:
    """Every chain has exactly upstream's rules."""
    _, found = vectors.rules_of(case["fixture"])
    assert normal(found.tables) == normal(case["rules"])
    jumps = [index for index, rule in enumerate(found.tables["nat"]["KUBE-SERVICES"]) if LAST in rule]
    if jumps:
        assert jumps[-1] == len(found.tables["nat"]["KUBE-SERVICES"]) - 1


@pytest.mark.parametrize("case", DATA["rules_1_22"], ids=lambda case: str(case["id"]))
def test_rules_of_the_old_form(case: dict[str, Any]) -> None:
    """The 1.22 form has its own chains and comments."""
    _, found = vectors.rules_of(case["fixture"], form="1.22")
    assert normal(found.tables) == normal(case["rules"])


@pytest.mark.parametrize("case", DATA["flows_1_28"], ids=lambda case: str(case["id"]))
def test_flows(case: dict[str, Any]) -> None:
    """A packet ends where upstream's own trace says."""
    settings, found = vectors.rules_of(case["fixture"], slices="after" not in case)
    packet = flow.Packet(case["src"], case["dst"], case["dport"])
    walk = flow.Walk(settings, found)
    walk.nat(packet)
    # A packet that was translated no longer has the service's address when the filter table sees it.
    verdict = "" if packet.endpoints else walk.filter(packet)
    result = "dnat" if packet.endpoints else "verdict" if verdict else "none"
    assert (result, packet.masquerade) == (case["result"], case["masquerade"])
    assert verdict == case.get("verdict", "")
    assert list(dict.fromkeys(packet.endpoints)) == case.get("endpoints", [])


@pytest.mark.parametrize("case", DATA["hashes"], ids=lambda case: str(case["suffix"]))
def test_hashes(case: dict[str, Any]) -> None:
    """Chain suffixes are upstream's."""
    assert names.suffix(case["service_port_name"], case["protocol"], case["endpoint"] or "") == case["suffix"]


@pytest.mark.parametrize("case", DATA["probabilities"], ids=lambda case: f"n{case['n']}")
def test_probabilities(case: dict[str, Any]) -> None:
    """Probabilities are written with ten decimals."""
    assert names.probability(case["n"]) == case["text"]


ADDRESSES = st.integers(0, 2**32 - 1).map(lambda number: str(ipaddress.IPv4Address(number)))


@hypothesis.given(st.lists(ADDRESSES, min_size=1, max_size=12, unique=True), st.booleans())
def test_every_jump_has_its_chain_and_every_endpoint_its_share(addresses: list[str], affinity: bool) -> None:
    """No jump leads nowhere, and random choice gives all endpoints the same chance."""
    port = services.ServicePort(
        "ns", "svc", "", "tcp", "10.96.0.1", 80, affinity_seconds=9 if affinity else 0
    )
    known = sorted(
        (services.Endpoint(ip, f"{ip}:80", local=False) for ip in addresses), key=lambda end: end.name
    )
    found = rules.build(config.Config("n", "192.168.0.1"), [port], {port.key: known})
    for chains in found.tables.values():
        for listed in chains.values():
            for rule in listed:
                target = rule[rule.index("-j") + 1]
                assert not target.startswith("KUBE-") or target in chains
    left, shares = 1.0, []
    for rule in found.tables["nat"][f"KUBE-SVC-{port.suffix}"]:
        if "--rcheck" in rule:
            continue
        chance = float(rule[rule.index("--probability") + 1]) if "--probability" in rule else 1.0
        shares.append(left * chance)
        left *= 1 - chance
    assert shares == pytest.approx([1 / len(known)] * len(known), abs=1e-8)


def test_restore_text_sends_only_what_changed() -> None:
    """Unchanged chains are left out, vanished ones are emptied and deleted."""
    before, after = ruleset.RuleSet(), ruleset.RuleSet()
    before.add("nat", "KEPT", "-j", "RETURN")
    before.add("nat", "GONE", "-j", "RETURN")
    after.add("nat", "KEPT", "-j", "RETURN")
    after.add("nat", "NEW", "-m", "comment", "--comment", 'a "b" c', "-j", "RETURN")
    text = ruleset.restore_text(after, before)
    assert text.splitlines() == [
        "*nat",
        ":NEW - [0:0]",
        ":GONE - [0:0]",
        '-A NEW -m comment --comment "a \\"b\\" c" -j RETURN',
        "-X GONE",
        "COMMIT",
    ]
    assert ruleset.restore_text(after, after) == ""
