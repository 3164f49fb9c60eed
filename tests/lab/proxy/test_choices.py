"""Which endpoints a service port uses, and what becomes of packets, in all combinations of its policies."""

import itertools
from typing import Any

import pytest

from tests.lab.proxy import flow
from tutor.lab.proxy import config, endpoints, names, rules, rules22, ruleset, services

CLUSTER_IP, NODE_IP, LB_IP, EXTERNAL_IP = "172.30.0.41", "192.168.0.2", "1.2.3.4", "10.9.8.7"
POD, OUTSIDE = "10.0.0.2", "203.0.113.9"
SETTINGS = config.Config(
    "here", NODE_IP, cluster_cidr="10.0.0.0/8", local_addresses=("127.0.0.1", NODE_IP), zone="zone-a"
)


def end(address: str, *flags: str, zones: str = "", nodes: str = "") -> services.Endpoint:
    """An endpoint of port 80; flags: local, unready, dead (not serving), ending."""
    return services.Endpoint(
        address,
        f"{address}:80",
        local="local" in flags,
        ready="unready" not in flags and "ending" not in flags,
        serving="dead" not in flags,
        terminating="ending" in flags,
        zones=frozenset(zones.split()),
        nodes=frozenset(nodes.split()),
    )


def port_of(**more: Any) -> services.ServicePort:
    """A TCP port 80 of a service."""
    return services.ServicePort("ns", "svc", "p80", "tcp", CLUSTER_IP, 80, **more)


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
        ({}, [end("10.0.0.1"), end("10.0.0.2", "local")], "1 2", "", "1 2", True),
        ({}, [end("10.0.0.1", "unready")], "", "", "", False),
        ({}, [end("10.0.0.1", "ending"), end("10.0.0.2")], "2", "", "2", True),
        ({}, [end("10.0.0.1", "ending"), end("10.0.0.2", "ending", "dead")], "1", "", "1", True),
        ({}, [end("10.0.0.1", "unready"), end("10.0.0.2", "ending")], "2", "", "2", True),
        (LOCAL_IN, [], "", "", "", False),
        (LOCAL_IN, [end("10.0.0.1")], "", "", "", True),
        (LOCAL_IN, [end("10.0.0.1"), end("10.0.0.2", "local")], "", "2", "2", True),
        (LOCAL_IN, [end("10.0.0.1", "local", "ending"), end("10.0.0.2")], "", "1", "1", True),
        (LOCAL_OUT, [end("10.0.0.1"), end("10.0.0.2", "local")], "1 2", "2", "1 2", True),
        (LOCAL_OUT, [end("10.0.0.1"), end("10.0.0.2", "local", "ending")], "1", "2", "1 2", True),
        (LOCAL_OUT, [end("10.0.0.1", "ending"), end("10.0.0.2", "local", "ending")], "1 2", "2", "1 2", True),
        (
            LOCAL_OUT,
            [end("10.0.0.1", "ending", "dead"), end("10.0.0.2", "local", "unready")],
            "",
            "",
            "",
            False,
        ),
        (BOTH, [end("10.0.0.1"), end("10.0.0.2", "local")], "1 2", "2", "1 2", True),
        (BOTH, [end("10.0.0.1")], "1", "", "1", True),
        ({"external_local": True}, [end("10.0.0.1")], "1", "", "1", True),
    ],
)
def test_policies_and_conditions(
    port: dict[str, Any], ends: list[services.Endpoint], cluster: str, local: str, everything: str, any_: bool
) -> None:
    """Ready ones first; ending ones that serve stand in, for each policy on its own."""
    wanted = (cluster.split(), local.split(), everything.split(), any_)
    assert shown(endpoints.choose(port_of(**port), ends, "here", "zone-a")) == wanted


ZONED = [("10.0.0.3", "zone-a"), ("10.0.0.4", "zone-b"), ("10.0.0.5", "zone-c"), ("10.0.0.6", "zone-a")]


@pytest.mark.parametrize(
    ("ends", "zone", "cluster"),
    [
        ([end(ip, zones=zone) for ip, zone in ZONED], "zone-a", "3 6"),
        ([end(ip, zones=zone) for ip, zone in ZONED], "zone-d", "3 4 5 6"),
        ([end(ip, zones=zone) for ip, zone in ZONED], "", "3 4 5 6"),
        ([*(end(ip, zones=zone) for ip, zone in ZONED[:3]), end("10.0.0.6")], "zone-a", "3 4 5 6"),
        ([end("10.0.0.3", zones="zone-a zone-b"), end("10.0.0.4", zones="zone-b zone-c")], "zone-b", "3 4"),
        ([end("10.0.0.3", zones="zone-a"), end("10.0.0.6", "unready", zones="zone-b")], "zone-a", "3"),
        ([end("10.0.0.3", "unready", zones="zone-a"), end("10.0.0.4", zones="zone-b")], "zone-a", "4"),
        ([end("10.0.0.3", zones="zone-a"), end("10.0.0.4", "unready")], "zone-a", "3"),
        (
            [end("10.0.0.3", zones="zone-a", nodes="here"), end("10.0.0.4", zones="zone-a", nodes="b")],
            "zone-a",
            "3",
        ),
        (
            [end("10.0.0.3", zones="zone-a", nodes="a"), end("10.0.0.4", zones="zone-b", nodes="b")],
            "zone-b",
            "4",
        ),
        ([end("10.0.0.3", nodes="here"), end("10.0.0.4")], "zone-a", "3 4"),
        ([end("10.0.0.3", nodes="a"), end("10.0.0.4", nodes="b")], "zone-a", "3 4"),
        ([end("10.0.0.3", "ending", zones="zone-b")], "zone-a", "3"),
    ],
)
def test_hints(ends: list[services.Endpoint], zone: str, cluster: str) -> None:
    """Those for the node, then those for its zone; without one for here, or one that is missing, they do not count."""
    found = endpoints.choose(port_of(), ends, "here", zone)
    assert shown(found)[0] == cluster.split()


def test_hints_do_not_narrow_policy_local() -> None:
    """A local endpoint that is hinted for elsewhere is still the local one, and is reachable beside the others."""
    ends = [
        end("10.0.0.1", "local", zones="zone-a"),
        end("10.0.0.2", "local", zones="zone-b"),
        end("10.0.0.3", zones="zone-a"),
        end("10.0.0.4", zones="zone-b"),
    ]
    found = endpoints.choose(port_of(**LOCAL_OUT), ends, "here", "zone-a")
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
        "clusterIPs": [CLUSTER_IP, "fd00::41"],
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
        ({"externalTrafficPolicy": "Local", "externalIPs": [EXTERNAL_IP]}, {"external_local": True}),
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
        ({"externalIPs": [EXTERNAL_IP, "fd00::1"]}, {"external_ips": (EXTERNAL_IP,)}),
    ],
)
def test_services_as_the_proxy_sees_them(spec: dict[str, Any], wanted: dict[str, Any] | None) -> None:
    """Each policy where it has a meaning, and addresses of one family only."""
    found = services.service_ports(service(**spec), "IPv4")
    if wanted is None:
        assert found == []
        return
    assert {key: getattr(found[0], key) for key in wanted} == wanted
    assert (found[0].protocol, found[0].cluster_ip) == ("sctp", CLUSTER_IP)


def test_services_of_others_and_addresses_of_proxies_in_front() -> None:
    """Labels keep a Service from the proxy; ipMode Proxy an address."""
    for label in (services.PROXY_NAME_LABEL, services.HEADLESS_LABEL):
        labelled = service()
        labelled["metadata"]["labels"] = {label: ""}
        assert services.service_ports(labelled, "IPv4") == []
    made = service(type="LoadBalancer")
    points = [{"ip": LB_IP, "ipMode": "VIP"}, {"ip": "1.2.3.5", "ipMode": "Proxy"}, {"hostname": "x"}]
    made["status"] = {"loadBalancer": {"ingress": [*points, {"ip": "1.2.3.6"}, {"ip": "fd00::6"}]}}
    assert services.service_ports(made, "IPv4")[0].load_balancer_ips == (LB_IP, "1.2.3.6")
    assert services.service_ports(made, "IPv6")[0].load_balancer_ips == ("fd00::6",)


HERE, THERE = end("10.180.0.1", "local"), end("10.180.2.1")
FULL = {"node_port": 3001, "external_ips": (EXTERNAL_IP,), "load_balancer_ips": (LB_IP,)}


def outcome(found: ruleset.RuleSet, src: str, dst: str, dport: int = 80) -> tuple[list[str], bool, str]:
    """Where a packet ends: endpoints, whether it is masqueraded, the filter's verdict."""
    walk, packet = flow.Walk(SETTINGS, found), flow.Packet(src, dst, dport)
    walk.nat(packet)
    verdict = "" if packet.endpoints else walk.filter(packet)
    return list(dict.fromkeys(one.split(":")[0] for one in packet.endpoints)), packet.masquerade, verdict


@pytest.mark.parametrize(
    ("inside", "outside", "here", "there"), list(itertools.product((False, True), repeat=4))
)
def test_every_combination_of_policies(inside: bool, outside: bool, here: bool, there: bool) -> None:
    """Sources: a pod, the node, somebody outside; destinations: cluster IP, external IP, LB IP, node port."""
    port = port_of(**FULL, internal_local=inside, external_local=outside)
    ends = [one for one, wanted in ((HERE, here), (THERE, there)) if wanted]
    found = rules.build(SETTINGS, [port], {port.key: ends})
    everyone = [one.address for one in ends]
    local = [HERE.address] if here else []
    nothing = "DROP" if ends else "REJECT"
    for source in (POD, NODE_IP, OUTSIDE):
        chosen = local if inside else everyone
        marked = bool(chosen) and source != POD
        assert outcome(found, source, CLUSTER_IP) == (chosen, marked, "" if chosen else nothing)
        for destination, number in ((EXTERNAL_IP, 80), (LB_IP, 80), (NODE_IP, 3001)):
            near = outside and source == OUTSIDE
            chosen = local if near else everyone
            marked = bool(ends) and (not outside or source == NODE_IP)
            assert outcome(found, source, destination, number) == (chosen, marked, "" if chosen else nothing)


def test_source_ranges_hold_for_the_load_balancer_alone() -> None:
    """Others are dropped at its addresses, pods too; node port and external IP stay open."""
    port = port_of(
        **{**FULL, "load_balancer_ips": (LB_IP, "1.2.3.5")},
        source_ranges=("203.0.113.0/25", "192.168.0.0/24"),
    )
    found = rules.build(SETTINGS, [port], {port.key: [HERE, THERE]})
    both = [HERE.address, THERE.address]
    for address in (LB_IP, "1.2.3.5"):
        assert outcome(found, OUTSIDE, address) == (both, True, "")
        assert outcome(found, "203.0.113.200", address) == ([], False, "DROP")
        assert outcome(found, POD, address) == ([], False, "DROP")
        assert outcome(found, NODE_IP, address) == (both, True, "")
        assert outcome(found, address, address) == (both, True, "")
    assert outcome(found, "203.0.113.200", EXTERNAL_IP) == (both, True, "")
    assert outcome(found, "203.0.113.200", NODE_IP, 3001) == (both, True, "")


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("form", [rules, rules22])
def test_affinity_with_any_number_of_endpoints(count: int, form: Any) -> None:
    """As many look-ups as endpoints, then the random choice, the last of it certain; each remembers its clients."""
    ends = [end(f"10.180.0.{number}") for number in range(1, count + 1)]
    port = port_of(affinity_seconds=77)
    found = form.build(SETTINGS, [port], {port.key: ends}).tables["nat"]
    chain = found[f"KUBE-SVC-{port.suffix}"][1:]
    seps = [f"KUBE-SEP-{names.suffix(port.name, 'tcp', one.name)}" for one in ends]
    assert [rule[-1] for rule in chain] == seps * 2
    assert all("--rcheck" in rule and rule[rule.index("--seconds") + 1] == "77" for rule in chain[:count])
    chances = [rule[rule.index("--probability") + 1] for rule in chain[count:-1]]
    assert chances == [f"{1 / left:.10f}" for left in range(count, 1, -1)]
    assert "--probability" not in chain[-1]
    for sep in seps:
        assert ("--set" in found[sep][1], found[sep][1][found[sep][1].index("--name") + 1]) == (True, sep)


def test_comments_go_with_the_thousand_and_first_endpoint() -> None:
    """At balancing and endpoint chains; all other comments stay."""
    port = port_of()
    for count, said in ((1000, True), (1001, False)):
        ends = [end(f"10.{n // 250}.1.{n % 250}") for n in range(count)]
        found = rules.build(SETTINGS, [port], {port.key: ends}).tables["nat"]
        sep = f"KUBE-SEP-{names.suffix(port.name, 'tcp', ends[0].name)}"
        balance = found[f"KUBE-SVC-{port.suffix}"]
        assert "--comment" in balance[0]
        assert ("--comment" in balance[1], "--comment" in found[sep][0]) == (said, said)


def last_jumps(form: Any, **settings: Any) -> list[str]:
    """The rules that lead to node ports, without their comment."""
    found = form.build(config.Config("n", NODE_IP, **settings), [], {}).tables["nat"]["KUBE-SERVICES"]
    return [" ".join(rule[4:]) for rule in found]


LOCAL = "-m addrtype --dst-type LOCAL"
ADDRESSES = ("127.0.0.1", NODE_IP, "192.168.1.2", "::1", "2001:db8::2")


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, [LOCAL]),
        ({"localhost_node_ports": False}, [f"{LOCAL} ! -d 127.0.0.0/8"]),
        ({"family": "IPv6"}, [f"{LOCAL} ! -d ::1/128"]),
        ({"family": "IPv6", "localhost_node_ports": False}, [f"{LOCAL} ! -d ::1/128"]),
        ({"node_port_addresses": ("0.0.0.0/0",)}, [LOCAL]),
        ({"node_port_addresses": ("::/0", "192.168.0.0/24")}, [f"-d {NODE_IP}"]),
        ({"node_port_addresses": ("2001:db8::/64",)}, [LOCAL]),
        ({"node_port_addresses": ("192.168.0.0/16",)}, [f"-d {NODE_IP}", "-d 192.168.1.2"]),
        ({"node_port_addresses": ("127.0.0.0/8",)}, ["-d 127.0.0.1"]),
        ({"node_port_addresses": ("127.0.0.0/8",), "localhost_node_ports": False}, []),
        ({"node_port_addresses": ("2001:db8::/64", "::1/128"), "family": "IPv6"}, ["-d 2001:db8::2"]),
        ({"node_port_addresses": ("10.0.0.0/8",)}, []),
    ],
)
def test_where_node_ports_are_served(settings: dict[str, Any], wanted: list[str]) -> None:
    """Everywhere, or on the node's addresses inside the CIDRs of its family."""
    found = last_jumps(rules, local_addresses=ADDRESSES, **settings)
    assert found == [f"{one} -j KUBE-NODEPORTS" for one in wanted]


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, [LOCAL]),
        ({"localhost_node_ports": False}, [LOCAL]),
        ({"node_port_addresses": ("0.0.0.0/0",)}, [LOCAL]),
        ({"node_port_addresses": ("192.168.0.0/24",)}, [f"-d {NODE_IP}"]),
    ],
)
def test_where_node_ports_were_served_in_1_22(settings: dict[str, Any], wanted: list[str]) -> None:
    """Loopback is not left out."""
    assert last_jumps(rules22, local_addresses=ADDRESSES, **settings) == [
        f"{one} -j KUBE-NODEPORTS" for one in wanted
    ]


@pytest.mark.parametrize(
    ("settings", "marks"),
    [
        ({"cluster_cidr": "10.0.0.0/8"}, {POD: False, NODE_IP: True, OUTSIDE: True}),
        ({"cluster_cidr": ""}, {POD: False, NODE_IP: False, OUTSIDE: False}),
        ({"masquerade_all": True, "cluster_cidr": "10.0.0.0/8"}, {POD: True, NODE_IP: True, OUTSIDE: True}),
        ({"masquerade_all": True, "cluster_cidr": ""}, {POD: True, NODE_IP: True, OUTSIDE: True}),
    ],
)
@pytest.mark.parametrize("form", [rules, rules22])
def test_masquerade_at_the_cluster_ip(settings: dict[str, Any], marks: dict[str, bool], form: Any) -> None:
    """Of what does not come from a pod, of everything, or, where pods are not known, of nothing."""
    port = port_of()
    found = form.build(config.Config("here", NODE_IP, **settings), [port], {port.key: [HERE]})
    for source, marked in marks.items():
        assert outcome(found, source, CLUSTER_IP) == ([HERE.address], marked, "")


def test_an_endpoint_that_reaches_itself_is_masqueraded() -> None:
    """The hairpin: else the answer would not come back through the node."""
    port = port_of()
    found = rules.build(SETTINGS, [port], {port.key: [HERE]})
    assert outcome(found, HERE.address, CLUSTER_IP) == ([HERE.address], True, "")


@pytest.mark.parametrize(
    ("local", "has", "tail"),
    [
        (True, [HERE, THERE], "KUBE-SEP-"),
        (True, [THERE], "KUBE-MARK-DROP"),
        (False, [HERE, THERE], ""),
        (False, [], ""),
    ],
)
def test_local_chains_of_1_22(local: bool, has: list[services.Endpoint], tail: str) -> None:
    """KUBE-XLB- only for policy Local; it ends with the local endpoints, or with the mark to drop."""
    port = port_of(**FULL, external_local=local)
    found = rules22.build(SETTINGS, [port], {port.key: has}).tables["nat"]
    chain = found.get(f"KUBE-XLB-{port.suffix}")
    assert (chain is not None) == local
    if chain:
        assert chain[-1][-1].startswith(tail)
    balancer = found.get(f"KUBE-FW-{port.suffix}", [])
    marked = [["KUBE-MARK-MASQ"], []][local]
    wanted = [*marked, f"KUBE-XLB-{port.suffix}" if local else f"KUBE-SVC-{port.suffix}", "KUBE-MARK-DROP"]
    assert [rule[-1] for rule in balancer] == (wanted if has else [])


def test_1_22_takes_no_endpoint_that_is_ending() -> None:
    """And refuses a Service that has no other."""
    port = port_of(**FULL)
    found = rules22.build(SETTINGS, [port], {port.key: [end("10.180.0.9", "ending")]})
    assert outcome(found, OUTSIDE, LB_IP) == ([], False, "REJECT")
    assert outcome(found, OUTSIDE, NODE_IP, 3001) == ([], False, "REJECT")


def test_the_other_family_has_its_own_addresses() -> None:
    """Brackets around endpoints, single addresses without a length but in the old form."""
    made = service(type="NodePort", ports=[{"name": "p80", "port": 80, "nodePort": 3001}])
    port = services.service_ports(made, "IPv6")[0]
    settings = config.Config("here", "fd00::2", cluster_cidr="fd00:10::/64", family="IPv6")
    far = services.Endpoint("fd00:10::5", "[fd00:10::5]:80", local=False)
    for form, length in ((rules, ""), (rules22, "/128")):
        found = form.build(settings, [port], {port.key: [far]})
        sep = found.tables["nat"][f"KUBE-SEP-{names.suffix(port.name, 'tcp', far.name)}"]
        assert sep[0][sep[0].index("-s") + 1] == f"fd00:10::5{length}"
        assert sep[1][-1] == "[fd00:10::5]:80"
        target = found.tables["nat"]["KUBE-SERVICES"][0]
        assert target[target.index("-d") + 1] == f"fd00::41{length}"
        assert "KUBE-FIREWALL" not in found.tables["filter"]
