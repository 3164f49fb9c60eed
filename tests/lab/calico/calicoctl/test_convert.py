"""Pods, nodes, namespaces and accounts as Calico shows them."""

from typing import Any

import hypothesis
from hypothesis import strategies as st

from tutor.lab.calico import naming
from tutor.lab.calico.calicoctl import api, convert

META = {"namespace": "web", "uid": "u", "resourceVersion": "7", "creationTimestamp": "t"}
NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


def pod(name: str = "web-1", **status: Any) -> dict[str, Any]:
    """A pod on k8s-w1."""
    ports = [{"name": "dns", "containerPort": 53, "protocol": "UDP"}, {"containerPort": 9}]
    spec = {"nodeName": "k8s-w1", "serviceAccountName": "sa", "containers": [{"ports": ports}]}
    return {"metadata": {"name": name, **META, "labels": {"app": "x"}}, "spec": spec, "status": status}


def test_a_pod_is_an_endpoint() -> None:
    """Its name, address, interface, profiles, labels and named ports."""
    found = convert.endpoint(pod(podIPs=[{"ip": "172.16.158.9"}]))
    spec = found["spec"]
    assert found["metadata"]["name"] == "k8s--w1-k8s-web--1-eth0"
    assert found["metadata"]["labels"]["projectcalico.org/serviceaccount"] == "sa"
    assert spec["ipNetworks"] == ["172.16.158.9/32"]
    assert spec["interfaceName"] == naming.veth("web", "web-1")
    assert spec["profiles"] == ["kns.web", "ksa.web.sa"]
    assert [port["port"] for port in spec["ports"]] == [53]


def test_a_pod_that_has_finished_has_no_address() -> None:
    """It was given back."""
    assert convert.endpoint(pod(phase="Succeeded", podIPs=[{"ip": "1.2.3.4"}]))["spec"]["ipNetworks"] == []


def test_pods_without_an_endpoint() -> None:
    """Those on no node, and those in the node's network."""
    waiting, host = pod(), pod()
    del waiting["spec"]["nodeName"]
    host["spec"]["hostNetwork"] = True
    assert [convert.is_endpoint(one) for one in (pod(), waiting, host)] == [True, False, False]


@hypothesis.given(NAMES, NAMES)
def test_an_endpoints_name_leads_back_to_its_pod(node: str, name: str) -> None:
    """However many dashes there are."""
    if "--" not in name and "--" not in node:
        assert convert.pod_of(naming.workload_endpoint(node, name)) == name


@hypothesis.given(st.text(max_size=30))
def test_other_names_lead_nowhere(text: str) -> None:
    """Or to a name; never to an error."""
    assert isinstance(convert.pod_of(text), str)


def test_a_node_and_its_annotations() -> None:
    """BGP settings and the tunnel's address come from them, and go back into them."""
    notes = {"projectcalico.org/IPv4Address": "192.168.10.10/24", "projectcalico.org/ASNumber": "64515"}
    notes[convert.TUNNEL_NOTE] = "172.16.116.0"
    obj = {"metadata": {"name": "n", "annotations": notes, "labels": {}}, "spec": {"podCIDRs": ["c"]}}
    found = convert.node(obj)
    assert found["spec"]["bgp"] == {"ipv4Address": "192.168.10.10/24", "asNumber": 64515}
    assert found["spec"]["ipv4VXLANTunnelAddr"] == "172.16.116.0"
    assert "annotations" not in found["metadata"]
    back = convert.node_notes(found)["metadata"]["annotations"]
    assert back["projectcalico.org/ASNumber"] == "64515"
    assert back["projectcalico.org/IPv6Address"] is None


def test_profiles() -> None:
    """Labels are told apart by their prefix."""
    space = {"metadata": {"name": "web", "uid": "u", "labels": {"a": "b"}}}
    found = convert.namespace_profile(space)
    assert found["metadata"]["name"] == "kns.web"
    assert found["spec"]["labelsToApply"] == {"pcns.a": "b", "pcns.projectcalico.org/name": "web"}
    account = {"metadata": {"name": "sa", "namespace": "web"}}
    assert convert.account_profile(account)["metadata"]["name"] == "ksa.web.sa"


def test_merge_patch() -> None:
    """RFC 7386: null takes away, objects are merged, all else is replaced."""
    assert api.merge({"a": {"b": None, "c": 1}, "d": [1]}, {"a": {"b": 2}, "d": [3, 4], "e": 5}) == {
        "a": {"c": 1},
        "d": [1],
        "e": 5,
    }
