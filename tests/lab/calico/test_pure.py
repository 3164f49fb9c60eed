"""Names and address management against Calico's own values."""

import json
import pathlib
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.calico import ipam, naming

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "calico_vectors.json"
DATA: dict[str, Any] = json.loads(FILE.read_text())

pytestmark = pytest.mark.vectors


@pytest.mark.parametrize("case", DATA["veth_names"], ids=lambda case: str(case["name"]))
def test_veth_names(case: dict[str, Any]) -> None:
    """The host side of a pod's pair is named as Calico names it."""
    assert naming.veth(case["namespace"], case["pod"], prefix=case["prefix"]) == case["name"]


@pytest.mark.parametrize("case", DATA["vtep_mac"], ids=lambda case: str(case["node"]))
def test_tunnel_macs(case: dict[str, Any]) -> None:
    """A node's tunnel MAC follows from its name."""
    assert naming.tunnel_mac(case["node"]) == case["mac"]


@pytest.mark.parametrize("case", DATA["wep_names"], ids=lambda case: str(case["name"]))
def test_workload_endpoint_names(case: dict[str, Any]) -> None:
    """Dashes inside parts are doubled."""
    assert naming.workload_endpoint(case["node"], case["pod"]) == case["name"]


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
    pool = ipam.Pool("172.16.0.0/16")
    assert [pool.assign(node, "h") for node in ("k8s-m", "k8s-w1", "k8s-w2")] == [
        "172.16.116.0",
        "172.16.158.0",
        "172.16.184.0",
    ]
    other = ipam.Pool("172.16.0.0/16")
    assert pool.assign("node-9", "h") == other.assign("node-9", "h")
    assert pool.release_handle("h") == [
        "172.16.116.0",
        "172.16.158.0",
        "172.16.184.0",
        other.blocks.popitem()[1].cidr[:-3],
    ]


def test_borrowing_and_exhaustion() -> None:
    """With no block left a node borrows from another's, until the pool is empty."""
    pool = ipam.Pool("10.0.0.0/29", block_size=30, preferred={})
    first = [pool.assign("a", f"h{n}") for n in range(4)]
    second = [pool.assign("b", f"h{n}") for n in range(4, 7)]
    assert pool.assign("a", "h7") not in first + second
    with pytest.raises(ipam.NoAddressLeft):
        pool.assign("b", "h8")


@hypothesis.given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_no_address_is_held_twice(steps: list[tuple[str, bool]]) -> None:
    """Whatever is taken and given back, an address has one owner at a time."""
    pool, held = ipam.Pool("10.0.0.0/26", block_size=28, preferred={}), list[str]()
    for node, take in steps:
        if take or not held:
            address = pool.assign(node, f"{node}-{len(held)}")
            assert address not in held
            held.append(address)
        else:
            assert pool.release(held.pop(0))
    in_use = sorted(address for block in pool.blocks.values() for address, _ in block.addresses())
    assert in_use == sorted(held)
