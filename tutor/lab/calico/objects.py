"""Between address management and the objects that Calico keeps of it in the Kubernetes datastore. Pure.

Source: libcalico-go lib/backend/k8s/resources/{ipam_block,ipam_affinity,ipam_handle,ippool}.go.
"""

import ipaddress
from collections.abc import Iterable, Mapping

from tutor.lab.calico import allocator, ipam, naming
from tutor.lab.client import resources

Object = resources.Object

RELEASE = "v3.28.2"
"""The version of Calico whose objects and command these are."""

CONFIG_NAME = "default"
DEFAULT_BLOCK_SIZE = 26


def block(found: ipam.Block) -> Object:
    """The IPAMBlock: who has an ordinal is told by the index of an entry in `attributes`."""
    size = ipaddress.IPv4Network(found.cidr).num_addresses
    allocations: list[int | None] = [None] * size
    attributes = []
    for index, (ordinal, owner) in enumerate(sorted(found.owners.items())):
        allocations[ordinal] = index
        attributes.append({"handle_id": owner.handle, "secondary": dict(owner.attributes)})
    return {
        "metadata": {"name": naming.object_name(found.cidr)},
        "spec": {
            "affinity": f"host:{found.node}",
            "allocations": allocations,
            "attributes": attributes,
            "cidr": found.cidr,
            "deleted": False,
            "sequenceNumber": found.sequence,
            "sequenceNumberForAllocation": {
                str(ordinal): number for ordinal, number in found.sequences.items()
            },
            "strictAffinity": False,
            "unallocated": list(found.unallocated),
        },
    }


def affinity(found: ipam.Block) -> Object:
    """The BlockAffinity of a block's node."""
    return {
        "metadata": {"name": naming.affinity(found.node, found.cidr)},
        "spec": {
            "cidr": found.cidr,
            "deleted": "false",
            "node": found.node,
            "state": "confirmed",
            "type": "host",
        },
    }


def handle(name: str, blocks: Mapping[str, int]) -> Object:
    """The IPAMHandle: how many addresses of which blocks are filed under it."""
    return {
        "metadata": {"name": name.lower()},
        "spec": {"block": dict(blocks), "deleted": False, "handleID": name},
    }


def taken(blocks: Iterable[ipam.Block], name: str) -> dict[str, int]:
    """How many addresses of each block are filed under a handle."""
    found: dict[str, int] = {}
    for one in blocks:
        count = sum(owner.handle == name for owner in one.owners.values())
        if count:
            found[one.cidr] = count
    return found


def pool(found: ipam.Pool) -> Object:
    """The IPPool."""
    return {
        "metadata": {"name": found.name},
        "spec": {
            "allowedUses": ["Workload", "Tunnel"],
            "blockSize": found.block_size,
            "cidr": found.cidr,
            "ipipMode": ipam.NEVER,
            "natOutgoing": found.nat_outgoing,
            "nodeSelector": "all()",
            "vxlanMode": found.vxlan_mode,
        },
    }


def read_pool(obj: Object) -> ipam.Pool | None:
    """An IPPool's settings; None for IPv6, and where its CIDR or block size is none."""
    spec = obj.get("spec") or {}
    size = spec.get("blockSize") or DEFAULT_BLOCK_SIZE
    try:
        network = ipaddress.IPv4Network(spec.get("cidr", ""))
    except ValueError:
        return None
    if not network.prefixlen <= size <= 32:
        return None
    return ipam.Pool(
        cidr=str(network),
        name=obj["metadata"]["name"],
        block_size=size,
        nat_outgoing=bool(spec.get("natOutgoing")),
        vxlan_mode=spec.get("vxlanMode") or ipam.NEVER,
        disabled=bool(spec.get("disabled")),
    )


def config(rules: allocator.Rules) -> Object:
    """The IPAMConfig."""
    return {
        "metadata": {"name": CONFIG_NAME},
        "spec": {
            "autoAllocateBlocks": rules.auto_allocate,
            "maxBlocksPerHost": rules.most_blocks,
            "strictAffinity": rules.strict_affinity,
        },
    }


def read_config(obj: Object | None) -> allocator.Rules:
    """The rules that an IPAMConfig states; Calico's own where there is none."""
    spec = (obj or {}).get("spec") or {}
    return allocator.Rules(
        strict_affinity=bool(spec.get("strictAffinity", False)),
        auto_allocate=bool(spec.get("autoAllocateBlocks", True)),
        most_blocks=int(spec.get("maxBlocksPerHost") or 0),
    )
