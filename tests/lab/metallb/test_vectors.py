"""Recorded cases of MetalLB's allocation and configuration."""

import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest

from tests.replay import rates
from tutor.lab.metallb import allocator, asking, model, pooling
from tutor.lab.metallb.config import configmap, invalid, ranges

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "metallb_vectors.json").read_text())
CONFIGS = VECTORS["configmap_v0_11"]["cases"]


def pool(name: str, texts: list[str], *, avoid: bool = False) -> model.Pool:
    """A pool of these networks."""
    cidrs = tuple(ipaddress.ip_network(text, strict=False) for text in texts)
    return model.Pool(name, cidrs, avoid_buggy_ips=avoid)


def request_of(step: dict[str, Any]) -> asking.Request:
    """What a step asks for."""
    ports = [text.split("/") for text in step["ports"]]
    return asking.Request(
        service=step["svc"],
        ports=tuple(asking.Port(protocol, int(number)) for protocol, number in ports),
        key=asking.Key(step["sharing_key"], step.get("backend_key", "")),
        families=(asking.V6,) if step.get("ipv6") else (asking.V4,),
    )


def test_gives_the_addresses_that_are_asked_for(request: pytest.FixtureRequest) -> None:
    """One allocator, step after step: given, or refused."""
    found = VECTORS["allocator_assign"]
    given = allocator.Allocator(listed=False)
    pools = {
        name: pool(name, one["cidr"], avoid=one.get("avoid_buggy_ips", False))
        for name, one in found["pools"].items()
    }
    given.set_pools(pools, evict=False)
    wrong = [step["n"] for step in found["steps"] if refused(given, step) != step["error"]]
    rates.counted(request, "metallb", len(found["steps"]) - len(wrong), len(found["steps"]))
    assert not wrong


def refused(given: allocator.Allocator, step: dict[str, Any]) -> bool:
    """Do a step of the sequence; whether it was refused."""
    before = given.addresses(step["svc"])
    if not step["ip"]:
        given.release(step["svc"])
        return False
    try:
        given.assign(request_of(step), [ipaddress.ip_address(step["ip"])])
    except allocator.Refused:
        assert given.addresses(step["svc"]) == before
        return True
    assert [str(one) for one in given.addresses(step["svc"])] == [step["ip"]]
    return False


@pytest.mark.parametrize(("kind", "named"), [("allocator_from_pool", "test"), ("allocator_any_pool", "")])
def test_finds_free_addresses(request: pytest.FixtureRequest, kind: str, named: str) -> None:
    """From one pool by name, or from any; none is given to two services that do not share."""
    found = VECTORS[kind]
    given = allocator.Allocator(listed=False)
    given.set_pools({name: pool(name, cidrs) for name, cidrs in found["pools"].items()}, evict=False)
    wrong = [step["n"] for step in found["steps"] if not right(given, step, named, found)]
    rates.counted(request, "metallb", len(found["steps"]) - len(wrong), len(found["steps"]))
    assert not wrong


def right(given: allocator.Allocator, step: dict[str, Any], named: str, found: dict[str, Any]) -> bool:
    """Do a step; whether it went as recorded."""
    if step["unassign"]:
        given.release(step["svc"])
        return True
    try:
        if named:
            got = given.allocate_from(request_of(step), named)
        else:
            got = given.allocate(request_of(step))
    except allocator.Refused:
        return bool(step["error"])
    return not step["error"] and str(got[0]) in found["valid_ipv6" if step["ipv6"] else "valid_ipv4"]


@pytest.mark.vectors
@pytest.mark.parametrize("case", VECTORS["ranges"], ids=lambda case: str(case["range"]))
def test_splits_a_range(case: dict[str, Any]) -> None:
    """Into CIDRs; the first address that is given depends on avoid-buggy-ips."""
    cidrs = ranges.parse(case["range"])
    assert [str(cidr) for cidr in cidrs] == case["cidrs"]
    for key, avoid in (("first", False), ("first_when_avoid_buggy", True)):
        first = next(pooling.usable(model.Pool("p", cidrs, avoid_buggy_ips=avoid), asking.V4))
        assert str(first) == case[key]


@pytest.mark.vectors
@pytest.mark.parametrize("case", CONFIGS, ids=[case["id"] for case in CONFIGS])
def test_reads_a_config_map(case: dict[str, Any]) -> None:
    """What MetalLB 0.11 takes, and what it refuses."""
    text = case.get("raw") or json.dumps(case["config"])
    if not case["valid"]:
        with pytest.raises(invalid.Invalid):
            configmap.parse(text)
        return
    config = configmap.parse(text)
    wanted = case["expected"]
    assert [shown_peer(one) for one in config.peers] == wanted.get("Peers", [])
    assert {name: shown_pool(one) for name, one in config.pools.items()} == wanted["Pools"]


def shown_peer(peer: model.Peer) -> dict[str, Any]:
    """A peer as the recording shows it."""
    optional = {
        "SrcAddr": str(peer.source) if peer.source else None,
        "RouterID": str(peer.router_id) if peer.router_id else None,
        "Password": peer.password,
    }
    return {
        "MyASN": peer.my_asn,
        "ASN": peer.peer_asn,
        "Addr": str(peer.address),
        "Port": peer.port,
        "HoldTime": peer.hold_time,
        "NodeSelectors": ["<everything>"] if not peer.nodes else [shown_selector(one) for one in peer.nodes],
        **{key: value for key, value in optional.items() if value},
    }


def shown_selector(selector: model.Selector) -> str:
    """A selector as apimachinery prints it."""
    words = {"In": "in", "NotIn": "notin"}
    return ",".join(
        f"{one.key} {words[one.operator]} ({','.join(sorted(one.values))})"
        if one.operator in words
        else ("!" if one.operator == "DoesNotExist" else "") + one.key
        for one in selector.requirements
    )


def shown_pool(pool: model.Pool) -> dict[str, Any]:
    """A pool as the recording shows it."""
    shown: dict[str, Any] = {
        "Protocol": model.LAYER2 if pool.l2 else model.BGP,
        "AutoAssign": pool.auto_assign,
        "CIDR": [str(cidr) for cidr in pool.cidrs],
    }
    if pool.avoid_buggy_ips:
        shown["AvoidBuggyIPs"] = True
    if pool.bgp:
        shown["BGPAdvertisements"] = [shown_advertisement(one) for one in pool.bgp]
    return shown


def shown_advertisement(one: model.BgpAdvertisement) -> dict[str, Any]:
    """An advertisement as the recording shows it."""
    shown: dict[str, Any] = {
        "AggregationLength": one.aggregation_length,
        "Communities": {str(number): True for number in one.communities},
    }
    return {**shown, **({"LocalPref": one.local_pref} if one.local_pref else {})}
