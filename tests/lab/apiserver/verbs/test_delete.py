"""Deletion: grace, finalizers, propagation, preconditions."""

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest


async def _scheduled(api: running.Api, name: str) -> resources.Object:
    await api.client.create(resources.PODS, running.pod(name))
    target = {"apiVersion": "v1", "kind": "Node", "name": "node-1"}
    body = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, "target": target}
    await api.client.request("POST", f"/api/v1/namespaces/lab/pods/{name}/binding", body=body)
    return await api.client.get(resources.PODS, name, "lab")


async def test_a_pod_that_never_ran_goes_at_once(api: running.Api) -> None:
    """Without a node there is nobody to wait for."""
    await api.client.create(resources.PODS, running.pod("p"))
    gone = await api.client.delete(resources.PODS, "p", "lab")
    assert gone["kind"] == "Pod"
    with pytest.raises(rest.ApiError, match='pods "p" not found'):
        await api.client.get(resources.PODS, "p", "lab")


async def test_a_running_pod_gets_its_grace(api: running.Api) -> None:
    """It is marked, and goes when its kubelet deletes it with grace 0; a second wish changes nothing."""
    found = await _scheduled(api, "p")
    assert found["spec"]["nodeName"] == "node-1"
    marked = await api.client.delete(resources.PODS, "p", "lab")
    assert marked["metadata"]["deletionGracePeriodSeconds"] == 30
    assert marked["metadata"]["generation"] == 2
    again = await api.client.delete(resources.PODS, "p", "lab")
    assert again["metadata"]["resourceVersion"] == marked["metadata"]["resourceVersion"]
    shorter = await api.client.delete(resources.PODS, "p", "lab", grace=5)
    assert shorter["metadata"]["deletionGracePeriodSeconds"] == 5
    await api.client.delete(resources.PODS, "p", "lab", grace=0, uid=found["metadata"]["uid"])
    with pytest.raises(rest.ApiError):
        await api.client.get(resources.PODS, "p", "lab")


async def test_a_finalizer_holds_an_object_back(api: running.Api) -> None:
    """It stays, marked, until the finalizer is taken out; no new one may come."""
    obj = running.config_map("c")
    obj["metadata"]["finalizers"] = ["example.com/hold"]
    await api.client.create(resources.CONFIG_MAPS, obj)
    marked = await api.client.delete(resources.CONFIG_MAPS, "c", "lab")
    assert "deletionTimestamp" in marked["metadata"]
    more = {"metadata": {"finalizers": ["example.com/hold", "example.com/more"]}}
    with pytest.raises(rest.ApiError, match="no new finalizers can be added"):
        await api.client.patch(resources.CONFIG_MAPS, "c", more, "lab")
    await api.client.patch(resources.CONFIG_MAPS, "c", {"metadata": {"finalizers": None}}, "lab")
    with pytest.raises(rest.ApiError):
        await api.client.get(resources.CONFIG_MAPS, "c", "lab")


@pytest.mark.parametrize(
    ("policy", "finalizer"), [("Foreground", "foregroundDeletion"), ("Orphan", "orphan")]
)
async def test_propagation_leaves_work_to_the_garbage_collector(
    api: running.Api, policy: str, finalizer: str
) -> None:
    """Foreground and Orphan are finalizers that someone else takes out."""
    await api.client.create(resources.CONFIG_MAPS, running.config_map("c"))
    marked = await api.client.delete(resources.CONFIG_MAPS, "c", "lab", propagation=policy)
    assert marked["metadata"]["finalizers"] == [finalizer]


async def test_preconditions_are_held(api: running.Api) -> None:
    """A wrong uid is a conflict, and nothing is deleted."""
    await api.client.create(resources.CONFIG_MAPS, running.config_map("c"))
    with pytest.raises(rest.ApiError, match="the UID in the precondition") as caught:
        await api.client.delete(resources.CONFIG_MAPS, "c", "lab", uid="other")
    assert caught.value.reason == "Conflict"
    assert await api.client.get(resources.CONFIG_MAPS, "c", "lab")


async def test_a_namespace_waits_for_its_controller(api: running.Api) -> None:
    """It terminates, takes in nothing new, and goes once its finalizer is taken out by /finalize."""
    marked = await api.client.delete(resources.NAMESPACES, "lab")
    assert marked["status"] == {"phase": "Terminating"}
    with pytest.raises(rest.ApiError, match="because it is being terminated"):
        await api.client.create(resources.CONFIG_MAPS, running.config_map("late"))
    body = {**marked, "spec": {"finalizers": []}}
    await api.client.request("PUT", "/api/v1/namespaces/lab/finalize", body=body)
    with pytest.raises(rest.ApiError, match='namespaces "lab" not found'):
        await api.client.get(resources.NAMESPACES, "lab")
