"""Address management against Calico's own values, and what must hold whatever is asked of it."""

import json
import pathlib
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.calico import allocator, ipam

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "calico_vectors.json"
DATA: dict[str, Any] = json.loads(FILE.read_text())

STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60)


def small(*, size: int = 26, block_size: int = 28) -> allocator.Allocator:
    """A pool of 64 addresses in four blocks, unless told otherwise."""
    return allocator.Allocator([ipam.Pool(f"10.0.0.0/{size}", block_size=block_size)], preferred={})


@pytest.mark.vectors
def test_recorded_reuse_of_addresses() -> None:
    """A released address goes to the end of the queue."""
    example = DATA["ipam"]["reuse_example"]
    block = ipam.Block.empty(example["block"], "node")
    for step in example["steps"]:
        if step.get("op") == "assign":
            assert [block.assign("handle") for _ in range(step["n"])] == step["got"]
        elif step.get("op") == "release":
            assert block.release(step["ip"])
    rest = [block.assign("handle") for _ in range(61)]
    assert rest[-1] == "172.16.116.1"
    assert block.assign("handle") is None


def test_lesson_blocks() -> None:
    """The lab's nodes have the tutorial's blocks; a stranger gets another one, the same each time."""
    one, other = (allocator.Allocator([ipam.Pool("172.16.0.0/16")]) for _ in range(2))
    lesson = [one.assign(node, "h") for node in ("k8s-m", "k8s-w1", "k8s-w2")]
    assert lesson == ["172.16.116.0", "172.16.158.0", "172.16.184.0"]
    stranger = one.assign("node-9", "h")
    assert stranger == other.assign("node-9", "h")
    assert one.release_handle("h") == [*lesson, stranger]
    assert not one.release(stranger)


def test_borrowing_and_exhaustion() -> None:
    """With no block left a node borrows from another's, and others hear of it, until the pool is empty."""
    addresses = small(size=29, block_size=30)
    first = [addresses.assign("a", f"h{n}") for n in range(4)]
    second = [addresses.assign("b", f"h{n}") for n in range(4, 7)]
    told: list[bool] = []
    addresses.on_layout(lambda: told.append(True))
    borrowed = addresses.assign("a", "h7")
    assert borrowed not in first + second
    assert addresses.borrowed_by("a") == [borrowed]
    assert not addresses.borrowed_by("b")
    with pytest.raises(ipam.NoAddressLeft):
        addresses.assign("b", "h8")
    assert addresses.release(borrowed)
    assert len(told) == 2


def test_strict_affinity_forbids_borrowing() -> None:
    """Then a node whose blocks are full has nothing, though others have."""
    addresses = small(size=29, block_size=30)
    addresses.configure(addresses.pools, allocator.Rules(strict_affinity=True))
    addresses.assign("b", "h")
    for number in range(4):
        addresses.assign("a", f"h{number}")
    with pytest.raises(ipam.NoAddressLeft):
        addresses.assign("a", "h5")


def test_number_of_blocks_is_limited() -> None:
    """maxBlocksPerHost, and no new blocks at all without autoAllocateBlocks."""
    addresses = small(block_size=30)
    addresses.configure(addresses.pools, allocator.Rules(strict_affinity=True, most_blocks=2))
    for number in range(8):
        addresses.assign("a", f"h{number}")
    with pytest.raises(ipam.NoAddressLeft):
        addresses.assign("a", "h8")
    addresses.configure(addresses.pools, allocator.Rules(strict_affinity=True, auto_allocate=False))
    with pytest.raises(ipam.NoAddressLeft):
        addresses.assign("b", "h")


def test_a_disabled_pool_gives_nothing_new() -> None:
    """Addresses come from the next pool that is enabled; what is in use stays."""
    addresses = small()
    old = addresses.assign("a", "h")
    first = ipam.Pool("10.0.0.0/26", block_size=28, disabled=True)
    second = ipam.Pool("10.9.0.0/26", name="second", block_size=28)
    addresses.configure([first, second], allocator.Rules())
    assert addresses.assign("a", "h2").startswith("10.9.0.")
    assert addresses.filed_under("h") == [old]
    held = addresses.pool_of(addresses.node_blocks("a")[1].cidr)
    assert held == second


@hypothesis.given(STEPS)
def test_no_address_is_held_twice(steps: list[tuple[str, bool]]) -> None:
    """Whatever is taken and given back, an address has one owner at a time."""
    addresses, held = small(), list[str]()
    for node, take in steps:
        if take or not held:
            address = addresses.assign(node, f"{node}-{len(held)}")
            assert address not in held
            held.append(address)
        else:
            assert addresses.release(held.pop(0))
    in_use = sorted(address for block in addresses.blocks.values() for address, _ in block.addresses())
    assert in_use == sorted(held)


@hypothesis.given(STEPS)
def test_a_freed_address_is_the_last_of_its_block(steps: list[tuple[str, bool]]) -> None:
    """And a block's free and used ordinals are all of its ordinals, each once."""
    addresses, held = small(), list[str]()
    for node, take in steps:
        if take or not held:
            held.append(addresses.assign(node, "h"))
            continue
        freed = held.pop(0)
        addresses.release(freed)
        block = next(block for block in addresses.blocks.values() if block.holds(freed))
        assert block.unallocated[-1] == block.ordinal(freed)
    for block in addresses.blocks.values():
        assert sorted([*block.unallocated, *block.owners]) == list(range(16))


@hypothesis.given(STEPS)
def test_nodes_borrow_only_when_no_block_is_left(steps: list[tuple[str, bool]]) -> None:
    """As long as the pool has blocks that nobody has, every address is of a block of its node."""
    addresses, held = small(block_size=29), list[str]()
    for node, take in steps:
        spare = len(addresses.blocks) < 8
        if take or not held:
            held.append(addresses.assign(node, "h"))
            if spare:
                assert held[-1] not in addresses.borrowed_by(node)
        else:
            addresses.release(held.pop())
