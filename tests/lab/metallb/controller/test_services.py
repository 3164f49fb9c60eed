"""The controller against an API server: configuration in, addresses out."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.lab.apiserver import running
from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.metallb import events, log
from tutor.lab.metallb.config import source
from tutor.lab.metallb.controller import services, wording

NAMESPACE = "metallb-system"
POOL = "address-pools: [{name: p, protocol: layer2, addresses: [%s]}]"


@contextlib.asynccontextmanager
async def controller(client: rest.Client) -> AsyncIterator[services.Services]:
    """One of v0.11 that runs until the block ends."""
    told = events.Events(client, "metallb-controller")
    made = services.Services(client, log.Log(), wording.Manner(modern=False), told.tell)
    config = source.Source(client, log.Log(), made.take, form=source.Form.CONFIG_MAP)
    async with aio.tasks() as owner:
        owner.start(told.run(), name="test events")
        owner.start(made.followed.run(), name="test services")
        await made.followed.synced.wait()
        owner.start(config.run(), name="test configuration")
        await config.synced.wait()
        owner.start(made.run(), name="test controller")
        yield made


@pytest.fixture
async def client() -> AsyncIterator[rest.Client]:
    """An administrator of an API server that has MetalLB's namespace."""
    async with running.serving() as (_, url):
        made = rest.Client(url, token=running.ADMIN)
        await made.create(resources.NAMESPACES, {"metadata": {"name": NAMESPACE}})
        yield made
        await made.close()


def config_map(text: str) -> dict[str, Any]:
    """The configuration."""
    return {"metadata": {"name": "config", "namespace": NAMESPACE}, "data": {"config": text}}


async def create(client: rest.Client, *names: str) -> None:
    """Services, one after the other."""
    for name in names:
        spec = {"type": "LoadBalancer", "ports": [{"port": 80}]}
        await client.create(
            resources.SERVICES, {"metadata": {"name": name, "namespace": "default"}, "spec": spec}
        )


async def until(client: rest.Client, wanted: dict[str, str]) -> None:
    """Wait until the services have these addresses."""

    async def found() -> dict[str, str]:
        listed = await client.list(resources.SERVICES, "default")
        status = {each["metadata"]["name"]: each["status"]["loadBalancer"] for each in listed["items"]}
        del status["kubernetes"]
        return {name: one.get("ingress", [{"ip": ""}])[0]["ip"] for name, one in status.items()}

    await settle(found, lambda seen: seen == wanted)


async def settle(look: Callable[[], Any], good: Callable[[Any], bool]) -> None:
    """Look again and again until what is seen is good."""
    seen = None
    try:
        async with asyncio.timeout(20):
            while not good(seen := await look()):
                await asyncio.sleep(0.02)
    except TimeoutError:
        pytest.fail(f"last seen: {seen}")


async def test_addresses_in_the_order_of_creation(
    client: rest.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also for services that waited for the configuration; the last one must wait for an address to be free."""
    async with controller(client):
        await create(client, "late", "a")
        await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.1-10.9.0.3"))
        await until(client, {"late": "10.9.0.1", "a": "10.9.0.2"})
        await create(client, "b", "c")
        await until(client, {"late": "10.9.0.1", "a": "10.9.0.2", "b": "10.9.0.3", "c": ""})
        await settle(lambda: reasons(client), lambda seen: ("c", "AllocationFailed") in seen)
        await client.delete(resources.SERVICES, "a", "default")
        await until(client, {"late": "10.9.0.1", "b": "10.9.0.3", "c": "10.9.0.2"})
        await settle(lambda: reasons(client), lambda seen: ("c", "IPAllocated") in seen)
    assert '"event":"serviceDeleted"' in capfd.readouterr().out


async def reasons(client: rest.Client) -> set[tuple[str, str]]:
    """Of the events, by service."""
    listed = await client.list(resources.EVENTS, "default")
    return {(one["involvedObject"]["name"], one["reason"]) for one in listed["items"]}


async def test_a_configuration_that_takes_addresses_away_waits_for_a_restart(
    client: rest.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """v0.11 goes on with the old one; a new controller gives new addresses."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/24"))
    async with controller(client):
        await create(client, "a", "b")
        await until(client, {"a": "10.9.0.0", "b": "10.9.0.1"})
        await client.delete(resources.CONFIG_MAPS, "config", NAMESPACE)
        await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.8.0.0/24"))
        await create(client, "c")
        await until(client, {"a": "10.9.0.0", "b": "10.9.0.1", "c": "10.9.0.2"})
    out = capfd.readouterr().out
    assert "configuration is missing, MetalLB will not function" in out
    assert "new config not compatible with assigned IPs" in out
    assert '"event":"configStale"' in out
    async with controller(client):
        await until(client, {"a": "10.8.0.0", "b": "10.8.0.1", "c": "10.8.0.2"})


async def test_a_broken_configuration_leaves_the_old_one(client: rest.Client) -> None:
    """Whatever is wrong with it."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/24"))
    async with controller(client) as made:
        await client.update(resources.CONFIG_MAPS, config_map("nonsense: true"))
        await create(client, "a")
        await until(client, {"a": "10.9.0.0"})
        assert made.pools is not None
        assert list(made.pools) == ["p"]


async def test_a_change_to_another_type_frees_the_address(client: rest.Client) -> None:
    """For whoever waits."""
    await client.create(resources.CONFIG_MAPS, config_map(POOL % "10.9.0.0/32"))
    async with controller(client):
        await create(client, "a", "b")
        await until(client, {"a": "10.9.0.0", "b": ""})
        await client.patch(resources.SERVICES, "a", {"spec": {"type": "ClusterIP"}}, "default")
        await until(client, {"a": "", "b": "10.9.0.0"})
