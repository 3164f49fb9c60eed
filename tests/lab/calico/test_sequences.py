"""Names and sequences of addresses beyond the recorded ones (after libcalico-go's names, ipam and conversion tests)."""

import hashlib

import pytest

from tutor.lab.calico import allocator, ipam, naming, objects
from tutor.lab.calico.calicoctl import convert, tables
from tutor.lab.calico.calicoctl import ipam as shown


@pytest.mark.parametrize(
    ("node", "pod", "name"),
    [
        ("node-1", "pod-name", "node--1-k8s-pod--name-eth0"),
        ("node", "pod", "node-k8s-pod-eth0"),
        ("ip-10-0-0-1.eu.internal", "web", "ip--10--0--0--1.eu.internal-k8s-web-eth0"),
        ("n", "a--b", "n-k8s-a----b-eth0"),
        ("n", "web-0.shop", "n-k8s-web--0.shop-eth0"),
    ],
)
def test_names_of_endpoints(node: str, pod: str, name: str) -> None:
    """Every dash of a part is doubled, dots stay; the pod can be read back."""
    assert naming.workload_endpoint(node, pod) == name
    assert convert.pod_of(name) == pod


@pytest.mark.parametrize(
    ("namespace", "pod"), [("default", "a" * 253), ("a" * 63, "b.c-d"), ("x", ""), ("kube-system", "ünïcode")]
)
def test_names_of_interfaces(namespace: str, pod: str) -> None:
    """Fifteen characters whatever the pod is called: the kernel takes no more."""
    digest = hashlib.sha1(f"{namespace}.{pod}".encode(), usedforsecurity=False).hexdigest()
    assert naming.veth(namespace, pod) == f"cali{digest[:11]}"
    assert len(naming.veth(namespace, pod)) == 15
    assert naming.veth(namespace, pod, prefix="eni")[3:] == naming.veth(namespace, pod)[4:]


@pytest.mark.parametrize(
    ("cidr", "name"),
    [
        ("172.16.116.0/24", "172-16-116-0-24"),
        ("fd00:1::/122", "fd00-1---122"),
        ("10.0.0.64/26", "10-0-0-64-26"),
    ],
)
def test_names_of_blocks(cidr: str, name: str) -> None:
    """Dots, colons and the slash become dashes."""
    assert naming.object_name(cidr) == name
    assert naming.affinity("n", cidr) == f"n-{name}"


@pytest.mark.parametrize(
    ("used", "total", "texts"),
    [
        (0, 256, ("256", "0 (0%)", "256 (100%)")),
        (1, 256, ("256", "1 (0%)", "255 (100%)")),
        (2, 256, ("256", "2 (1%)", "254 (99%)")),
        (1, 8, ("8", "1 (12%)", "7 (88%)")),
        (3, 8, ("8", "3 (38%)", "5 (62%)")),
        (64, 64, ("64", "64 (100%)", "0 (0%)")),
        (15, 65536, ("65536", "15 (0%)", "65521 (100%)")),
        (100000, 131072, ("1.3107e+05", "1e+05 (76%)", "31072 (24%)")),
        (99999, 2**20, ("1.0486e+06", "99999 (10%)", "9.4858e+05 (90%)")),
        (5, 2**80, ("1.2089e+24", "5 (0%)", "1.2089e+24 (100%)")),
    ],
)
def test_figures_of_usage(used: int, total: int, texts: tuple[str, str, str]) -> None:
    """Five digits, whole percents, halves to the even side."""
    assert shown.row("Block", "c", total, used)[2:] == texts


def test_columns_grow_with_their_widest_cell() -> None:
    """Each by itself, the heading too."""
    rows = [("a" * 40, "", "x"), ("b", "0", "yy")]
    lines = tables.columns(("WORKLOAD", "N", "NETWORKS"), rows).split("\n")
    assert lines[0] == "WORKLOAD".ljust(43) + "N    " + "NETWORKS   "
    assert lines[1] == "a" * 40 + "        " + "x".ljust(11)
    assert tables.columns(("N",), []) == "N    \n\n"
    assert tables.box(("IP", "BLOCK OWNER"), []).splitlines()[1] == "| IP | BLOCK OWNER |"


def four(**rules: bool | int) -> allocator.Allocator:
    """A pool of 16 addresses in four blocks."""
    made = allocator.Allocator(
        [ipam.Pool("10.0.0.0/28", block_size=30)], preferred={"a": "10.0.0.4/30", "b": "10.0.0.8/30"}
    )
    made.rules = allocator.Rules(**rules)  # type: ignore[arg-type]
    return made


def taken(addresses: allocator.Allocator, node: str, count: int) -> list[str]:
    """So many addresses of a node, handles by number."""
    return [addresses.assign(node, f"{node}{number}") for number in range(count)]


def test_addresses_come_back_in_the_order_in_which_they_were_freed() -> None:
    """Behind all that have never been used."""
    addresses = four()
    assert taken(addresses, "a", 3) == ["10.0.0.4", "10.0.0.5", "10.0.0.6"]
    for address in ("10.0.0.6", "10.0.0.4"):
        assert addresses.release(address)
        assert not addresses.release(address)
    assert [addresses.assign("a", "x") for _ in range(3)] == ["10.0.0.7", "10.0.0.6", "10.0.0.4"]


def test_a_full_node_takes_another_block_before_it_borrows() -> None:
    """And goes back to its first one when that has room again."""
    addresses = four()
    first = taken(addresses, "a", 4)
    more = addresses.assign("a", "x")
    assert more not in first
    assert len(addresses.node_blocks("a")) == 2
    assert addresses.borrowed_by("a") == []
    addresses.release(first[2])
    assert addresses.assign("a", "y") == first[2]


@pytest.mark.parametrize("strict", [False, True])
def test_a_limit_of_blocks_leads_to_borrowing_or_to_an_end(strict: bool) -> None:
    """By strict affinity; what is borrowed is the owner's again when it is freed."""
    addresses = four(most_blocks=1, strict_affinity=strict)
    taken(addresses, "a", 4)
    assert addresses.assign("b", "b0") == "10.0.0.8"
    if strict:
        with pytest.raises(ipam.NoAddressLeft):
            addresses.assign("a", "x")
        return
    borrowed = addresses.assign("a", "x")
    assert borrowed == "10.0.0.9"
    assert addresses.borrowed_by("a") == [borrowed]
    assert len(addresses.node_blocks("a")) == 1
    addresses.release_handle("x")
    assert addresses.borrowed_by("a") == []
    assert [addresses.assign("b", f"n{number}") for number in range(3)] == [
        "10.0.0.10",
        "10.0.0.11",
        "10.0.0.9",
    ]


def test_without_new_blocks_a_node_without_any_borrows() -> None:
    """Where there is a block to borrow from."""
    addresses = four(auto_allocate=False)
    with pytest.raises(ipam.NoAddressLeft):
        addresses.assign("c", "x")
    addresses.claim_block("a")
    assert addresses.assign("c", "x") == "10.0.0.4"
    assert addresses.node_blocks("c") == []


def test_one_handle_holds_several_addresses() -> None:
    """And gives all of them back at once."""
    addresses = four()
    got = [addresses.assign(node, "both") for node in ("a", "b", "a")]
    assert addresses.filed_under("both") == sorted(got)
    assert addresses.release_handle("both") == sorted(got)
    assert addresses.release_handle("both") == []


def test_a_particular_address_leaves_the_others_in_order() -> None:
    """It can be had once, and only inside a block."""
    addresses = four()
    addresses.claim_block("a")
    assert addresses.take("a", "10.0.0.5", "mine")
    assert not addresses.take("a", "10.0.0.5", "yours")
    assert not addresses.take("a", "10.0.0.0", "mine")
    assert taken(addresses, "a", 3) == ["10.0.0.4", "10.0.0.6", "10.0.0.7"]


def test_a_block_as_an_object_counts_its_changes() -> None:
    """Ordinals in use refer to whom they belong to; the queue of free ones keeps its order."""
    block = ipam.Block.empty("10.0.0.0/30", "a")
    for handle in ("x", "y"):
        block.assign(handle, {"node": "a"})
    block.release("10.0.0.0")
    spec = objects.block(block)["spec"]
    assert (spec["affinity"], spec["cidr"], spec["sequenceNumber"]) == ("host:a", "10.0.0.0/30", 3)
    assert spec["allocations"] == [None, 0, None, None]
    assert spec["unallocated"] == [2, 3, 0]
    assert [one["handle_id"] for one in spec["attributes"]] == ["y"]
