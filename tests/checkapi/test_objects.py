"""The live cluster is read by kubectl's words, over HTTP, with the official client."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest
import yaml

from tests.lab.apiserver import running
from tutor.checkapi import objects, warm

T = TypeVar("T")


def kubeconfig(folder: Path, server: str) -> Path:
    """A kubeconfig for the administrator of that server."""
    path = folder / "config"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "admin"}}],
        "clusters": [{"name": "lab", "cluster": {"server": server}}],
        "users": [{"name": "admin", "user": {"token": running.ADMIN}}],
    }
    path.write_text(yaml.safe_dump(config))
    return path


@contextlib.asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[objects.Cluster]:
    """A cluster in this process, with nothing in it but what an API server brings."""
    async with running.serving() as (_, url):
        found = objects.Cluster(lambda: str(kubeconfig(folder, url)))
        yield found
        await asyncio.to_thread(lambda: found.api.rest_client.pool_manager.clear())  # type: ignore[attr-defined]


async def ask(question: Callable[[], T]) -> T:
    """What a check asks, from a thread as checks run."""
    return await asyncio.to_thread(question)


@pytest.mark.parametrize("word", ["ns", "namespace", "namespaces", "Namespace"])
async def test_objects_by_any_name_of_their_kind(tmp_path: Path, word: str) -> None:
    """Discovery knows the short names."""
    async with cluster(tmp_path) as live:
        names = [item["metadata"]["name"] for item in await ask(lambda: live.objects(word))]
        assert "kube-system" in names
        one = await ask(lambda: live.object(word, "default"))
        assert one["kind"] == "Namespace"


async def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    """Unknown kinds and names raise, and are no choice."""
    async with cluster(tmp_path) as live:
        with pytest.raises(objects.Missing):
            await ask(lambda: live.kind("podz"))
        with pytest.raises(objects.Missing):
            await ask(lambda: live.object("cm", "none", namespace="kube-system"))
        assert await ask(lambda: live.select("podz")) == []
        assert await ask(lambda: live.select("cm", "kube-system", "", "none")) == []


async def test_every_kind_of_a_group_is_found(tmp_path: Path) -> None:
    """Group and version in the word are honoured."""
    async with cluster(tmp_path) as live:
        found = await ask(lambda: live.kind("deployments.apps"))
        assert (found.path, found.namespaced) == ("/apis/apps/v1", True)
        assert await ask(lambda: live.objects("deploy", namespace="default", selector="a=b")) == []


async def test_a_server_that_is_gone_is_an_os_error(tmp_path: Path) -> None:
    """Neither urllib3 nor the client's own errors reach a check."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    gone = objects.Cluster(lambda: str(kubeconfig(tmp_path, url)))
    gone.api.configuration.retries = 0  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="does not answer"):
        await ask(lambda: gone.get("/api"))
    with pytest.raises(OSError, match="no client"):
        await ask(lambda: objects.Cluster(lambda: str(tmp_path / "none")).api)


async def test_warming_up_asks_once(tmp_path: Path) -> None:
    """After it, kinds are at hand without a question."""
    async with cluster(tmp_path) as live:
        await ask(lambda: warm.begin(live).join())
        assert "kinds" in vars(live)


async def test_warming_up_survives_an_absent_cluster(tmp_path: Path) -> None:
    """It tells nobody, since nobody asked yet."""
    warm.warm(objects.Cluster(lambda: str(tmp_path / "none")))
