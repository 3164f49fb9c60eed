"""The custom resources of MetalLB >= 0.13."""

import base64
from typing import Any

import pytest

from tutor.lab.metallb.config import custom, invalid, objects


def thing(name: str, labels: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    """An object in MetalLB's namespace."""
    return {"metadata": {"name": name, "namespace": "metallb-system", "labels": labels or {}}, "spec": spec}


def pool(name: str, *addresses: str, labels: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """An IPAddressPool."""
    return thing(name, labels, addresses=list(addresses), **more)


def peer(name: str, **more: Any) -> dict[str, Any]:
    """A BGPPeer that is complete."""
    return thing(name, **{"myASN": 64512, "peerASN": 64513, "peerAddress": "192.168.10.254", **more})


NODES = [thing(name, {"rack": name[-1]}) for name in ("node-a", "node-b")]
ONE = pool("one", "10.0.0.0/24", labels={"tier": "gold"})
TWO = pool("two", "10.0.1.0-10.0.1.9", autoAssign=False, avoidBuggyIPs=True)


def test_a_pool_is_announced_as_its_advertisements_say() -> None:
    """By name, by label, or all; a pool without any is announced nowhere."""
    config = custom.parse(
        objects.Objects(
            pools=[ONE, TWO, pool("three", "10.0.2.0/24")],
            l2_advertisements=[
                thing(
                    "gold", ipAddressPoolSelectors=[{"matchLabels": {"tier": "gold"}}], interfaces=["enp0s8"]
                )
            ],
            bgp_advertisements=[
                thing(
                    "all", ipAddressPools=["two"], aggregationLength=30, communities=["65535:65282", "mine"]
                )
            ],
            communities=[thing("names", communities=[{"name": "mine", "value": "64512:7"}])],
        )
    )
    one, two, three = config.pools.values()
    assert [each.interfaces for each in one.l2] == [("enp0s8",)]
    assert (one.bgp, two.l2, three.l2, three.bgp) == ((), (), (), ())
    assert two.bgp[0].communities == {65535 << 16 | 65282, 64512 << 16 | 7}
    assert (two.auto_assign, two.avoid_buggy_ips, two.bgp[0].aggregation_length) == (False, True, 30)


def test_equal_layer2_advertisements_count_once() -> None:
    """Their names do not matter; other interfaces do."""
    adverts = [thing("a"), thing("b"), thing("c", interfaces=["enp0s8"])]
    config = custom.parse(objects.Objects(pools=[ONE], l2_advertisements=adverts))
    assert [each.name for each in config.pools["one"].l2] == ["a", "c"]


def test_a_peer_with_everything() -> None:
    """And its password out of a Secret."""
    data = {"password": base64.b64encode(b"hush").decode()}
    secret = {**thing("key"), "type": "kubernetes.io/basic-auth", "data": data}
    full = peer(
        "rtr",
        holdTime="30s",
        sourceAddress="10.0.0.1",
        routerID="10.0.0.2",
        peerPort=1179,
        passwordSecret={"name": "key"},
        nodeSelectors=[{"matchExpressions": [{"key": "rack", "operator": "Exists"}]}],
        ebgpMultiHop=True,
    )
    (found,) = custom.parse(objects.Objects(peers=[full], secrets=[secret])).peers
    assert (found.name, found.port, found.hold_time, found.password, found.ebgp_multihop) == (
        "rtr",
        1179,
        30,
        "hush",
        True,
    )
    assert found.nodes[0].matches({"rack": "a"})
    assert not found.nodes[0].matches({})


def test_a_missing_secret_may_yet_come() -> None:
    """Unlike one of the wrong type."""
    wanting = peer("rtr", passwordSecret={"name": "key"})
    with pytest.raises(invalid.Transient, match="secret ref not found"):
        custom.parse(objects.Objects(peers=[wanting]))
    with pytest.raises(invalid.Invalid, match="secret type mismatch"):
        custom.parse(objects.Objects(peers=[wanting], secrets=[{**thing("key"), "type": "Opaque"}]))


def test_a_pool_may_be_kept_for_namespaces_and_services() -> None:
    """Namespaces by name and by label; nothing said at all takes every service."""
    kept = pool(
        "kept",
        "10.0.0.0/24",
        serviceAllocation={
            "priority": 5,
            "namespaces": ["shop"],
            "namespaceSelectors": [{"matchLabels": {"team": "x"}}],
            "serviceSelectors": [{"matchLabels": {"app": "web"}}],
        },
    )
    spaces = [thing("lab", {"team": "x"}), thing("other")]
    allocation = custom.parse(objects.Objects(pools=[kept], namespaces=spaces)).pools["kept"].allocation
    assert allocation is not None
    assert (allocation.priority, allocation.namespaces) == (5, frozenset({"shop", "lab"}))
    assert allocation.service_selectors[0].matches({"app": "web"})
    everyone = pool("every", "10.0.0.0/24", serviceAllocation={"priority": 1})
    found = custom.parse(objects.Objects(pools=[everyone])).pools["every"].allocation
    assert found is not None
    assert found.service_selectors[0].matches({})


def objects_with(**kinds: Any) -> objects.Objects:
    """Objects on two nodes."""
    return objects.Objects(nodes=NODES, **kinds)


RACK_A, RACK_B = ([{"matchLabels": {"rack": letter}}] for letter in "ab")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (objects_with(pools=[pool("p")]), "parsing address pool p: pool has no prefixes defined"),
        (
            objects_with(pools=[pool("p", "10.0.0.1")]),
            'parsing address pool p: invalid CIDR "10.0.0.1" in pool "p": invalid CIDR "10.0.0.1"',
        ),
        (
            objects_with(pools=[ONE, pool("p", "10.0.0.128/25")]),
            'CIDR "10.0.0.128/25" in pool "p" overlaps with already defined CIDR "10.0.0.0/24"',
        ),
        (objects_with(peers=[peer("p", myASN=0)]), "parsing peer p missing local ASN"),
        (objects_with(peers=[peer("p", peerAddress="x")]), 'parsing peer p invalid BGPPeer address "x"'),
        (
            objects_with(peers=[peer("p", holdTime="1s")]),
            'parsing peer p invalid hold time "1s": must be 0 or >=3s',
        ),
        (objects_with(peers=[peer("p"), peer("q")]), "peer q already exists"),
        (
            objects_with(peers=[peer("p", peerASN=64512, ebgpMultiHop=True)]),
            "parsing peer p invalid ebgp-multihop parameter set for an ibgp peer",
        ),
        (
            objects_with(peers=[peer("p", bfdProfile="fast")]),
            "peer 192.168.10.254 has bfd-profile set on native bgp mode",
        ),
        (objects_with(bfd_profiles=[thing("fast")]), "bfd profiles section set"),
        (
            objects_with(pools=[pool("p", "fd00::/64")], bgp_advertisements=[thing("a")]),
            'pool "p" has ipv6 CIDR fd00::/64, native bgp mode does not support ipv6',
        ),
        (
            objects_with(pools=[ONE], bgp_advertisements=[thing("a", communities=["large:1:2:3"])]),
            'native BGP mode only supports legacy communities, BGP advertisement "a" has non legacy community '
            '"large:1:2:3"',
        ),
        (
            objects_with(pools=[ONE], bgp_advertisements=[thing("a", communities=["unknown"])]),
            'invalid community format: unknown\ninvalid community "unknown" in BGP advertisement',
        ),
        (
            objects_with(communities=[thing("c", communities=[{"name": "n", "value": "1:2"}] * 2)]),
            'duplicate definition of community "n"',
        ),
        (
            objects_with(pools=[ONE], bgp_advertisements=[thing("a", aggregationLength=16)]),
            "invalid aggregation length 16: prefix 24 in this pool is more specific than the aggregation length "
            "for addresses 10.0.0.0/24",
        ),
        (
            objects_with(pools=[ONE], bgp_advertisements=[thing("a", aggregationLength=33)]),
            "invalid aggregation length 33 for IPv4",
        ),
        (
            objects_with(pools=[ONE], l2_advertisements=[thing("a", ipAddressPools=["one", "one"])]),
            'duplicate definition of ipAddressPools "one"',
        ),
        (
            objects_with(
                pools=[ONE], l2_advertisements=[thing("a", nodeSelectors=[{"matchLabels": {"!": "x"}}])]
            ),
            "key: Invalid value: \"!\": name part must consist of alphanumeric characters, '-', '_' or '.'\n"
            "failed to parse node selector for a",
        ),
    ],
)
def test_says_what_is_wrong(found: objects.Objects, said: str) -> None:
    """In MetalLB's words."""
    with pytest.raises(invalid.Invalid) as caught:
        custom.parse(found)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ({"localPref": 100}, {"localPref": 200}, True),
        ({"localPref": 100}, {"localPref": 100}, False),
        ({"localPref": 100}, {"localPref": 200, "aggregationLength": 24}, False),
        ({"localPref": 100, "peers": ["p"]}, {"localPref": 200, "peers": ["q"]}, False),
        ({"localPref": 100, "peers": ["p"]}, {"localPref": 200, "peers": ["p", "q"]}, True),
        ({"localPref": 100, "nodeSelectors": RACK_A}, {"localPref": 200, "nodeSelectors": RACK_B}, False),
        ({"localPref": 100, "nodeSelectors": RACK_A}, {"localPref": 200}, True),
    ],
)
def test_one_route_has_one_local_preference(
    first: dict[str, Any], second: dict[str, Any], meet: bool
) -> None:
    """Two advertisements may differ in it when no node announces the same prefix to the same peer by both."""
    found = objects_with(pools=[ONE], bgp_advertisements=[thing("a", **first), thing("b", **second)])
    if not meet:
        assert len(custom.parse(found).pools["one"].bgp) == 2
        return
    with pytest.raises(invalid.Invalid, match=f"invalid local preference {second['localPref']}"):
        custom.parse(found)
