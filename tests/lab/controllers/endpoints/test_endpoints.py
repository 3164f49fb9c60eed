"""Endpoints and slices of a service's pods."""

import dataclasses
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers.endpoints import addresses, slices, subsets


def _service(**spec: Any) -> dict[str, Any]:
    about = {"name": "web", "namespace": "x", "uid": "s", "creationTimestamp": make.NOON}
    return {"metadata": about, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec}}


def _found(service: dict[str, Any], *pods: dict[str, Any]) -> list[addresses.Address]:
    return [one for pod in pods if (one := addresses.of_pod(service, pod)) is not None]


def test_ready_waiting_and_terminating() -> None:
    """Only a pod that serves and stays is ready; a slice has the others too, Endpoints not the leaving one."""
    leaving = make.pod("c")
    leaving["metadata"]["deletionTimestamp"] = make.NOON
    found = _found(_service(), make.pod("a"), make.pod("b", ready=False), leaving)
    states = [one["conditions"] for one in slices.wanted(_service(), found)[0]["endpoints"]]
    assert [(one["ready"], one["serving"], one["terminating"]) for one in states] == [
        (True, True, False),
        (False, False, False),
        (False, True, True),
    ]
    subset = subsets.subsets(found)[0]
    assert [one["targetRef"]["name"] for one in subset["addresses"]] == ["a"]
    assert [one["targetRef"]["name"] for one in subset["notReadyAddresses"]] == ["b"]


def test_publish_not_ready() -> None:
    """A service may publish what is not ready."""
    service = _service(publishNotReadyAddresses=True)
    found = _found(service, make.pod("a", ready=False))
    assert slices.wanted(service, found)[0]["endpoints"][0]["conditions"]["ready"] is True


def test_host_names_need_the_subdomain() -> None:
    """A pod's host name counts where its subdomain is the service's name."""
    named = make.pod("a", hostname="a", subdomain="web")
    other = make.pod("b", hostname="b", subdomain="db")
    found = slices.wanted(_service(), _found(_service(), named, other))[0]["endpoints"]
    assert [one.get("hostname") for one in found] == ["a", None]


def test_named_ports_are_looked_up() -> None:
    """Pods whose named port has different numbers come into different slices."""
    service = _service(ports=[{"name": "http", "port": 80, "targetPort": "web"}])
    pods = []
    for name, number in (("a", 8080), ("b", 8081)):
        pod = make.pod(name)
        pod["spec"]["containers"][0]["ports"] = [{"name": "web", "containerPort": number}]
        pods.append(pod)
    made = slices.wanted(service, _found(service, *pods))
    assert [one["ports"][0]["port"] for one in made] == [8080, 8081]
    assert all(one["ports"][0]["name"] == "http" for one in made)


def test_traffic_distribution_becomes_hints() -> None:
    """For the zone, for the node too if so wished, and only for what is ready; a zone that is not known gives none."""
    found = _found(_service(), make.pod("a"), make.pod("b", ready=False), make.pod("c"))
    found = [dataclasses.replace(one, node=f"node-{one.pod}") for one in found]
    zones = {"node-a": "one", "node-b": "two"}
    zone, node = {"forZones": [{"name": "one"}]}, {"forNodes": [{"name": "node-a"}]}
    for spread, first, last in (
        ("", None, None),
        ("PreferClose", zone, None),
        ("PreferSameZone", zone, None),
        ("PreferSameNode", {**zone, **node}, {"forNodes": [{"name": "node-c"}]}),
    ):
        made = slices.wanted(_service(trafficDistribution=spread), found, zones)[0]["endpoints"]
        assert [one.get("zone") for one in made] == ["one", "two", None]
        assert [one.get("hints") for one in made] == [first, None, last]


def test_nothing_selected() -> None:
    """An empty service has one empty slice and Endpoints without subsets."""
    assert slices.wanted(_service(), []) == [{"addressType": "IPv4", "endpoints": [], "ports": []}]
    assert "subsets" not in subsets.build(_service(), [], make.NOON)


@settings(deadline=None)
@given(st.integers(0, 350))
def test_slices_are_of_bounded_size(count: int) -> None:
    """All endpoints are there once, at most a hundred a slice."""
    found = _found(_service(), *(make.pod(f"p{n:03}") for n in range(count)))
    made = slices.wanted(_service(), found)
    names = [one["targetRef"]["name"] for part in made for one in part["endpoints"]]
    assert len(names) == len(set(names)) == count
    assert all(len(part["endpoints"]) <= slices.LARGEST for part in made)


def test_pairing_keeps_what_is_right() -> None:
    """Slices that say already what they should are not rewritten, superfluous ones go."""
    found = _found(_service(), make.pod("a"))
    wanted = slices.wanted(_service(), found)
    right = {"metadata": {"name": "web-b"}, **wanted[0]}
    wrong = {"metadata": {"name": "web-a"}, "addressType": "IPv4", "endpoints": [], "ports": []}
    rewrite, create, superfluous = slices.pair([wrong, right], wanted)
    assert rewrite == [(right, wanted[0])]
    assert (create, superfluous) == ([], [wrong])
