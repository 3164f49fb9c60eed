"""A controller that runs in the test's process against an API server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.lab.apiserver import running
from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.metallb import events, log
from tutor.lab.metallb.config import source
from tutor.lab.metallb.controller import services, wording

NAMESPACE = "metallb-system"


@contextlib.asynccontextmanager
async def api() -> AsyncIterator[rest.Client]:
    """An administrator of an API server that has MetalLB's namespace."""
    async with running.serving() as (_, url):
        made = rest.Client(url, token=running.ADMIN)
        await made.create(resources.NAMESPACES, {"metadata": {"name": NAMESPACE}})
        yield made
        await made.close()


@contextlib.asynccontextmanager
async def controller(
    client: rest.Client, *, modern: bool = False, load_balancer_class: str = ""
) -> AsyncIterator[services.Services]:
    """One of v0.11 or of v0.14 that runs until the block ends."""
    told = events.Events(client, "metallb-controller")
    made = services.Services(client, log.Log(), wording.Manner(modern=modern), told.tell, load_balancer_class)
    form = source.Form.CUSTOM_RESOURCES if modern else source.Form.CONFIG_MAP
    config = source.Source(client, log.Log(), made.take, form=form, kinds=source.CONTROLLER_KINDS)
    async with aio.tasks() as owner:
        owner.start(told.run(), name="test events")
        owner.start(made.followed.run(), name="test services")
        await made.followed.synced.wait()
        owner.start(config.run(), name="test configuration")
        await config.synced.wait()
        owner.start(made.run(), name="test controller")
        yield made


async def create(client: rest.Client, *names: str, **spec: Any) -> None:
    """Services of type LoadBalancer, one after the other."""
    for name in names:
        whole = {"type": "LoadBalancer", "ports": [{"port": 80}], **spec}
        meta = {"name": name, "namespace": "default"}
        await client.create(resources.SERVICES, {"metadata": meta, "spec": whole})


async def addresses(client: rest.Client) -> dict[str, str]:
    """The external address of each service, empty while it has none."""
    listed = await client.list(resources.SERVICES, "default")
    status = {each["metadata"]["name"]: each["status"]["loadBalancer"] for each in listed["items"]}
    del status["kubernetes"]
    return {name: one.get("ingress", [{"ip": ""}])[0]["ip"] for name, one in status.items()}


async def until(client: rest.Client, wanted: dict[str, str]) -> None:
    """Wait until the services have these addresses."""
    await settle(lambda: addresses(client), lambda seen: seen == wanted)


async def told(client: rest.Client) -> set[tuple[str, str]]:
    """The reasons of the events, by service."""
    listed = await client.list(resources.EVENTS, "default")
    return {(one["involvedObject"]["name"], one["reason"]) for one in listed["items"]}


async def settle(look: Callable[[], Awaitable[Any]], good: Callable[[Any], bool]) -> None:
    """Look again and again until what is seen is good."""
    seen = None
    try:
        async with asyncio.timeout(20):
            while not good(seen := await look()):
                await asyncio.sleep(0.02)
    except TimeoutError:
        pytest.fail(f"last seen: {seen}")
