"""The Table around the cells, and the columns of custom resources."""

import datetime
from typing import Any

import pytest

from tutor.lab.apiserver.tables import custom, render

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "a", "namespace": "x", "creationTimestamp": "2026-01-02T03:04:00Z"},
    "spec": {"containers": [{"name": "c"}]},
    "status": {"phase": "Succeeded"},
}


def test_rows_carry_metadata_by_default() -> None:
    """A row's object is its metadata alone, which is what kubectl asks for."""
    row = render.table("pods", [POD], NOW)["rows"][0]
    assert row["object"] == {
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": POD["metadata"],
    }
    assert row["conditions"][0]["type"] == "Completed"


def test_rows_carry_what_is_asked() -> None:
    """includeObject decides between the whole object and nothing."""
    assert render.table("pods", [POD], NOW, include_object="Object")["rows"][0]["object"] == POD
    assert render.table("pods", [POD], NOW, include_object="None")["rows"][0]["object"] is None


def test_unknown_resource_shows_name_and_age() -> None:
    """A kind without a printer of its own still has a table."""
    table = render.table("example.com/things", [POD], NOW)
    assert [head["name"] for head in table["columnDefinitions"]] == ["Name", "Age"]
    assert table["rows"][0]["cells"] == ["a", "5s"]


def test_declared_columns() -> None:
    """A CRD's columns follow the name; what is missing is null, a date is an age."""
    declared = [
        {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
        {"name": "Color", "type": "string", "jsonPath": ".spec.color"},
        {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    ]
    obj = {"metadata": POD["metadata"], "spec": {"size": 3}}
    table = render.table("example.com/things", [obj], NOW, columns_from_crd=declared)
    assert [head["name"] for head in table["columnDefinitions"]] == ["Name", "Size", "Color", "Age"]
    assert table["rows"][0]["cells"] == ["a", 3, None, "5s"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (".spec.size", [3]),
        (".spec.list[*].a", [1, 2]),
        (".spec.list[1].a", [2]),
        ('.spec.list[?(@.b=="y")].a', [2]),
        (".metadata.annotations.example\\.com/x", []),
        (".nothing.here", []),
    ],
)
def test_paths(path: str, found: list[Any]) -> None:
    """The JSON paths that printer columns use."""
    obj = {"spec": {"size": 3, "list": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]}}
    assert custom.find(obj, path) == found


def test_deleted_pod_is_terminating() -> None:
    """A pod that is being deleted says so, whatever its containers do; a finished one keeps its word."""
    running = {
        **POD,
        "status": {"phase": "Running"},
        "metadata": {**POD["metadata"], "deletionTimestamp": "x"},
    }
    done = {**running, "status": {"phase": "Succeeded"}}
    rows = render.table("pods", [running, done], NOW)["rows"]
    assert [row["cells"][2] for row in rows] == ["Terminating", "Succeeded"]
