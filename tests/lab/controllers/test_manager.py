"""All controllers together, over the API."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lab.controllers import make
from tutor.base import aio
from tutor.lab.apiserver import server, state
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import manager, meta

Object = dict[str, Any]


class Cluster:
    """A client and what the tests wait for."""

    def __init__(self, path: str, client: rest.Client, owner: aio.Tasks) -> None:
        self.path = path
        self.client = client
        self._owner = owner

    async def until(self, kind: resources.Resource, wanted: Callable[[list[Object]], bool]) -> list[Object]:
        """The objects of a kind, once they are as wanted."""
        cache = informer.Informer(self.client, kind)
        reached = asyncio.Event()

        def look(*_change: Any) -> None:
            if cache.synced.is_set() and wanted(list(cache)):
                reached.set()

        cache.on_change(look)
        running = self._owner.start(cache.run(), name=f"wait {kind.plural}")
        async with asyncio.timeout(20):
            await cache.synced.wait()
            look()
            await reached.wait()
        running.cancel()
        return list(cache)


class _SlowNodes(rest.Client):
    """Lists nodes only after all else that is asked for at first."""

    async def list(self, kind: resources.Resource, *args: Any, **kwargs: Any) -> Object:
        """As ever, but for nodes."""
        if kind is resources.NODES:
            for _ in range(50):
                await super().list(resources.PODS)
        return await super().list(kind, *args, **kwargs)


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    """An API server with the controllers and two nodes, and no kubelet."""
    with tempfile.TemporaryDirectory(prefix="ctl-") as folder:
        path = str(Path(folder) / "s")
        serving = server.ApiServer(state.Config(address="192.0.2.1:6443"))
        unix = socket.socket(socket.AF_UNIX)
        unix.bind(path)
        await serving.serve(unix, trusted=True)
        client = rest.Client(socket=path, agent="test")
        async with aio.tasks() as owner:
            ready = asyncio.Event()
            factory = lambda name: rest.Client(socket=path, user=f"system:{name}", agent=name)  # noqa: E731
            owner.start(manager.run(factory, manager.Settings(ca="pem"), ready), name="controllers")
            async with asyncio.timeout(20):
                await ready.wait()
            for name in ("n1", "n2"):
                node = make.node(name)
                await client.create(resources.NODES, {"metadata": {"name": name}, "spec": {}})
                body = {"status": {**node["status"], "conditions": [{"type": "Ready", "status": "True"}]}}
                await client.patch(resources.NODES, name, body, subresource="status")
            yield Cluster(path, client, owner)
        await client.close()
        await serving.close()


def _deployment(replicas: int) -> Object:
    spec = {"containers": [{"name": "c", "image": "nginx:1.25"}]}
    return {
        "metadata": {"name": "web", "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": spec},
        },
    }


async def test_deployment_to_bound_pods(cluster: Cluster) -> None:
    """A deployment becomes a set, the set becomes pods, and the pods go to both nodes alike."""
    await cluster.client.create(resources.DEPLOYMENTS, _deployment(30))
    pods = await cluster.until(
        resources.PODS, lambda found: len(found) == 30 and all(one["spec"].get("nodeName") for one in found)
    )
    assert sum(one["spec"]["nodeName"] == "n1" for one in pods) == 15


async def test_deletion_goes_down(cluster: Cluster) -> None:
    """With the deployment go its set and its pods; orphaned ones stay."""
    await cluster.client.create(resources.DEPLOYMENTS, _deployment(2))
    await cluster.until(resources.PODS, lambda found: len(found) == 2)
    await cluster.client.delete(resources.DEPLOYMENTS, "web", "default", propagation="Orphan")
    sets = await cluster.until(
        resources.REPLICA_SETS, lambda found: bool(found) and not found[0]["metadata"].get("ownerReferences")
    )
    name = sets[0]["metadata"]["name"]
    await cluster.client.delete(resources.REPLICA_SETS, name, "default", propagation="Background")
    await cluster.until(
        resources.PODS, lambda found: all(one["metadata"].get("deletionTimestamp") for one in found)
    )


async def test_foreground_deletion_waits(cluster: Cluster) -> None:
    """In the foreground the owner goes last."""
    await cluster.client.create(resources.DEPLOYMENTS, _deployment(1))
    await cluster.until(resources.PODS, lambda found: len(found) == 1)
    await cluster.client.delete(resources.DEPLOYMENTS, "web", "default", propagation="Foreground")
    pods = await cluster.until(
        resources.PODS, lambda found: all(one["metadata"].get("deletionTimestamp") for one in found)
    )
    assert await cluster.client.get(resources.DEPLOYMENTS, "web", "default")
    for pod in pods:
        await cluster.client.delete(resources.PODS, pod["metadata"]["name"], "default", grace=0)
    await cluster.until(resources.DEPLOYMENTS, lambda found: not found)


async def test_controllers_that_start_anew_let_pods_be(cluster: Cluster) -> None:
    """Whatever they hear of first: a slow list of nodes makes no pod one of a node that is gone."""
    await cluster.client.create(resources.DEPLOYMENTS, _deployment(3))
    bound = lambda found: len(found) == 3 and all(one["spec"].get("nodeName") for one in found)  # noqa: E731
    before = await cluster.until(resources.PODS, bound)
    async with aio.tasks() as owner:
        ready = asyncio.Event()
        factory = lambda name: _SlowNodes(socket=cluster.path, user=f"system:{name}", agent=name)  # noqa: E731
        owner.start(manager.run(factory, manager.Settings(ca="pem"), ready), name="started anew")
        async with asyncio.timeout(20):
            await ready.wait()
        await cluster.client.create(resources.NAMESPACES, {"metadata": {"name": "later"}})
        await cluster.until(  # its account comes from controllers that are at work
            resources.SERVICE_ACCOUNTS,
            lambda found: any(one["metadata"]["namespace"] == "later" for one in found),
        )
    after = await cluster.until(resources.PODS, bound)
    assert {one["metadata"]["uid"] for one in after} == {one["metadata"]["uid"] for one in before}
    assert not any(one["metadata"].get("deletionTimestamp") for one in after)


async def test_namespaces_come_and_go(cluster: Cluster) -> None:
    """A namespace is given its account and CA, and is emptied before it goes."""
    await cluster.client.create(resources.NAMESPACES, {"metadata": {"name": "lab"}})
    await cluster.until(
        resources.SERVICE_ACCOUNTS, lambda found: any(one["metadata"]["namespace"] == "lab" for one in found)
    )
    found = await cluster.until(
        resources.CONFIG_MAPS, lambda found: any(one["metadata"]["namespace"] == "lab" for one in found)
    )
    assert any(one["data"] == {"ca.crt": "pem"} for one in found)
    await cluster.client.delete(resources.NAMESPACES, "lab")
    await cluster.until(
        resources.NAMESPACES, lambda found: all(one["metadata"]["name"] != "lab" for one in found)
    )
    left = await cluster.client.list(resources.CONFIG_MAPS, "lab")
    assert left["items"] == []


async def test_endpoints_written_by_hand(cluster: Cluster) -> None:
    """For a service without a selector somebody's own Endpoints become a slice."""
    about = {"name": "far", "namespace": "default"}
    await cluster.client.create(resources.SERVICES, {"metadata": about, "spec": {"ports": [{"port": 80}]}})
    subset = {"addresses": [{"ip": "192.0.2.7"}], "ports": [{"port": 8080}]}
    await cluster.client.create(resources.ENDPOINTS, {"metadata": about, "subsets": [subset]})
    found = await cluster.until(
        resources.ENDPOINT_SLICES,
        lambda found: any(one["metadata"]["name"].startswith("far-") for one in found),
    )
    mine = next(one for one in found if one["metadata"]["name"].startswith("far-"))
    assert mine["endpoints"][0]["addresses"] == ["192.0.2.7"]
    assert mine["ports"][0]["port"] == 8080


async def test_cordoned_node_is_tainted(cluster: Cluster) -> None:
    """What `kubectl cordon` sets becomes a taint as well."""
    await cluster.client.patch(resources.NODES, "n1", {"spec": {"unschedulable": True}})
    found = await cluster.until(
        resources.NODES, lambda found: any(one["spec"].get("taints") for one in found)
    )
    taints = next(one["spec"]["taints"] for one in found if one["spec"].get("taints"))
    assert taints[0]["key"] == "node.kubernetes.io/unschedulable"


def _definition() -> Object:
    names = {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"}
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    return {
        "metadata": {"name": "widgets.example.com"},
        "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": [version]},
    }


async def test_custom_objects_own_too(cluster: Cluster) -> None:
    """What a custom object owns goes with it, and its kind may go as well."""
    definitions = resources.CUSTOM_RESOURCE_DEFINITIONS
    await cluster.client.create(definitions, _definition())
    await cluster.until(definitions, lambda found: any(meta.is_true(one, "Established") for one in found))
    widgets = resources.Resource("example.com", "v1", "widgets", "Widget")
    owner = await cluster.client.create(widgets, {"metadata": {"name": "w", "namespace": "default"}})
    about = {"name": "w", "namespace": "default", "ownerReferences": [meta.owner_reference(owner, widgets)]}
    await cluster.client.create(resources.CONFIG_MAPS, {"metadata": about})
    await cluster.client.delete(widgets, "w", "default")
    await cluster.until(
        resources.CONFIG_MAPS, lambda found: all(one["metadata"]["name"] != "w" for one in found)
    )
    await cluster.client.delete(definitions, "widgets.example.com")
    await cluster.until(definitions, lambda found: not found)


async def test_endpoints_follow_pods(cluster: Cluster) -> None:
    """A pod that gets its address and becomes ready is in the service's slice."""
    service = {"metadata": {"name": "web", "namespace": "default"}}
    await cluster.client.create(
        resources.SERVICES, {**service, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}}
    )
    pod = {"metadata": {"name": "a", "namespace": "default", "labels": {"app": "web"}}}
    await cluster.client.create(
        resources.PODS, {**pod, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    )
    status = {**make.pod()["status"], "podIPs": [{"ip": "10.0.0.1"}]}
    await cluster.client.patch(resources.PODS, "a", {"status": status}, "default", subresource="status")
    found = await cluster.until(
        resources.ENDPOINT_SLICES,
        lambda found: any(
            one["metadata"]["labels"].get("kubernetes.io/service-name") == "web" and one["endpoints"]
            for one in found
        ),
    )
    mine = next(one for one in found if one["metadata"]["name"].startswith("web-"))
    assert mine["endpoints"][0]["addresses"] == ["10.0.0.1"]
    await cluster.client.delete(resources.SERVICES, "web", "default")
    await cluster.until(
        resources.ENDPOINT_SLICES,
        lambda found: not any(one["metadata"]["name"].startswith("web-") for one in found),
    )
