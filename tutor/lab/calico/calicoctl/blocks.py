"""IPAM's objects as calicoctl reads them. Pure."""

import dataclasses
import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Allocation:
    """An address in use: its block, the handle it is filed under, and what else the block tells of it."""

    address: str
    block: str
    affinity: str
    handle: str
    attributes: Mapping[str, str]


def owner(spec: Object) -> str:
    """The node that a block has an affinity to; empty where it has none."""
    return str(spec.get("affinity") or "").removeprefix("host:")


def allocations(block: Object) -> Iterator[Allocation]:
    """The addresses of a block that are in use."""
    spec = block["spec"]
    network = ipaddress.ip_network(spec["cidr"])
    for ordinal, index in enumerate(spec["allocations"]):
        if index is not None:
            entry = spec["attributes"][index]
            yield Allocation(
                str(network[ordinal]),
                spec["cidr"],
                owner(spec),
                entry.get("handle_id") or "",
                entry.get("secondary") or {},
            )


def usage(block: Object) -> tuple[int, int]:
    """How many addresses a block has, and how many of them are in use."""
    spec = block["spec"]
    return len(spec["allocations"]), len(spec["allocations"]) - len(spec["unallocated"])


def inside(cidr: str, pool: str) -> bool:
    """Whether a block or an address lies in a pool."""
    one, other = ipaddress.ip_network(cidr), ipaddress.ip_network(pool)
    return one.version == other.version and int(other[0]) <= int(one[0]) <= int(other[-1])


def released(block: Object, address: str) -> Object:
    """The block without one of its allocations: the ordinal goes to the end of those that are free."""
    spec = block["spec"]
    ordinal = int(ipaddress.ip_address(address)) - int(ipaddress.ip_network(spec["cidr"])[0])
    gone = spec["allocations"][ordinal]
    moved = [None if index in (None, gone) else index - (index > gone) for index in spec["allocations"]]
    sequences = spec.get("sequenceNumberForAllocation") or {}
    return {
        **block,
        "spec": {
            **spec,
            "allocations": moved,
            "attributes": [entry for index, entry in enumerate(spec["attributes"]) if index != gone],
            "sequenceNumber": spec.get("sequenceNumber", 0) + 1,
            "sequenceNumberForAllocation": {
                key: number for key, number in sequences.items() if key != str(ordinal)
            },
            "unallocated": [*spec["unallocated"], ordinal],
        },
    }
