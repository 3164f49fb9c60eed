"""What a speaker sees of the cluster, and what it works on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from tests.lab.metallb.speaker import fake
from tutor.base import aio
from tutor.lab.client import resources
from tutor.lab.metallb.speaker import follow, nodes

PATIENCE_SECONDS = 20.0


def named(name: str, namespace: str = "ns", **meta: Any) -> dict[str, Any]:
    """An object of that name."""
    return {"metadata": {"name": name, "namespace": namespace, **meta}}


def slice_of(service: str, name: str) -> dict[str, Any]:
    """An EndpointSlice of a service."""
    return named(name, labels={follow.OWNER_LABEL: service})


class Worker:
    """Notes what it is to work on."""

    def __init__(self) -> None:
        self.done: asyncio.Queue[tuple[str, bool, int]] = asyncio.Queue()

    async def work(
        self, name: str, service: resources.Object | None, slices: Sequence[resources.Object]
    ) -> None:
        """Note the name, whether the service is there, and how many slices it has."""
        self.done.put_nowait((name, service is not None, len(slices)))

    async def next(self) -> tuple[str, bool, int]:
        """What it worked on next."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.done.get()


@contextlib.asynccontextmanager
async def following(api: fake.Api, followed: follow.Followed) -> AsyncIterator[Worker]:
    """A worker for what is followed."""
    del api
    worker = Worker()
    async with aio.tasks() as owner:
        owner.start(followed.watch(), name="watch")
        await followed.synced()
        owner.start(followed.work(worker.work), name="work")
        await asyncio.sleep(0)
        yield worker


async def test_a_service_is_worked_on_when_it_or_its_endpoints_change() -> None:
    """With all of its slices, until it has gone."""
    api = fake.Api()
    api.put(resources.SERVICES, named("web"))
    async with following(api, follow.Followed(api)) as worker:
        assert await worker.next() == ("ns/web", True, 0)
        for count, piece in enumerate((slice_of("web", "web-1"), slice_of("web", "web-2")), 1):
            api.put(resources.ENDPOINT_SLICES, piece)
            assert await worker.next() == ("ns/web", True, count)
        api.drop(resources.ENDPOINT_SLICES, slice_of("web", "web-1"))
        assert await worker.next() == ("ns/web", True, 1)
        api.drop(resources.SERVICES, named("web"))
        assert await worker.next() == ("ns/web", False, 1)


async def test_all_services_can_be_worked_on_anew() -> None:
    """As after a change of the configuration or of the speakers."""
    api = fake.Api()
    api.put(resources.SERVICES, named("a"))
    api.put(resources.SERVICES, named("b"))
    followed = follow.Followed(api)
    async with following(api, followed) as worker:
        assert {(await worker.next())[0], (await worker.next())[0]} == {"ns/a", "ns/b"}
        followed.again()
        assert {(await worker.next())[0], (await worker.next())[0]} == {"ns/a", "ns/b"}


async def test_labels_of_the_own_node_are_handed_on_and_fitness_of_any_is_told() -> None:
    """Nothing is told of a change that no election goes by."""
    api = fake.Api()
    told: asyncio.Queue[str] = asyncio.Queue()

    async def relabel(labels: Mapping[str, str]) -> None:
        told.put_nowait(f"labels {dict(labels)}")

    async def next_told() -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await told.get()

    api.put(resources.NODES, named("me", "", labels={"a": "1"}))
    followed = follow.Followed(api)
    node = nodes.Node("me", followed, relabel, lambda: told.put_nowait("rejoin"))
    async with following(api, followed), aio.tasks() as owner:
        owner.start(node.run(), name="node")
        assert [await next_told(), await next_told()] == ["rejoin", "labels {'a': '1'}"]
        await node.known.wait()
        node.on_fitness(lambda: told.put_nowait("fitness"))
        api.put(resources.NODES, named("other", "", labels={}))
        assert await next_told() == "fitness"
        api.put(resources.NODES, named("other", "", labels={}, annotations={"seen": "now"}))
        api.put(resources.NODES, named("me", "", labels={"a": "2"}))
        seen = {await next_told(), await next_told(), await next_told()}
        assert seen == {"rejoin", "fitness", "labels {'a': '2'}"}
    assert told.empty()
