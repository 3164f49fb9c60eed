"""Which endpoints a service port uses: policies, conditions, hints, and what objects say of them."""

from typing import Any

import pytest

from tests.lab.proxy import made
from tutor.lab.proxy import endpoints, services


def shown(choice: endpoints.Choice) -> tuple[list[str], list[str], list[str], bool]:
    """Last octets of the cluster-wide, the local and all reachable endpoints, and whether there is any."""
    lists = (choice.cluster, choice.local, choice.reachable)
    first, second, third = ([one.address.rsplit(".", 1)[1] for one in found] for found in lists)
    return first, second, third, choice.any


LOCAL_OUT = {"external_local": True, "node_port": 30000}
LOCAL_IN = {"internal_local": True}
BOTH = {**LOCAL_OUT, **LOCAL_IN}


@pytest.mark.parametrize(
    ("port", "ends", "cluster", "local", "everything", "any_"),
    [
        ({}, [], "", "", "", False),
        ({}, [made.end("10.0.0.1"), made.end("10.0.0.2", "local")], "1 2", "", "1 2", True),
        ({}, [made.end("10.0.0.1", "unready")], "", "", "", False),
        ({}, [made.end("10.0.0.1", "ending"), made.end("10.0.0.2")], "2", "", "2", True),
        ({}, [made.end("10.0.0.1", "ending"), made.end("10.0.0.2", "ending", "dead")], "1", "", "1", True),
        ({}, [made.end("10.0.0.1", "unready"), made.end("10.0.0.2", "ending")], "2", "", "2", True),
        (LOCAL_IN, [], "", "", "", False),
        (LOCAL_IN, [made.end("10.0.0.1")], "", "", "", True),
        (LOCAL_IN, [made.end("10.0.0.1"), made.end("10.0.0.2", "local")], "", "2", "2", True),
        (LOCAL_IN, [made.end("10.0.0.1", "local", "ending"), made.end("10.0.0.2")], "", "1", "1", True),
        (LOCAL_OUT, [made.end("10.0.0.1"), made.end("10.0.0.2", "local")], "1 2", "2", "1 2", True),
        (LOCAL_OUT, [made.end("10.0.0.1"), made.end("10.0.0.2", "local", "ending")], "1", "2", "1 2", True),
        (
            LOCAL_OUT,
            [made.end("10.0.0.1", "ending"), made.end("10.0.0.2", "local", "ending")],
            "1 2",
            "2",
            "1 2",
            True,
        ),
        (
            LOCAL_OUT,
            [made.end("10.0.0.1", "ending", "dead"), made.end("10.0.0.2", "local", "unready")],
            "",
            "",
            "",
            False,
        ),
        (BOTH, [made.end("10.0.0.1"), made.end("10.0.0.2", "local")], "1 2", "2", "1 2", True),
        (BOTH, [made.end("10.0.0.1")], "1", "", "1", True),
        ({"external_local": True}, [made.end("10.0.0.1")], "1", "", "1", True),
    ],
)
def test_policies_and_conditions(
    port: dict[str, Any], ends: list[services.Endpoint], cluster: str, local: str, everything: str, any_: bool
) -> None:
    """Ready ones first; ending ones that serve stand in, for each policy on its own."""
    wanted = (cluster.split(), local.split(), everything.split(), any_)
    assert shown(endpoints.choose(made.port_of(**port), ends, "here", "zone-a")) == wanted


ZONED = [("10.0.0.3", "zone-a"), ("10.0.0.4", "zone-b"), ("10.0.0.5", "zone-c"), ("10.0.0.6", "zone-a")]


@pytest.mark.parametrize(
    ("ends", "zone", "cluster"),
    [
        ([made.end(ip, zones=zone) for ip, zone in ZONED], "zone-a", "3 6"),
        ([made.end(ip, zones=zone) for ip, zone in ZONED], "zone-d", "3 4 5 6"),
        ([made.end(ip, zones=zone) for ip, zone in ZONED], "", "3 4 5 6"),
        ([*(made.end(ip, zones=zone) for ip, zone in ZONED[:3]), made.end("10.0.0.6")], "zone-a", "3 4 5 6"),
        (
            [made.end("10.0.0.3", zones="zone-a zone-b"), made.end("10.0.0.4", zones="zone-b zone-c")],
            "zone-b",
            "3 4",
        ),
        (
            [made.end("10.0.0.3", zones="zone-a"), made.end("10.0.0.6", "unready", zones="zone-b")],
            "zone-a",
            "3",
        ),
        (
            [made.end("10.0.0.3", "unready", zones="zone-a"), made.end("10.0.0.4", zones="zone-b")],
            "zone-a",
            "4",
        ),
        ([made.end("10.0.0.3", zones="zone-a"), made.end("10.0.0.4", "unready")], "zone-a", "3"),
        (
            [
                made.end("10.0.0.3", zones="zone-a", nodes="here"),
                made.end("10.0.0.4", zones="zone-a", nodes="b"),
            ],
            "zone-a",
            "3",
        ),
        (
            [
                made.end("10.0.0.3", zones="zone-a", nodes="a"),
                made.end("10.0.0.4", zones="zone-b", nodes="b"),
            ],
            "zone-b",
            "4",
        ),
        ([made.end("10.0.0.3", nodes="here"), made.end("10.0.0.4")], "zone-a", "3 4"),
        ([made.end("10.0.0.3", nodes="a"), made.end("10.0.0.4", nodes="b")], "zone-a", "3 4"),
        ([made.end("10.0.0.3", "ending", zones="zone-b")], "zone-a", "3"),
    ],
)
def test_hints(ends: list[services.Endpoint], zone: str, cluster: str) -> None:
    """Those for the node, then those for its zone; without one for here, or one that is missing, they do not count."""
    found = endpoints.choose(made.port_of(), ends, "here", zone)
    assert shown(found)[0] == cluster.split()


def test_hints_do_not_narrow_policy_local() -> None:
    """A local endpoint that is hinted for elsewhere is still the local one, and is reachable beside the others."""
    ends = [
        made.end("10.0.0.1", "local", zones="zone-a"),
        made.end("10.0.0.2", "local", zones="zone-b"),
        made.end("10.0.0.3", zones="zone-a"),
        made.end("10.0.0.4", zones="zone-b"),
    ]
    found = endpoints.choose(made.port_of(**LOCAL_OUT), ends, "here", "zone-a")
    assert shown(found) == (["1", "3"], ["1", "2"], ["1", "2", "3"], True)


def endpoints_of(*items: dict[str, Any], family: str = "IPv4") -> list[services.Endpoint]:
    """The endpoints of one slice with a port 80, as node "here" sees them."""
    piece = {
        "metadata": {"name": "s", "namespace": "ns", "labels": {services.SERVICE_LABEL: "svc"}},
        "addressType": family,
        "endpoints": list(items),
        "ports": [{"name": "p80", "port": 80, "protocol": "TCP"}, {"name": "none", "protocol": "TCP"}],
    }
    found = services.endpoints_by_port([piece], family, "here")
    return found.get(("ns", "svc", "p80", "tcp"), [])


def test_what_slices_leave_out_counts_as_said() -> None:
    """Absent `ready` and `serving` mean yes, absent `terminating` means no; order is that of text."""
    found = endpoints_of(
        {"addresses": ["10.0.0.2"], "nodeName": "here"},
        {"addresses": ["10.0.0.10"], "conditions": {"ready": False, "terminating": True}},
        {"addresses": []},
        {"addresses": ["10.0.0.3"], "hints": {"forZones": [{"name": "a"}], "forNodes": [{"name": "n"}]}},
    )
    assert [one.name for one in found] == ["10.0.0.10:80", "10.0.0.2:80", "10.0.0.3:80"]
    assert [(one.ready, one.serving, one.terminating) for one in found[:2]] == [
        (False, True, True),
        (True, True, False),
    ]
    assert (found[1].local, found[0].local) == (True, False)
    assert (sorted(found[2].zones), sorted(found[2].nodes)) == (["a"], ["n"])
    assert [one.name for one in endpoints_of({"addresses": ["fd00::1"]}, family="IPv6")] == ["[fd00::1]:80"]


def service(**spec: Any) -> dict[str, Any]:
    """A dual-stack Service of one port."""
    base = {
        "clusterIPs": [made.CLUSTER_IP, "fd00::41"],
        "ports": [{"name": "p80", "port": 80, "protocol": "SCTP"}],
    }
    return {"metadata": {"name": "svc", "namespace": "ns"}, "spec": {**base, **spec}}


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({"type": "ExternalName"}, None),
        ({"clusterIPs": ["None"]}, None),
        ({"clusterIPs": []}, None),
        ({"externalTrafficPolicy": "Local"}, {"external_local": False}),
        ({"externalTrafficPolicy": "Local", "externalIPs": [made.EXTERNAL_IP]}, {"external_local": True}),
        ({"type": "NodePort", "externalTrafficPolicy": "Local"}, {"external_local": True}),
        (
            {"type": "NodePort", "externalTrafficPolicy": "Local", "healthCheckNodePort": 3100},
            {"health_check_node_port": 0},
        ),
        (
            {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "healthCheckNodePort": 3100},
            {"health_check_node_port": 3100},
        ),
        ({"type": "LoadBalancer", "healthCheckNodePort": 3100}, {"health_check_node_port": 0}),
        ({"internalTrafficPolicy": "Local"}, {"internal_local": True}),
        ({"sessionAffinity": "ClientIP"}, {"affinity_seconds": 10800}),
        (
            {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 5}}},
            {"affinity_seconds": 5},
        ),
        ({"loadBalancerSourceRanges": [" 10.0.0.0/8 ", "fd00::/8"]}, {"source_ranges": ("10.0.0.0/8",)}),
        ({"externalIPs": [made.EXTERNAL_IP, "fd00::1"]}, {"external_ips": (made.EXTERNAL_IP,)}),
    ],
)
def test_services_as_the_proxy_sees_them(spec: dict[str, Any], wanted: dict[str, Any] | None) -> None:
    """Each policy where it has a meaning, and addresses of one family only."""
    found = services.service_ports(service(**spec), "IPv4")
    if wanted is None:
        assert found == []
        return
    assert {key: getattr(found[0], key) for key in wanted} == wanted
    assert (found[0].protocol, found[0].cluster_ip) == ("sctp", made.CLUSTER_IP)


def test_services_of_others_and_addresses_of_proxies_in_front() -> None:
    """Labels keep a Service from the proxy; ipMode Proxy an address."""
    for label in (services.PROXY_NAME_LABEL, services.HEADLESS_LABEL):
        labelled = service()
        labelled["metadata"]["labels"] = {label: ""}
        assert services.service_ports(labelled, "IPv4") == []
    balanced = service(type="LoadBalancer")
    points = [{"ip": made.LB_IP, "ipMode": "VIP"}, {"ip": "1.2.3.5", "ipMode": "Proxy"}, {"hostname": "x"}]
    balanced["status"] = {"loadBalancer": {"ingress": [*points, {"ip": "1.2.3.6"}, {"ip": "fd00::6"}]}}
    assert services.service_ports(balanced, "IPv4")[0].load_balancer_ips == (made.LB_IP, "1.2.3.6")
    assert services.service_ports(balanced, "IPv6")[0].load_balancer_ips == ("fd00::6",)
