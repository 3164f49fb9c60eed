"""The local copy of a collection."""

from typing import Any

import pytest

from tutor.lab.client import informer, resources, rest


def _pod(version: int, **about: Any) -> dict[str, Any]:
    return {"metadata": {"name": "a", "namespace": "x", "uid": "u", "resourceVersion": str(version), **about}}


@pytest.fixture
async def cache() -> informer.Informer:
    """A cache that no watch feeds."""
    client = rest.Client("http://127.0.0.1:1")
    await client.close()
    return informer.Informer(client, resources.PODS)


async def test_remembers_own_writes(cache: informer.Informer) -> None:
    """What was just written is there at once, and an older state does not come back."""
    told: list[str] = []
    cache.on_change(lambda change, _obj, _known: told.append(change))
    cache.remember(_pod(5))
    cache.remember(_pod(7))
    cache.remember(_pod(6))
    found = cache.get("a", "x")
    assert found is not None
    assert found["metadata"]["resourceVersion"] == "7"
    assert told == ["ADDED", "MODIFIED"]


async def test_does_not_bring_back_the_dead(cache: informer.Informer) -> None:
    """An answer that comes after the watch told of the deletion changes nothing."""
    cache._version = 9
    cache.remember(_pod(8))
    cache.remember(_pod(10, deletionTimestamp="now"))
    assert len(cache) == 0


async def test_a_view_shares_the_cache_and_can_stop_listening(cache: informer.Informer) -> None:
    """Its handlers go with it, others' stay; what it shows is what the shared one holds."""
    view = informer.View(cache)
    told: list[str] = []
    others: list[str] = []
    view.on_change(lambda change, _obj, _known: told.append(change))
    cache.on_change(lambda change, _obj, _known: others.append(change))
    cache.remember(_pod(5))
    assert view.get("a", "x") == cache.get("a", "x")
    assert len(view) == 1
    view.close()
    cache.remember(_pod(6))
    assert (told, others) == (["ADDED"], ["ADDED", "MODIFIED"])


async def test_a_list_takes_nothing_back_that_was_written_meanwhile(
    cache: informer.Informer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that was made before the write knows nothing of it; what it misses otherwise has gone."""

    async def listed(_kind: resources.Resource, **_scope: str) -> dict[str, Any]:
        cache.remember(_pod(8, name="new"))
        cache.remember(_pod(9, name="changed"))
        return {"items": [_pod(4, name="changed")], "metadata": {"resourceVersion": "7"}}

    monkeypatch.setattr(cache._client, "list", listed)
    cache.remember(_pod(5, name="gone"))
    cache.remember(_pod(4, name="changed"))
    told: list[tuple[str, str]] = []
    cache.on_change(lambda change, obj, _known: told.append((change, obj["metadata"]["name"])))
    told.clear()
    await cache._replace()
    assert told == [("ADDED", "new"), ("MODIFIED", "changed"), ("DELETED", "gone")]
    assert cache.get("new", "x") == _pod(8, name="new")
    assert cache.get("changed", "x") == _pod(9, name="changed")
