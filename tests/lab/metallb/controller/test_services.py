"""The controller against an API server: configuration in, addresses out."""

from typing import Any

import pytest

from tests.lab.metallb.controller import world
from tutor.lab.client import resources, rest

POOL = "address-pools: [{name: p, protocol: layer2, addresses: [%s]}]"


def config_map(text: str) -> dict[str, Any]:
    """The configuration."""
    return {"metadata": {"name": "config", "namespace": world.NAMESPACE}, "data": {"config": text}}


async def test_addresses_in_the_order_of_creation(
    client: rest.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also for services that waited for the configuration; the last one must wait for an address to be free."""
    async with world.controller(client):
        await world.create(client, "late", "a")
        await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.1-10.9.0.3"))
        await world.until(client, {"late": "10.9.0.1", "a": "10.9.0.2"})
        await world.create(client, "b", "c")
        await world.until(client, {"late": "10.9.0.1", "a": "10.9.0.2", "b": "10.9.0.3", "c": ""})
        await world.settle(lambda: world.told(client), lambda seen: ("c", "AllocationFailed") in seen)
        await client.delete(resources.SERVICES, "a", "default")
        await world.until(client, {"late": "10.9.0.1", "b": "10.9.0.3", "c": "10.9.0.2"})
        await world.settle(lambda: world.told(client), lambda seen: ("c", "IPAllocated") in seen)
    assert '"event":"serviceDeleted"' in capfd.readouterr().out


async def test_a_configuration_that_takes_addresses_away_waits_for_a_restart(
    client: rest.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """v0.11 goes on with the old one; a new controller gives new addresses."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/24"))
    async with world.controller(client):
        await world.create(client, "a", "b")
        await world.until(client, {"a": "10.9.0.0", "b": "10.9.0.1"})
        await client.delete(resources.CONFIG_MAPS, "config", world.NAMESPACE)
        await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.8.0.0/24"))
        await world.create(client, "c")
        await world.until(client, {"a": "10.9.0.0", "b": "10.9.0.1", "c": "10.9.0.2"})
    out = capfd.readouterr().out
    assert "configuration is missing, MetalLB will not function" in out
    assert "new config not compatible with assigned IPs" in out
    assert '"event":"configStale"' in out
    async with world.controller(client):
        await world.until(client, {"a": "10.8.0.0", "b": "10.8.0.1", "c": "10.8.0.2"})


async def test_a_broken_configuration_leaves_the_old_one(client: rest.Client) -> None:
    """Whatever is wrong with it."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/24"))
    async with world.controller(client) as made:
        await client.update(resources.CONFIG_MAPS, config_map("nonsense: true"))
        await world.create(client, "a")
        await world.until(client, {"a": "10.9.0.0"})
        assert made.pools is not None
        assert list(made.pools) == ["p"]


async def test_a_change_to_another_type_frees_the_address(client: rest.Client) -> None:
    """For whoever waits."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/32"))
    async with world.controller(client):
        await world.create(client, "a", "b")
        await world.until(client, {"a": "10.9.0.0", "b": ""})
        await client.patch(resources.SERVICES, "a", {"spec": {"type": "ClusterIP"}}, "default")
        await world.until(client, {"a": "", "b": "10.9.0.0"})
