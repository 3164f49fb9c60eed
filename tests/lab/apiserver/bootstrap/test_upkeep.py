"""What a cluster cannot be without comes back when somebody deletes it."""

import asyncio

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

KEPT = (resources.SERVICES, resources.ENDPOINTS, resources.ENDPOINT_SLICES)


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: str(kind.plural))
async def test_the_way_to_the_server_is_put_back(api: running.Api, kind: resources.Resource) -> None:
    """As another object with the same content, after watchers have seen the old one go."""
    old = await api.client.get(kind, "kubernetes", "default")
    seen = api.client.watch(kind, since=old["metadata"]["resourceVersion"])
    await api.client.delete(kind, "kubernetes", "default")
    async with asyncio.timeout(10):
        assert (await anext(seen)).type == "DELETED"
        assert (await anext(seen)).type == "ADDED"
    new = await api.client.get(kind, "kubernetes", "default")
    assert new["metadata"]["uid"] != old["metadata"]["uid"]
    for one in (old, new):
        del one["metadata"]
    assert new == old


async def test_other_objects_stay_deleted(api: running.Api) -> None:
    """Also those of the same name elsewhere."""
    spec = {"ports": [{"port": 80}]}
    body = {"metadata": {"name": "kubernetes", "namespace": "lab"}, "spec": spec}
    await api.client.create(resources.SERVICES, body)
    await api.client.delete(resources.SERVICES, "kubernetes", "lab")
    with pytest.raises(rest.ApiError, match="not found"):
        await api.client.get(resources.SERVICES, "kubernetes", "lab")
