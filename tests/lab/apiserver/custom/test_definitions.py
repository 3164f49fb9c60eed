"""Kinds that users define."""

import asyncio

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

DEFINITIONS = resources.Resource(
    "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", namespaced=False
)
WIDGETS = resources.Resource("lab.example.com", "v1", "widgets", "Widget")
SPEC_SCHEMA = {
    "type": "object",
    "required": ["size"],
    "properties": {
        "size": {"type": "integer", "minimum": 1, "maximum": 10},
        "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
    },
}
DEFINITION = {
    "metadata": {"name": "widgets.lab.example.com"},
    "spec": {
        "group": "lab.example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "subresources": {
                    "status": {},
                    "scale": {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size"},
                },
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "required": ["spec"],
                        "properties": {
                            "spec": SPEC_SCHEMA,
                            "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                        },
                    }
                },
            }
        ],
    },
}


def _widget(name: str, **spec: object) -> resources.Object:
    return {"metadata": {"name": name, "namespace": "lab"}, "spec": spec}


async def _defined(api: running.Api) -> None:
    await api.client.create(DEFINITIONS, DEFINITION)
    async with asyncio.timeout(5):
        while True:
            found = await api.client.get(DEFINITIONS, "widgets.lab.example.com")
            if any(one["type"] == "Established" for one in found["status"]["conditions"]):
                return


async def test_a_defined_kind_is_served(api: running.Api) -> None:
    """With defaults, generations, status and scale of its own; it is in discovery."""
    await _defined(api)
    made = await api.client.create(WIDGETS, _widget("w", size=3))
    assert made["spec"] == {"size": 3, "color": "red"}
    assert made["metadata"]["generation"] == 1
    scale = await api.client.patch(WIDGETS, "w", {"spec": {"replicas": 5}}, "lab", subresource="scale")
    assert scale["spec"] == {"replicas": 5}
    told = await api.client.patch(WIDGETS, "w", {"status": {"any": "thing"}}, "lab", subresource="status")
    assert (told["spec"]["size"], told["status"], told["metadata"]["generation"]) == (5, {"any": "thing"}, 2)
    served = await api.client.request("GET", "/apis/lab.example.com/v1")
    assert [one["name"] for one in served["resources"]] == ["widgets", "widgets/scale", "widgets/status"]


async def test_the_schema_is_law(api: running.Api) -> None:
    """Every breach is named in the real words; unknown fields go."""
    await _defined(api)
    with pytest.raises(rest.ApiError) as caught:
        await api.client.create(WIDGETS, _widget("w", size=30, color="green"))
    causes = {cause["field"]: cause["message"] for cause in caught.value.status["details"]["causes"]}
    assert causes == {
        "spec.size": "Invalid value: 30: spec.size in body should be less than or equal to 10",
        "spec.color": 'Unsupported value: "green": supported values: "red", "blue"',
    }
    with pytest.raises(rest.ApiError, match=r'spec\.size in body must be of type integer: "string"'):
        await api.client.create(WIDGETS, _widget("w", size="big"))
    with pytest.raises(rest.ApiError, match=r"spec\.size: Required value"):
        await api.client.create(WIDGETS, _widget("w"))
    made = await api.client.create(WIDGETS, _widget("w", size=1, colour="red"))
    assert "colour" not in made["spec"]


async def test_the_objects_go_with_their_definition(api: running.Api) -> None:
    """Watchers see them deleted, and the URL is no more."""
    await _defined(api)
    before = await api.client.list(WIDGETS, "lab")
    await api.client.create(WIDGETS, _widget("w", size=3))
    events = api.client.watch(WIDGETS, "lab", since=before["metadata"]["resourceVersion"])
    assert (await asyncio.wait_for(anext(events), 5)).type == "ADDED"
    await api.client.delete(DEFINITIONS, "widgets.lab.example.com")
    assert (await asyncio.wait_for(anext(events), 5)).type == "DELETED"
    with pytest.raises(rest.ApiError, match="404 page not found"):
        await api.client.list(WIDGETS, "lab")
