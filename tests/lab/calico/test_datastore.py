"""Calico's objects in a real API server agree with its address management, whoever writes."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.lab.calico import serving
from tutor.lab.calico import datastore, kinds, naming, objects
from tutor.lab.client import informer, resources, rest

Object = dict[str, Any]


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[serving.Served]:
    """Two nodes with a tunnel each."""
    async with serving.cluster(tmp_path) as made:
        yield made


async def specs(cluster: serving.Served, kind: kinds.Kind) -> dict[str, Object]:
    """The specs of all objects of a kind, by name; none where the kind is not served yet."""
    try:
        found = await cluster.client.list(kind.resource)
    except rest.ApiError:
        return {}
    return {obj["metadata"]["name"]: obj["spec"] for obj in found["items"]}


async def settled(cluster: serving.Served) -> None:
    """Wait until the objects say what the allocator says."""

    async def agree() -> bool:
        blocks = cluster.addresses.blocks.values()
        wanted = {naming.object_name(block.cidr): objects.block(block)["spec"] for block in blocks}
        handles = {owner.handle for block in blocks for owner in block.owners.values()}
        return (
            await specs(cluster, kinds.IPAM_BLOCK) == wanted
            and len(await specs(cluster, kinds.BLOCK_AFFINITY)) == len(wanted)
            and {one["handleID"] for one in (await specs(cluster, kinds.IPAM_HANDLE)).values()} == handles
        )

    await serving.until(agree)


async def test_objects_follow_what_is_taken_and_given_back(cluster: serving.Served) -> None:
    """Many at once, too; the queue of a block is the object's."""
    await settled(cluster)
    taken = [cluster.addresses.assign("k8s-w1", f"h{number}") for number in range(40)]
    await settled(cluster)
    for number in range(0, 40, 2):
        cluster.addresses.release_handle(f"h{number}")
    await settled(cluster)
    spec = (await specs(cluster, kinds.IPAM_BLOCK))["172-16-158-0-24"]
    assert spec["affinity"] == "host:k8s-w1"
    last = cluster.addresses.blocks["172.16.158.0/24"].ordinal(taken[38])
    assert spec["unallocated"][-1] == last


async def test_everything_of_a_normal_install_is_there(cluster: serving.Served) -> None:
    """Pool, configurations, cluster information, all under the names that Calico gives them."""
    await settled(cluster)
    pool = (await specs(cluster, kinds.IP_POOL))["default-ipv4-ippool"]
    assert (pool["cidr"], pool["blockSize"], pool["vxlanMode"]) == ("172.16.0.0/16", 24, "Always")
    for kind in (kinds.IPAM_CONFIG, kinds.FELIX_CONFIGURATION, kinds.CLUSTER_INFORMATION):
        assert list(await specs(cluster, kind)) == ["default"]
    for kind in kinds.ALL:
        assert (await cluster.client.list(kind.resource))["kind"] == f"{kind.name}List"


async def test_an_address_that_another_takes_out_is_given_back(cluster: serving.Served) -> None:
    """As `calicoctl ipam release` does; what else was written to the block is undone."""
    address = cluster.addresses.assign("k8s-w1", "lost")
    await settled(cluster)
    code, out, _ = await cluster.calicoctl("ipam", "release", f"--ip={address}")
    assert (code, out) == (0, f"Successfully released IP address {address}\n")

    async def free() -> bool:
        return not cluster.addresses.filed_under("lost")

    await serving.until(free)
    await settled(cluster)


async def test_deleted_objects_come_back(cluster: serving.Served) -> None:
    """The allocator is the truth."""
    await settled(cluster)
    await cluster.client.delete(kinds.IPAM_BLOCK.resource, "172-16-116-0-24")
    await cluster.client.delete(kinds.IPAM_HANDLE.resource, naming.tunnel_handle("k8s-m"))
    await settled(cluster)


async def test_settings_are_followed(cluster: serving.Served) -> None:
    """A second pool, the first one disabled, strict affinity, and an empty block gone with its pool."""
    await settled(cluster)
    second = {"metadata": {"name": "second"}, "spec": {"cidr": "172.18.0.0/16", "blockSize": 26}}
    await cluster.client.create(kinds.IP_POOL.resource, second)
    pools = kinds.IP_POOL.resource
    await cluster.client.patch(pools, "default-ipv4-ippool", {"spec": {"disabled": True}})
    await cluster.client.patch(kinds.IPAM_CONFIG.resource, "default", {"spec": {"strictAffinity": True}})

    async def heard() -> bool:
        found = {pool.name: pool.disabled for pool in cluster.addresses.pools}
        wanted = {"default-ipv4-ippool": True, "second": False}
        return found == wanted and cluster.addresses.rules.strict_affinity

    await serving.until(heard)
    assert cluster.addresses.assign("k8s-w1", "h").startswith("172.18.")
    await settled(cluster)
    cluster.addresses.release_handle("h")
    await cluster.client.delete(pools, "second")

    async def gone() -> bool:
        return len(cluster.addresses.blocks) == 2

    await serving.until(gone)
    await settled(cluster)


async def test_nodes_tell_how_calico_reaches_them(cluster: serving.Served) -> None:
    """Their own address with its prefix, and their tunnel's."""

    async def told() -> bool:
        node = await cluster.client.get(resources.NODES, "k8s-w1")
        notes = node["metadata"].get("annotations") or {}
        return (notes.get(datastore.ADDRESS), notes.get(datastore.TUNNEL)) == (
            "192.168.10.101/24",
            "172.16.158.0",
        )

    await serving.until(told)


async def test_a_second_run_takes_over(cluster: serving.Served) -> None:
    """What an earlier one left is put right: a handle of nobody goes."""
    await settled(cluster)
    await cluster.client.create(kinds.IPAM_HANDLE.resource, objects.handle("stray", {"172.16.158.0/24": 1}))
    nodes = informer.Informer(cluster.client, resources.NODES)
    other = datastore.Datastore(cluster.client, cluster.addresses, nodes, {})
    cluster.tasks.start(other.run(), name="second run")
    await settled(cluster)
    cluster.addresses.assign("k8s-m", "more")
    await settled(cluster)
