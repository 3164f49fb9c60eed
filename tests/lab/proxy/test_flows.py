"""What becomes of packets in all combinations of a service's policies, and the rules of odd settings, in both forms."""

import itertools
from typing import Any

import pytest

from tests.lab.proxy import flow, made
from tutor.lab.proxy import config, names, rules, rules22, ruleset, services

HERE, THERE = made.end("10.180.0.1", "local"), made.end("10.180.2.1")
FULL = {"node_port": 3001, "external_ips": (made.EXTERNAL_IP,), "load_balancer_ips": (made.LB_IP,)}


def outcome(found: ruleset.RuleSet, src: str, dst: str, dport: int = 80) -> tuple[list[str], bool, str]:
    """Where a packet ends: endpoints, whether it is masqueraded, the filter's verdict."""
    walk, packet = flow.Walk(made.SETTINGS, found), flow.Packet(src, dst, dport)
    walk.nat(packet)
    verdict = "" if packet.endpoints else walk.filter(packet)
    return list(dict.fromkeys(one.split(":")[0] for one in packet.endpoints)), packet.masquerade, verdict


@pytest.mark.parametrize(
    ("inside", "outside", "here", "there"), list(itertools.product((False, True), repeat=4))
)
def test_every_combination_of_policies(inside: bool, outside: bool, here: bool, there: bool) -> None:
    """Sources: a pod, the node, somebody outside; destinations: cluster IP, external IP, LB IP, node port."""
    port = made.port_of(**FULL, internal_local=inside, external_local=outside)
    ends = [one for one, wanted in ((HERE, here), (THERE, there)) if wanted]
    found = rules.build(made.SETTINGS, [port], {port.key: ends})
    everyone = [one.address for one in ends]
    local = [HERE.address] if here else []
    nothing = "DROP" if ends else "REJECT"
    for source in (made.POD, made.NODE_IP, made.OUTSIDE):
        chosen = local if inside else everyone
        marked = bool(chosen) and source != made.POD
        assert outcome(found, source, made.CLUSTER_IP) == (chosen, marked, "" if chosen else nothing)
        for destination, number in ((made.EXTERNAL_IP, 80), (made.LB_IP, 80), (made.NODE_IP, 3001)):
            near = outside and source == made.OUTSIDE
            chosen = local if near else everyone
            marked = bool(ends) and (not outside or source == made.NODE_IP)
            assert outcome(found, source, destination, number) == (chosen, marked, "" if chosen else nothing)


def test_source_ranges_hold_for_the_load_balancer_alone() -> None:
    """Others are dropped at its addresses, pods too; node port and external IP stay open."""
    port = made.port_of(
        **{**FULL, "load_balancer_ips": (made.LB_IP, "1.2.3.5")},
        source_ranges=("203.0.113.0/25", "192.168.0.0/24"),
    )
    found = rules.build(made.SETTINGS, [port], {port.key: [HERE, THERE]})
    both = [HERE.address, THERE.address]
    for address in (made.LB_IP, "1.2.3.5"):
        assert outcome(found, made.OUTSIDE, address) == (both, True, "")
        assert outcome(found, "203.0.113.200", address) == ([], False, "DROP")
        assert outcome(found, made.POD, address) == ([], False, "DROP")
        assert outcome(found, made.NODE_IP, address) == (both, True, "")
        assert outcome(found, address, address) == (both, True, "")
    assert outcome(found, "203.0.113.200", made.EXTERNAL_IP) == (both, True, "")
    assert outcome(found, "203.0.113.200", made.NODE_IP, 3001) == (both, True, "")


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("form", [rules, rules22])
def test_affinity_with_any_number_of_endpoints(count: int, form: Any) -> None:
    """As many look-ups as endpoints, then the random choice, the last of it certain; each remembers its clients."""
    ends = [made.end(f"10.180.0.{number}") for number in range(1, count + 1)]
    port = made.port_of(affinity_seconds=77)
    found = form.build(made.SETTINGS, [port], {port.key: ends}).tables["nat"]
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
    port = made.port_of()
    for count, said in ((1000, True), (1001, False)):
        ends = [made.end(f"10.{n // 250}.1.{n % 250}") for n in range(count)]
        found = rules.build(made.SETTINGS, [port], {port.key: ends}).tables["nat"]
        sep = f"KUBE-SEP-{names.suffix(port.name, 'tcp', ends[0].name)}"
        balance = found[f"KUBE-SVC-{port.suffix}"]
        assert "--comment" in balance[0]
        assert ("--comment" in balance[1], "--comment" in found[sep][0]) == (said, said)


def last_jumps(form: Any, **settings: Any) -> list[str]:
    """The rules that lead to node ports, without their comment."""
    found = form.build(config.Config("n", made.NODE_IP, **settings), [], {}).tables["nat"]["KUBE-SERVICES"]
    return [" ".join(rule[4:]) for rule in found]


LOCAL = "-m addrtype --dst-type LOCAL"
ADDRESSES = ("127.0.0.1", made.NODE_IP, "192.168.1.2", "::1", "2001:db8::2")


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({}, [LOCAL]),
        ({"localhost_node_ports": False}, [f"{LOCAL} ! -d 127.0.0.0/8"]),
        ({"family": "IPv6"}, [f"{LOCAL} ! -d ::1/128"]),
        ({"family": "IPv6", "localhost_node_ports": False}, [f"{LOCAL} ! -d ::1/128"]),
        ({"node_port_addresses": ("0.0.0.0/0",)}, [LOCAL]),
        ({"node_port_addresses": ("::/0", "192.168.0.0/24")}, [f"-d {made.NODE_IP}"]),
        ({"node_port_addresses": ("2001:db8::/64",)}, [LOCAL]),
        ({"node_port_addresses": ("192.168.0.0/16",)}, [f"-d {made.NODE_IP}", "-d 192.168.1.2"]),
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
        ({"node_port_addresses": ("192.168.0.0/24",)}, [f"-d {made.NODE_IP}"]),
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
        ({"cluster_cidr": "10.0.0.0/8"}, {made.POD: False, made.NODE_IP: True, made.OUTSIDE: True}),
        ({"cluster_cidr": ""}, {made.POD: False, made.NODE_IP: False, made.OUTSIDE: False}),
        (
            {"masquerade_all": True, "cluster_cidr": "10.0.0.0/8"},
            {made.POD: True, made.NODE_IP: True, made.OUTSIDE: True},
        ),
        (
            {"masquerade_all": True, "cluster_cidr": ""},
            {made.POD: True, made.NODE_IP: True, made.OUTSIDE: True},
        ),
    ],
)
@pytest.mark.parametrize("form", [rules, rules22])
def test_masquerade_at_the_cluster_ip(settings: dict[str, Any], marks: dict[str, bool], form: Any) -> None:
    """Of what does not come from a pod, of everything, or, where pods are not known, of nothing."""
    port = made.port_of()
    found = form.build(config.Config("here", made.NODE_IP, **settings), [port], {port.key: [HERE]})
    for source, marked in marks.items():
        assert outcome(found, source, made.CLUSTER_IP) == ([HERE.address], marked, "")


def test_an_endpoint_that_reaches_itself_is_masqueraded() -> None:
    """The hairpin: else the answer would not come back through the node."""
    port = made.port_of()
    found = rules.build(made.SETTINGS, [port], {port.key: [HERE]})
    assert outcome(found, HERE.address, made.CLUSTER_IP) == ([HERE.address], True, "")


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
    port = made.port_of(**FULL, external_local=local)
    found = rules22.build(made.SETTINGS, [port], {port.key: has}).tables["nat"]
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
    port = made.port_of(**FULL)
    found = rules22.build(made.SETTINGS, [port], {port.key: [made.end("10.180.0.9", "ending")]})
    assert outcome(found, made.OUTSIDE, made.LB_IP) == ([], False, "REJECT")
    assert outcome(found, made.OUTSIDE, made.NODE_IP, 3001) == ([], False, "REJECT")


def test_the_other_family_has_its_own_addresses() -> None:
    """Brackets around endpoints, single addresses without a length but in the old form."""
    spec: dict[str, Any] = {"type": "NodePort", "clusterIPs": [made.CLUSTER_IP, "fd00::41"]}
    spec["ports"] = [{"name": "p80", "port": 80, "nodePort": 3001}]
    port = services.service_ports({"metadata": {"name": "svc", "namespace": "ns"}, "spec": spec}, "IPv6")[0]
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
