"""Which routes services make, and the recorded cases of MetalLB's own tests."""

import ipaddress
import json
import pathlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb import log, model
from tutor.lab.metallb.bgp import advertise, attributes, controller, endpoints

FILE = pathlib.Path(__file__).parents[3] / "vectors" / "metallb_vectors.json"
CASES = json.loads(FILE.read_text())["bgp_speaker"]

ADDRESS = ipaddress.ip_address("172.20.1.77")
HOP = ipaddress.IPv4Address("192.168.10.101")


def pool(*these: model.BgpAdvertisement) -> model.Pool:
    """A pool with these advertisements."""
    return model.Pool("p", (ipaddress.ip_network("172.20.1.0/24"),), bgp=these)


def config_of(words: dict[str, Any]) -> model.Config:
    """The configuration of a recorded step."""
    everywhere = (model.Selector(),)
    peers = tuple(
        model.Peer("", 0, 0, ipaddress.ip_address(one["addr"]), port=0, nodes=everywhere)
        for one in words["peers"]
    )
    return model.Config({name: pool_of(name, one) for name, one in words["pools"].items()}, peers)


def pool_of(name: str, words: dict[str, Any]) -> model.Pool:
    """A pool of a recorded step."""
    made = tuple(
        model.BgpAdvertisement(
            aggregation_length=one["AggregationLength"],
            local_pref=one.get("LocalPref", 0),
            communities=frozenset(int(number) for number in one.get("Communities", {})),
        )
        for one in words["BGPAdvertisements"]
    )
    return model.Pool(name, tuple(ipaddress.ip_network(one) for one in words["CIDR"]), bgp=made)


def slices_of(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The endpoints of a recorded step, each in a slice of its own."""
    return [
        {
            "endpoints": [
                {"addresses": [one["ip"]], "nodeName": one["node"], "conditions": {"ready": one["ready"]}}
            ]
        }
        for one in found
    ]


async def step(speaker: controller.Controller, config: model.Config, case: dict[str, Any]) -> None:
    """What MetalLB's speaker does with a service (speaker/main.go, SetBalancer)."""
    service, spec = case["service"], case["svc"]
    if spec is None or spec["type"] != "LoadBalancer" or not spec["loadBalancerIP"]:
        return await speaker.delete_balancer(service, "gone")
    address = ipaddress.ip_address(spec["loadBalancerIP"])
    owner = config.pool_of(address)
    if owner is None:
        return await speaker.delete_balancer(service, "invalid")
    told = {"spec": {"externalTrafficPolicy": spec["externalTrafficPolicy"]}}
    against = speaker.should_announce(owner, address, told, slices_of(case["endpoints"]))
    if against:
        return await speaker.delete_balancer(service, against)
    return await speaker.set_balancer(service, address, owner)


def held(found: dict[str, tuple[advertise.Route, ...]]) -> dict[str, list[tuple[str, int, tuple[int, ...]]]]:
    """What sessions hold, for comparison."""
    return {
        peer: sorted((str(one.prefix), one.local_pref, one.communities) for one in made)
        for peer, made in found.items()
    }


@pytest.mark.vectors
async def test_a_speaker_advertises_what_the_recorded_one_did() -> None:
    """Step by step: services, endpoints and configurations come and go."""
    speaker = controller.Controller(node=CASES["my_node"], log=log.Log())
    await speaker.set_node_labels({})
    config = model.Config()
    for case in CASES["steps"]:
        if "config" in case:
            config = config_of(case["config"])
            await speaker.set_config(config)
        if case["service"] is not None:
            await step(speaker, config, case)
        expected = {
            peer: sorted((one["prefix"], one["localpref"], tuple(one["communities"])) for one in made)
            for peer, made in case["advertised"].items()
        }
        assert held(speaker.advertised()) == expected, f"step {case['n']}"


@given(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address), st.integers(0, 32))
def test_an_aggregate_holds_the_address(address: ipaddress.IPv4Address, length: int) -> None:
    """And has the length that was asked for."""
    (route,) = advertise.routes(address, pool(model.BgpAdvertisement(aggregation_length=length)), {})
    assert address in route.prefix
    assert route.prefix.prefixlen == length


def test_each_advertisement_makes_a_route_on_the_nodes_that_it_selects() -> None:
    """Communities come sorted."""
    rack = model.Selector((model.Requirement("rack", "In", ("1",)),))
    these = pool(
        model.BgpAdvertisement(communities=frozenset({7, 3}), local_pref=100),
        model.BgpAdvertisement(aggregation_length=24, nodes=(rack,)),
    )
    assert [str(one.prefix) for one in advertise.routes(ADDRESS, these, {})] == ["172.20.1.77/32"]
    both = advertise.routes(ADDRESS, these, {"rack": "1"})
    assert [str(one.prefix) for one in both] == ["172.20.1.77/32", "172.20.1.0/24"]
    assert both[0].communities == (3, 7)


def test_a_shared_prefix_stays_until_its_last_service_goes() -> None:
    """Aggregation lets several services make one route."""
    table = advertise.Table()
    made = advertise.routes(ADDRESS, pool(model.BgpAdvertisement(aggregation_length=24)), {})
    table.set("default/a", made)
    table.set("default/b", made)
    assert table.remove("default/a")
    assert list(advertise.compact(table.of("any"))) == [ipaddress.ip_network("172.20.1.0/24")]
    assert table.remove("default/b")
    assert not table.remove("default/b")
    assert advertise.compact(table.of("any")) == {}


def test_a_route_goes_to_the_peers_that_it_names() -> None:
    """Without names, to all."""
    table = advertise.Table()
    these = pool(model.BgpAdvertisement(), model.BgpAdvertisement(aggregation_length=24, peers=("upper",)))
    table.set("default/a", advertise.routes(ADDRESS, these, {}))
    assert len(table.of("upper")) == 2
    assert [str(one.prefix) for one in table.of("lower")] == ["172.20.1.77/32"]


def test_attributes_differ_between_and_within_systems() -> None:
    """Outside: the own system, no local preference. Inside: an empty path, and a local preference even of 0."""
    route = advertise.Route(ipaddress.ip_network("172.20.1.1/32"), 0, (5, 9))
    outside = advertise.update(route, HOP, 64512, internal=False).path
    inside = advertise.update(route, HOP, 64512, internal=True).path
    assert outside is not None
    assert inside is not None
    assert outside.as_path == (attributes.Segment(attributes.AS_SEQUENCE, (64512,)),)
    assert outside.local_pref is None
    assert inside.as_path == ()
    assert inside.local_pref == 0
    for one in (outside, inside):
        assert (one.origin, one.next_hop, one.communities) == (attributes.IGP, HOP, (5, 9))


def test_many_prefixes_are_withdrawn_in_messages_that_fit() -> None:
    """None is lost."""
    many = [ipaddress.IPv4Network((number, 32)) for number in range(2000)]
    made = advertise.withdrawals(many)
    assert [prefix for one in made for prefix in one.withdrawn] == many
    assert all(len(one.withdrawn) <= advertise.PREFIXES for one in made)


def endpoint(node: str, *, address: str = "172.16.1.1", **conditions: bool) -> dict[str, Any]:
    """One endpoint of a slice."""
    return {"addresses": [address], "nodeName": node, "conditions": conditions}


def test_a_pool_that_no_advertisement_announces_from_here_has_no_owner_here() -> None:
    """As for a pool without any advertisement."""
    speaker = controller.Controller(node="k8s-w1", log=log.Log())
    slices = [{"endpoints": [endpoint("k8s-w1", ready=True)]}]
    assert speaker.should_announce(pool(), ADDRESS, {}, slices) == "notOwner"
    assert speaker.should_announce(pool(model.BgpAdvertisement()), ADDRESS, {}, slices) == ""


def test_local_needs_an_endpoint_here_and_cluster_anywhere() -> None:
    """Each with its own reason."""
    local = {"spec": {"externalTrafficPolicy": "Local"}}
    slices = [{"endpoints": [endpoint("k8s-w2", ready=True)]}]
    assert endpoints.reason_against(local, slices, "k8s-w1") == "noLocalEndpoints"
    assert endpoints.reason_against(local, slices, "k8s-w2") == ""
    assert endpoints.reason_against({"spec": {}}, slices, "k8s-w1") == ""
    assert endpoints.reason_against({"spec": {}}, [{"endpoints": None}], "k8s-w1") == "noEndpoints"


def test_every_slice_must_agree_that_an_endpoint_is_ready() -> None:
    """One port that is not ready is enough against it."""
    good, bad = endpoint("k8s-w1", ready=True), endpoint("k8s-w1", ready=False)
    for order in ([good, bad], [bad, good]):
        assert not endpoints.healthy([{"endpoints": [one]} for one in order])
    assert endpoints.healthy(
        [{"endpoints": [bad]}, {"endpoints": [endpoint("k8s-w1", address="172.16.1.2")]}]
    )


def test_an_ending_pod_counts_while_it_serves_but_not_up_to_0_12() -> None:
    """Conditions ready=False, serving=True."""
    slices = [{"endpoints": [endpoint("k8s-w1", ready=False, serving=True)]}]
    assert endpoints.healthy(slices)
    assert not endpoints.healthy(slices, serving=False)


@pytest.mark.parametrize(
    ("how", "reason"),
    [({}, "nodeLabeledExcludeBalancers"), ({"ignore_exclusion": True}, ""), ({"legacy": True}, "")],
)
async def test_a_node_that_is_left_out_of_load_balancers_announces_nothing(
    how: dict[str, bool], reason: str
) -> None:
    """From 0.14 on, unless the speaker is told to ignore the label; and as long as it has the label."""
    slices = [{"endpoints": [endpoint("k8s-w1", ready=True)]}]
    speaker = controller.Controller(node="k8s-m", log=log.Log(), **how)
    await speaker.set_node_labels({model.EXCLUDED: ""})
    assert speaker.should_announce(pool(model.BgpAdvertisement()), ADDRESS, {}, slices) == reason
    await speaker.set_node_labels({})
    assert speaker.should_announce(pool(model.BgpAdvertisement()), ADDRESS, {}, slices) == ""
