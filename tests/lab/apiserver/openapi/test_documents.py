"""OpenAPI documents of a few kinds."""

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.lab.apiserver.kinds import kind, registry
from tutor.lab.apiserver.openapi import documents

DEPLOYMENTS = kind.Kind("apps", "v1", "deployments", "Deployment", subresources=(kind.STATUS, kind.SCALE))
NODES = kind.Kind("", "v1", "nodes", "Node", namespaced=False)
WIDGETS = kind.Kind("lab.example.com", "v1", "widgets", "Widget", custom=True)
KINDS = (DEPLOYMENTS, NODES, WIDGETS)


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        documents.library.cache_clear()
        yield
    documents.library.cache_clear()


def _document(path: str, **options: Any) -> dict[str, Any]:
    found = documents.document(KINDS, path, **options)
    assert found is not None
    return found


def test_the_index_names_each_document_with_a_hash() -> None:
    """The hash changes with the kinds that are served."""
    paths = documents.index(KINDS)["paths"]
    assert list(paths) == ["api/v1", "apis/apps/v1", "apis/lab.example.com/v1"]
    url = paths["apis/apps/v1"]["serverRelativeURL"]
    assert url.startswith("/openapi/v3/apis/apps/v1?hash=")
    more = documents.index([*KINDS, kind.Kind("apps", "v1", "replicasets", "ReplicaSet")])["paths"]
    assert more["apis/apps/v1"]["serverRelativeURL"] != url
    assert more["api/v1"] == paths["api/v1"]


def test_kubectl_apply_finds_field_validation() -> None:
    """PATCH of one object takes fieldValidation and says for which kind."""
    patch = _document("apis/apps/v1")["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"][
        "patch"
    ]
    assert "fieldValidation" in [parameter["name"] for parameter in patch["parameters"]]
    assert patch["x-kubernetes-group-version-kind"] == {
        "group": "apps",
        "version": "v1",
        "kind": "Deployment",
    }
    paths = _document("api/v1")["paths"]
    assert "/api/v1/nodes/{name}" in paths


def test_schemas_hold_what_explain_shows() -> None:
    """Type, references, required fields, values, prose and the ways of merging."""
    schemas = _document("apis/apps/v1")["components"]["schemas"]
    spec = schemas["io.k8s.api.apps.v1.DeploymentSpec"]
    assert spec["required"] == ["selector", "template"]
    assert spec["properties"]["replicas"]["format"] == "int32"
    assert "Number of desired pods" in spec["properties"]["replicas"]["description"]
    assert schemas["io.k8s.api.apps.v1.Deployment"]["properties"]["spec"]["description"]
    strategy = schemas["io.k8s.api.apps.v1.DeploymentStrategy"]["properties"]["type"]
    assert strategy["enum"] == ["Recreate", "RollingUpdate"]
    assert '\n\nPossible enum values:\n - `"Recreate"` ' in strategy["description"]
    containers = schemas["io.k8s.api.core.v1.PodSpec"]["properties"]["containers"]
    assert containers["x-kubernetes-patch-merge-key"] == "name"
    assert containers["x-kubernetes-list-map-keys"] == ["name"]
    marks = schemas["io.k8s.api.apps.v1.Deployment"]["x-kubernetes-group-version-kind"]
    assert marks == [{"group": "apps", "kind": "Deployment", "version": "v1"}]


def test_custom_kinds_have_their_own_schema() -> None:
    """The schema of the definition, with the fields that every object has."""
    own = {"type": "object", "properties": {"spec": {"type": "object", "description": "Its wishes."}}}
    schemas = _document("apis/lab.example.com/v1", custom=lambda one: own if one.kind == "Widget" else None)[
        "components"
    ]
    widget = schemas["schemas"]["com.example.lab.v1.Widget"]
    assert widget["properties"]["spec"] == {"type": "object", "description": "Its wishes."}
    assert {"apiVersion", "kind", "metadata"} <= widget["properties"].keys()


def test_custom_kinds_take_no_strategic_patch() -> None:
    """kubectl picks its patch by what the document says the kind takes."""
    paths = _document("apis/lab.example.com/v1")["paths"] | _document("apis/apps/v1")["paths"]
    taken = {
        path: list(item["patch"]["requestBody"]["content"]) for path, item in paths.items() if "patch" in item
    }
    strategic = "application/strategic-merge-patch+json"
    assert strategic not in taken["/apis/lab.example.com/v1/namespaces/{namespace}/widgets/{name}"]
    assert strategic in taken["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]


def test_every_reference_leads_somewhere() -> None:
    """In the documents of all kinds that the server serves."""
    served = list(registry.Registry(registry.builtin()))
    for path in documents.index(served)["paths"]:
        document = documents.document(served, path)
        assert document is not None
        text = json.dumps(document)
        known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
        assert set(_references(document)) <= known, path
        assert '"$ref"' in text


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for item in value.values() for found in _references(item)]
    return [found for item in value for found in _references(item)] if isinstance(value, list) else []


def test_nothing_is_served_where_there_are_no_kinds(tmp_path: Path) -> None:
    """An unknown path has no document."""
    assert documents.v3(KINDS, "apis/nowhere/v1") is None
    assert documents.v3(KINDS, "") == documents.index(KINDS)
