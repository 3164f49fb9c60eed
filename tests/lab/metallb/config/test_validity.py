"""Which configurations MetalLB takes, in both their forms (after the tables of its internal/config tests)."""

import json
from typing import Any

import pytest

from tests.lab.metallb.config import test_custom as things
from tutor.lab.metallb.config import configmap, custom, invalid, objects

PEER: dict[str, Any] = {"my-asn": 42, "peer-asn": 142, "peer-address": "1.2.3.4"}
POOL: dict[str, Any] = {"name": "p", "protocol": "bgp", "addresses": ["10.20.0.0/16"]}


def peer(**more: Any) -> dict[str, Any]:
    """A configuration of one peer."""
    return {"peers": [{**PEER, **{key.replace("_", "-"): value for key, value in more.items()}}]}


def pools(*several: dict[str, Any]) -> dict[str, Any]:
    """A configuration of pools, each completed."""
    return {"address-pools": [{**POOL, "name": f"p{number}", **one} for number, one in enumerate(several)]}


def advert(**more: Any) -> dict[str, Any]:
    """A pool with one advertisement."""
    return {"bgp-advertisements": [{key.replace("_", "-"): value for key, value in more.items()}]}


REFUSED = [
    peer(peer_address="1.2.3.400"),
    peer(my_asn=0),
    peer(peer_asn=0),
    peer(hold_time="foo"),
    peer(hold_time="2s"),
    peer(router_id="oh god how do I BGP"),
    peer(source_address="here"),
    peer(my_asn=1 << 32),
    peer(peer_port=65536),
    peer(node_selectors=[{"match-labels": {"foo": "bar", "b@d": "x"}}]),
    peer(node_selectors=[{"match-expressions": [{"key": "a", "operator": "In", "values": []}]}]),
    peer(node_selectors=[{"match-expressions": [{"key": "a", "operator": "Exists", "values": ["x"]}]}]),
    peer(unknown="x"),
    {"peers": [PEER, PEER]},
    {"peerz": []},
    {"address-pools": [{"protocol": "bgp", "addresses": ["10.20.0.0/16"]}]},
    {"address-pools": [{"name": "p", "addresses": ["10.20.0.0/16"]}]},
    {"address-pools": [{"name": "p", "protocol": "bgp"}]},
    {"address-pools": [POOL, POOL]},
    pools({"protocol": "babel"}),
    pools({"addresses": ["100.200.300.400/24"]}),
    pools({"addresses": ["1.2.3.4"]}),
    pools({"addresses": ["1.2.3.4-fd00::1"]}),
    pools({"addresses": ["1.2.3.10-1.2.3.1"]}),
    pools({"addresses": ["1.2.3.1-1.2.3.9"]}, {"addresses": ["1.2.3.8/29"]}),
    pools({}, {"addresses": ["10.20.30.0/24"]}),
    pools({"protocol": "layer2", **advert(localpref=1)}),
    pools(advert(aggregation_length=34)),
    pools(advert(aggregation_length=-1)),
    pools({"addresses": ["10.20.30.40/24", "1.2.3.0/28"], **advert(aggregation_length=26)}),
    pools(advert(localpref=-1)),
    pools(advert(communities=["1:2:3"])),
    pools(advert(communities=["flarb"])),
    {"bgp-communities": {"flarb": "1234"}},
    {"bgp-communities": {"flarb": "99999999:1"}},
    {"bgp-communities": {"flarb": "large:1:2:3"}},
]


@pytest.mark.parametrize("found", REFUSED, ids=range(len(REFUSED)))
def test_config_maps_that_are_refused(found: dict[str, Any]) -> None:
    """Whatever is missing, unknown, out of range, twice, or contradicts itself."""
    with pytest.raises(invalid.Invalid):
        configmap.parse(json.dumps(found))


TAKEN = [
    peer(hold_time="0s"),
    peer(hold_time="3s"),
    peer(hold_time="1m30s"),
    peer(node_selectors=[]),
    peer(node_selectors=[{}]),
    peer(node_selectors=[{"match-expressions": [{"key": "a", "operator": "DoesNotExist"}]}]),
    {"peers": [PEER, {**PEER, "peer-port": 1179}]},
    pools({"addresses": ["10.20.30.40/24", "1.2.3.0/28"], **advert(aggregation_length=28)}),
    pools({"addresses": ["1.2.3.0-1.2.3.255"], **advert(aggregation_length=24)}),
    pools(
        {"auto-assign": False, "avoid-buggy-ips": True}, {"protocol": "layer2", "addresses": ["fd00::/64"]}
    ),
    pools({"addresses": ["1.2.3.4-1.2.3.5", "1.2.3.6 - 1.2.3.9"]}),
    {"bgp-communities": {"bar": "64512:1234"}, **pools(advert(communities=["bar", "1:2"]))},
    {"address-pools": None, "peers": None},
]


@pytest.mark.parametrize("found", TAKEN, ids=range(len(TAKEN)))
def test_config_maps_that_are_taken(found: dict[str, Any]) -> None:
    """With as many peers and pools as they name."""
    config = configmap.parse(json.dumps(found))
    assert len(config.peers) == len(found.get("peers") or ())
    assert len(config.pools) == len(found.get("address-pools") or ())


def made(**kinds: Any) -> objects.Objects:
    """Custom resources on two nodes, with one pool unless they bring their own."""
    return objects.Objects(**{"nodes": things.NODES, "pools": [things.ONE], **kinds})


SAME = {"matchLabels": {"rack": "a"}}
TERM = {"key": "rack", "operator": "In", "values": ["a", "b"]}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (made(peers=[things.peer("p", peerASN=0)]), "missing peer ASN"),
        (made(peers=[things.peer("p", routerID="x")]), "invalid router ID"),
        (made(peers=[things.peer("p", sourceAddress="x")]), "invalid source IP"),
        (made(peers=[things.peer("p", peerAddress="")]), "no Address or Interface"),
        (made(peers=[things.peer("p", keepaliveTime="10s")]), "keepalive-time set on native"),
        (made(peers=[things.peer("p", nodeSelectors=[SAME, SAME])]), "duplicate definition of nodeSelectors"),
        (
            made(
                peers=[
                    things.peer("p", nodeSelectors=[{"matchExpressions": [{**TERM, "values": ["a", "a"]}]}])
                ]
            ),
            "match expression value",
        ),
        (
            made(
                peers=[
                    things.peer(
                        "p", nodeSelectors=[{"matchExpressions": [TERM, {**TERM, "values": ["b", "a"]}]}]
                    )
                ]
            ),
            "match expressions",
        ),
        (made(peers=[things.peer("p", nodeSelectors=[{"matchExpressions": [{"key": "a"}]}])]), "operator"),
        (
            made(peers=[things.peer("p", password="x", passwordSecret={"name": "s"})]),
            "both password and secret ref",
        ),
        (made(pools=[things.pool("p", " 10.0.0.0/8")]), "invalid CIDR"),
        (made(pools=[things.pool("p", "10.0.0.9-10.0.0.1")]), "is after the end IP"),
        (made(pools=[things.pool("p", "10.0.0.0/24", "10.0.0.128/25")]), "overlaps"),
        (
            made(pools=[things.pool("p", "10.0.0.0/24", serviceAllocation={"namespaces": ["x", "x"]})]),
            "duplicate definition in namespaces field",
        ),
        (
            made(
                pools=[things.pool("p", "10.0.0.0/24", serviceAllocation={"serviceSelectors": [SAME, SAME]})]
            ),
            "duplicate definition of serviceSelectors",
        ),
        (made(bgp_advertisements=[things.thing("a", peers=["x", "x"])]), 'duplicate definition of peers "x"'),
        (
            made(bgp_advertisements=[things.thing("a", communities=["1:2", "1:2"])]),
            "duplicate definition of community",
        ),
        (made(bgp_advertisements=[things.thing("a", communities=["70000:1"])]), "value out of range"),
        (made(bgp_advertisements=[things.thing("a", aggregationLengthV6=129)]), "129 for IPv6"),
        (
            made(
                pools=[things.pool("p", "3.3.3.2-3.3.3.254")],
                bgp_advertisements=[things.thing("a", aggregationLength=24)],
            ),
            "more specific than the aggregation length",
        ),
        (
            made(bgp_advertisements=[things.thing("a"), things.thing("a")]),
            "duplicate definition of bgpadvertisements",
        ),
        (
            made(bgp_advertisements=[things.thing("a", localPref=100), things.thing("b", localPref=200)]),
            "invalid local preference 200",
        ),
        (
            made(l2_advertisements=[things.thing("a", ipAddressPoolSelectors=[SAME, SAME])]),
            "duplicate definition of ipAddressPoolSelectors",
        ),
        (
            made(communities=[things.thing("c", communities=[{"name": "n", "value": "1234"}])]),
            "invalid community format",
        ),
    ],
)
def test_custom_resources_that_are_refused(found: objects.Objects, words: str) -> None:
    """With the reason."""
    with pytest.raises(invalid.Invalid, match=words):
        custom.parse(found)


@pytest.mark.parametrize(
    "several",
    [
        [{"aggregationLength": 24, "localPref": 100}, {"localPref": 200}],
        [{"peers": ["x"], "localPref": 100}, {"peers": ["y"], "localPref": 200}],
        [
            {"nodeSelectors": things.RACK_A, "localPref": 100},
            {"nodeSelectors": things.RACK_B, "localPref": 200},
        ],
        [{"localPref": 100}, {"localPref": 100, "communities": ["1:2"]}],
    ],
)
def test_local_preferences_that_do_not_meet(several: list[dict[str, Any]]) -> None:
    """By another length, another peer or another node."""
    adverts = [things.thing(f"a{number}", **one) for number, one in enumerate(several)]
    assert len(custom.parse(made(bgp_advertisements=adverts)).pools["one"].bgp) == 2


def test_a_range_may_be_cut_to_its_largest_network() -> None:
    """3.3.3.2 to 3.3.3.254 holds a /26, and a range of one address is one."""
    whole = things.pool("p", "3.3.3.2-3.3.3.254", "40.0.0.250 - 40.0.0.250")
    adverts = [things.thing("a", aggregationLength=26)]
    with pytest.raises(invalid.Invalid, match="prefix 32"):
        custom.parse(made(pools=[whole], bgp_advertisements=adverts))
    config = custom.parse(made(pools=[things.pool("p", "3.3.3.2-3.3.3.254")], bgp_advertisements=adverts))
    assert config.pools["p"].bgp[0].aggregation_length == 26


def test_selectors_that_choose_nothing_announce_nothing() -> None:
    """Neither pools nor nodes are made up for them."""
    away = [{"matchLabels": {"test": "away"}}]
    config = custom.parse(
        made(
            l2_advertisements=[things.thing("l", ipAddressPoolSelectors=away)],
            bgp_advertisements=[
                things.thing("a", ipAddressPoolSelectors=away),
                things.thing("b", ipAddressPools=["two"]),
            ],
        )
    )
    assert (config.pools["one"].l2, config.pools["one"].bgp) == ((), ())
