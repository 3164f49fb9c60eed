"""Which node announces an address."""

import hashlib
import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb import model
from tutor.lab.metallb.layer2 import election, electorate

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "metallb_vectors.json").read_text())

names = st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=1, max_size=8)
nodes = st.frozensets(names, max_size=8)
addresses = st.ip_addresses(v=4).map(str)


class Known:
    """An electorate as it is given."""

    def __init__(self, speakers: frozenset[str] | None, nodes: dict[str, Any] | None = None) -> None:
        self._speakers, self._nodes = speakers, nodes or {}

    def speakers(self) -> frozenset[str] | None:
        """As given."""
        return self._speakers

    def nodes(self) -> dict[str, Any]:
        """As given."""
        return self._nodes


def service(policy: str = "Cluster") -> dict[str, Any]:
    """A service with this externalTrafficPolicy."""
    return {"spec": {"type": "LoadBalancer", "externalTrafficPolicy": policy}}


def piece(*endpoints: tuple[str, bool], serving: bool | None = None) -> dict[str, Any]:
    """A slice with (node, ready) endpoints."""
    more = {} if serving is None else {"serving": serving}
    return {
        "endpoints": [{"nodeName": node, "conditions": {"ready": ready, **more}} for node, ready in endpoints]
    }


def pool(*advertisements: model.L2Advertisement) -> model.Pool:
    """A pool with these advertisements."""
    return model.Pool("pool", (ipaddress.ip_network("10.0.0.0/8"),), l2=advertisements)


def node(name: str, labels: dict[str, str] | None = None, *, unavailable: bool = False) -> dict[str, Any]:
    """A Node object."""
    status = "True" if unavailable else "False"
    conditions = [{"type": "NetworkUnavailable", "status": status}]
    return {"metadata": {"name": name, "labels": labels or {}}, "status": {"conditions": conditions}}


@pytest.mark.vectors
@pytest.mark.parametrize("case", VECTORS["l2_election"], ids=lambda case: case["id"])
def test_the_owner_is_the_recorded_one(case: dict[str, Any]) -> None:
    """Of the live speakers with a ready endpoint, or of all, by the policy."""
    slices = [piece(*((one["node"], one["ready"]) for one in case["endpoints"]))]
    rules = electorate.Early(Known(frozenset(case["speakers"])))
    standing = rules.candidates(pool(), service(case["externalTrafficPolicy"]), slices)
    assert election.owner(standing, case["loadBalancerIP"]) == case["owner"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", VECTORS["l2_hash_computed"], ids=lambda case: case["id"])
def test_the_hashes_and_the_order_are_the_recorded_ones(case: dict[str, Any]) -> None:
    """Byte by byte."""
    assert {name: election.digest(name, case["ip"]).hex() for name in case["nodes"]} == case["hash_hex"]
    assert election.ranked(case["nodes"], case["ip"]) == case["order"]
    assert election.owner(case["nodes"], case["ip"]) == case["winner"]


@given(st.lists(names, max_size=8), addresses, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_counts(several: list[str], address: str, random: Any) -> None:
    """Each speaker comes to the same owner, however it lists the others."""
    shuffled = [*several, *several]
    random.shuffle(shuffled)
    assert election.owner(several, address) == election.owner(shuffled, address)
    assert election.ranked(several, address) == election.ranked(shuffled, address)


@given(nodes.filter(bool), addresses, st.data())
def test_a_node_that_leaves_moves_only_its_own_addresses(
    several: frozenset[str], address: str, data: st.DataObject
) -> None:
    """And they go to the next in rank."""
    leaving = data.draw(st.sampled_from(sorted(several)))
    before, rank = election.owner(several, address), election.ranked(several, address)
    after = election.owner(several - {leaving}, address)
    assert after == (before if before != leaving else next(iter(rank[1:]), None))


@given(nodes, addresses)
def test_the_owner_has_the_smallest_hash(several: frozenset[str], address: str) -> None:
    """Said in another way."""
    by_hash = {hashlib.sha256(f"{one}#{address}".encode()).hexdigest(): one for one in several}
    assert election.owner(several, address) == (by_hash[min(by_hash)] if by_hash else None)


def test_nobody_owns_the_address_of_a_service_without_endpoints() -> None:
    """Whichever policy, and whichever generation."""
    empty = [piece(("a", False))]
    for policy in ("Cluster", "Local"):
        known = Known(frozenset("ab"), {"a": node("a"), "b": node("b")})
        everywhere = pool(model.L2Advertisement())
        assert electorate.Early(known).candidates(everywhere, service(policy), empty) == frozenset()
        assert electorate.Selective(known).candidates(everywhere, service(policy), empty) == frozenset()


def test_without_a_watch_over_speakers_early_generations_announce_local_services_only() -> None:
    """Nobody is known to live, and a Cluster service is nobody's."""
    rules = electorate.Early(Known(None))
    assert rules.candidates(pool(), service(), [piece(("a", True))]) == frozenset()
    assert rules.candidates(pool(), service("Local"), [piece(("a", True))]) == {"a"}


def test_without_a_watch_over_speakers_later_generations_take_every_node() -> None:
    """They say that speakers must run everywhere then."""
    rules = electorate.Selective(Known(None, {"a": node("a"), "b": node("b")}))
    assert rules.candidates(pool(model.L2Advertisement()), service(), [piece(("a", True))]) == {"a", "b"}


def test_an_endpoint_that_ends_but_serves_counts_for_later_generations() -> None:
    """Earlier ones take ready ones only."""
    going = [piece(("a", False), serving=True)]
    known = Known(frozenset("a"), {"a": node("a")})
    assert electorate.Early(known).candidates(pool(), service(), going) == frozenset()
    assert electorate.Selective(known).candidates(pool(model.L2Advertisement()), service(), going) == {"a"}


def test_only_nodes_that_an_advertisement_selects_stand() -> None:
    """And none without an advertisement, none excluded, none without a network."""
    red = model.Selector((model.Requirement("colour", "In", ("red",)),))
    there = {
        "a": node("a", {"colour": "red"}),
        "b": node("b", {"colour": "blue"}),
        "c": node("c", {"colour": "red", model.EXCLUDED: ""}),
        "d": node("d", {"colour": "red"}, unavailable=True),
    }
    known = Known(frozenset("abcde"), there)
    ready = [piece(("a", True))]
    rules = electorate.Selective(known)
    assert rules.candidates(pool(model.L2Advertisement(nodes=(red,))), service(), ready) == {"a"}
    assert rules.candidates(pool(model.L2Advertisement()), service(), ready) == {"a", "b"}
    assert rules.candidates(pool(), service(), ready) == frozenset()
    lenient = electorate.Selective(known, ignore_exclusion=True)
    assert lenient.candidates(pool(model.L2Advertisement(nodes=(red,))), service(), ready) == {"a", "c"}


def test_interfaces_are_those_of_the_advertisements_for_the_node() -> None:
    """One advertisement without interfaces means all of them."""
    red = model.Selector((model.Requirement("colour", "Exists"),))
    one = model.L2Advertisement(interfaces=("enp0s8",), nodes=(red,))
    two = model.L2Advertisement(interfaces=("enp0s3",))
    assert electorate.interfaces(pool(one, two), {"colour": "red"}) == frozenset({"enp0s3", "enp0s8"})
    assert electorate.interfaces(pool(one, two), {}) == frozenset({"enp0s3"})
    assert electorate.interfaces(pool(one, model.L2Advertisement()), {"colour": "red"}) is None
