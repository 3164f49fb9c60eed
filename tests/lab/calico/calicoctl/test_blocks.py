"""IPAM's objects as the command reads and changes them."""

import hypothesis
from hypothesis import strategies as st

from tutor.lab.calico import ipam as management
from tutor.lab.calico import objects
from tutor.lab.calico.calicoctl import blocks, integrity, ipam


def held(count: int) -> management.Block:
    """A block of 64 with so many pods."""
    block = management.Block.empty("10.0.0.64/26", "n1")
    for number in range(count):
        block.assign(
            f"h{number}", {"node": "n1" if number % 2 else "n2", "pod": f"p{number}", "namespace": "d"}
        )
    return block


@hypothesis.given(st.integers(1, 64), st.data())
def test_releasing_in_the_object_is_releasing_in_the_block(count: int, data: st.DataObject) -> None:
    """The same allocations, handles and queue remain."""
    block = held(count)
    before = objects.block(block)
    address = data.draw(st.sampled_from([address for address, _ in block.addresses()]))
    block.release(address)
    after = blocks.released(before, address)
    assert list(blocks.allocations(after)) == list(blocks.allocations(objects.block(block)))
    assert after["spec"]["unallocated"] == block.unallocated
    assert blocks.usage(after) == (64, count - 1)


def test_borrowed_addresses() -> None:
    """Those that a node has of another's block."""
    rows = list(ipam.borrowed([objects.block(held(3))]))
    assert rows[0] == ("10.0.0.64", "n2", "10.0.0.64/26", "n1", "pod", "d/p0")
    assert [row[0] for row in rows] == ["10.0.0.64", "10.0.0.66"]


def test_usage_counts_blocks_of_no_pool_apart() -> None:
    """They come last."""
    block = objects.block(held(3))
    pool = {"spec": {"cidr": "172.16.0.0/16"}}
    rows = list(ipam.usage([pool], [block], each=True))
    assert [row[:2] for row in rows] == [("IP Pool", "172.16.0.0/16"), ("Block", "10.0.0.64/26")]
    assert rows[1][3] == "3 (5%)"


def test_an_address_is_described() -> None:
    """By what its block tells of it."""
    found = [objects.block(held(1))]
    assert ipam.describe("10.0.0.64", found) == (
        "IP 10.0.0.64 is in use\nAttributes:\n  namespace: d\n  node: n2\n  pod: p0\n"
    )
    assert ipam.describe("10.0.0.65", found) == "10.0.0.65 is not assigned\n"


def test_the_check_finds_what_is_wrong() -> None:
    """A leak, a pod without an allocation, an address of no pool, idle and missing handles."""
    lines = list(
        integrity.report(
            [objects.block(held(3))],
            ["h0", "h1", "idle"],
            ["10.0.0.0/24"],
            [
                ("10.0.0.64", "Node(n1)"),
                ("10.0.0.65", "Workload(d/x)"),
                ("10.0.0.99", "Workload(d/y)"),
                ("9.9.9.9", "Workload(d/z)"),
            ],
            every=False,
            problems=True,
        )
    )
    assert "  10.0.0.66 leaked; attrs Main:h2 Extra:namespace=d,node=n2,pod=p2" in lines
    assert "  9.9.9.9 in use by Workload(d/z) is not in any active IP pool." in lines
    assert "Found 1 handles with no matching IPs (and 2 handles with matches)." in lines
    assert lines[-1] == "Check complete; found 5 problems."
