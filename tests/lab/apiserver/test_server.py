"""The server as a whole: its start, its end, its health, what it forgets."""

import asyncio
import dataclasses
import datetime
import subprocess
import sys
import time

import aiohttp
import pytest

from tests.lab.apiserver import running
from tutor.base import clock
from tutor.lab.apiserver import expiry, server, state
from tutor.lab.client import resources, rest


async def test_open_watches_do_not_hold_up_the_end(api: running.Api) -> None:
    """Closing takes no longer than a moment, and a watcher sees its stream end."""
    events = api.client.watch(resources.PODS, since="1")
    waiting = asyncio.ensure_future(anext(events, None))
    async with asyncio.timeout(5):
        while not api.server.state.endings:
            await asyncio.sleep(0)
    before = time.monotonic()
    await api.server.close()
    assert await asyncio.wait_for(waiting, 5) is None
    assert time.monotonic() - before < 3


async def test_old_events_are_forgotten(api: running.Api) -> None:
    """An event goes an hour after it was last seen; a younger one stays."""
    now = api.server.state.config.now()
    for name, minutes in (("old", 61), ("young", 59)):
        moment = clock.rfc3339(now - datetime.timedelta(minutes=minutes))
        body = {
            "metadata": {"name": name, "namespace": "lab"},
            "involvedObject": {"namespace": "lab"},
            "lastTimestamp": moment,
        }
        made = await api.client.create(resources.EVENTS, body)
        stored = api.server.state.store.get(("", "events"), "lab", made["metadata"]["name"])
        assert stored is not None
        stored.object["metadata"]["creationTimestamp"] = moment
    expiry.sweep(api.server.state)
    left = (await api.client.list(resources.EVENTS, "lab"))["items"]
    assert [one["metadata"]["name"] for one in left] == ["young"]


async def test_a_fault_of_its_own_is_a_status(api: running.Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is answered as InternalError, and the server goes on."""

    def stopped() -> datetime.datetime:
        raise OSError("the clock stands still")

    broken = dataclasses.replace(api.server.state.config, now=stopped)
    monkeypatch.setattr(api.server._handler, "_held", dataclasses.replace(api.server.state, config=broken))
    with pytest.raises(rest.ApiError, match="Internal error occurred") as caught:
        await api.client.list(resources.PODS)
    assert caught.value.reason == "InternalError"


async def test_anyone_may_ask_for_its_health(api: running.Api) -> None:
    """Without a token: health and version, nothing else."""
    async with aiohttp.ClientSession() as session:
        for path, code in (("/healthz", 200), ("/readyz?verbose", 200), ("/version", 200), ("/api", 403)):
            async with session.get(api.guarded + path) as answer:
                assert (path, answer.status) == (path, code)


def test_starts_without_what_it_does_not_need() -> None:
    """Neither the kubernetes package nor cryptography is imported on the way to a running server."""
    script = (
        "import sys; from tutor.lab.apiserver import server; server.ApiServer();"
        "print([name for name in ('kubernetes', 'cryptography', 'textual', 'pyroute2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_fresh_cluster_has_its_first_objects() -> None:
    """Namespaces, the kubernetes Service, cluster-admin."""
    kept = server.ApiServer(state.Config(address="192.168.10.10:6443")).state.store
    namespaces = [one.object["metadata"]["name"] for one in kept.entries(("", "namespaces"))]
    assert namespaces == ["default", "kube-node-lease", "kube-public", "kube-system"]
    service = kept.get(("", "services"), "default", "kubernetes")
    assert service is not None
    assert service.object["spec"]["clusterIP"] == "10.96.0.1"
    slices = kept.get(("discovery.k8s.io", "endpointslices"), "default", "kubernetes")
    assert slices is not None
    assert slices.object["endpoints"][0]["addresses"] == ["192.168.10.10"]
    assert kept.get(("rbac.authorization.k8s.io", "clusterroles"), "", "cluster-admin") is not None
