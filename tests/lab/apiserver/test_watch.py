"""Watches: what they tell, from when, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

SOON = 5.0


async def _take(events: AsyncIterator[rest.Event], count: int) -> list[rest.Event]:
    return [await asyncio.wait_for(anext(events), SOON) for _ in range(count)]


async def _now(api: running.Api) -> str:
    found = await api.client.list(resources.CONFIG_MAPS, "lab")
    version: str = found["metadata"]["resourceVersion"]
    return version


async def test_tells_every_change_in_order(api: running.Api) -> None:
    """Created, changed, deleted, each with its own version."""
    since = await _now(api)
    made = await api.client.create(resources.CONFIG_MAPS, running.config_map("a", k="1"))
    await api.client.update(resources.CONFIG_MAPS, {**made, "data": {"k": "2"}})
    await api.client.delete(resources.CONFIG_MAPS, "a", "lab")
    found = await _take(api.client.watch(resources.CONFIG_MAPS, "lab", since=since), 3)
    assert [event.type for event in found] == ["ADDED", "MODIFIED", "DELETED"]
    versions = [int(event.object["metadata"]["resourceVersion"]) for event in found]
    assert versions == sorted(set(versions))


async def test_a_selector_makes_objects_come_and_go(api: running.Api) -> None:
    """An object that stops matching is DELETED for the watcher, one that begins to is ADDED."""
    since = await _now(api)
    events = api.client.watch(resources.CONFIG_MAPS, "lab", since=since, labels="x=1")
    made = await api.client.create(resources.CONFIG_MAPS, running.config_map("a"))
    patch = {"metadata": {"labels": {"x": "1"}}}
    await api.client.patch(resources.CONFIG_MAPS, "a", patch, "lab")
    await api.client.patch(resources.CONFIG_MAPS, "a", {"metadata": {"labels": {"x": "2"}}}, "lab")
    found = await _take(events, 2)
    assert [event.type for event in found] == ["ADDED", "DELETED"]
    assert found[0].object["metadata"]["uid"] == made["metadata"]["uid"]


async def test_an_old_version_is_expired(api: running.Api) -> None:
    """A watch from before the window ends at once with 410 in the stream."""
    since = await _now(api)
    for count in range(1100):
        api.server.state.store.put(("", "configmaps"), running.config_map("a", k=str(count)))
    with pytest.raises(rest.ApiError) as caught:
        await _take(api.client.watch(resources.CONFIG_MAPS, "lab", since=since), 1)
    assert (caught.value.code, caught.value.reason) == (410, "Expired")


async def _lines(api: running.Api, query: str, accept: str = "") -> list[Any]:
    headers = {"Accept": accept} if accept else {}
    async with aiohttp.ClientSession() as session:
        url = f"{api.trusted}/api/v1/namespaces/lab/configmaps?watch=1&timeoutSeconds=1&{query}"
        async with session.get(url, headers=headers) as answer:
            return [json.loads(line) for line in (await answer.text()).splitlines()]


async def test_initial_events_end_with_a_bookmark(api: running.Api) -> None:
    """A watch-list says where the present ends and the future begins, and ends when its time is over."""
    await api.client.create(resources.CONFIG_MAPS, running.config_map("a"))
    query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    found = await _lines(api, query)
    assert [event["type"] for event in found] == ["ADDED", "BOOKMARK"]
    assert found[1]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


async def test_tables_name_their_columns_once(api: running.Api) -> None:
    """`kubectl get -w` gets rows; only the first event carries the columns."""
    for name in ("a", "b"):
        await api.client.create(resources.CONFIG_MAPS, running.config_map(name, k="1"))
    found = await _lines(api, "resourceVersion=0", "application/json;as=Table;v=v1;g=meta.k8s.io")
    assert [event["object"]["rows"][0]["cells"][:2] for event in found] == [["a", 1], ["b", 1]]
    assert [column["name"] for column in found[0]["object"]["columnDefinitions"]] == ["Name", "Data", "Age"]
    assert found[1]["object"]["columnDefinitions"] is None


async def test_only_the_named_namespace(api: running.Api) -> None:
    """A watch of one namespace hears nothing of another."""
    since = await _now(api)
    other = running.config_map("b")
    other["metadata"]["namespace"] = "default"
    await api.client.create(resources.CONFIG_MAPS, other)
    await api.client.create(resources.CONFIG_MAPS, running.config_map("a"))
    found = await _take(api.client.watch(resources.CONFIG_MAPS, "lab", since=since), 1)
    assert found[0].object["metadata"]["name"] == "a"
