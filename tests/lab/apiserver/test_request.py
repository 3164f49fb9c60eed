"""Paths taken apart."""

import pytest

from tutor.lab.apiserver import request


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("GET", "/api/v1/pods", ("list", "", "v1", "", "pods", "", "")),
        ("GET", "/api/v1/pods?watch=1", ("watch", "", "v1", "", "pods", "", "")),
        ("GET", "/api/v1/watch/pods", ("watch", "", "v1", "", "pods", "", "")),
        ("GET", "/api/v1/namespaces/lab", ("get", "", "v1", "lab", "namespaces", "lab", "")),
        ("PUT", "/api/v1/namespaces/lab/finalize", ("update", "", "v1", "lab", "namespaces", "lab", "finalize")),
        ("POST", "/apis/apps/v1/namespaces/lab/deployments", ("create", "apps", "v1", "lab", "deployments", "", "")),
        ("PATCH", "/apis/apps/v1/namespaces/lab/deployments/web/scale",
         ("patch", "apps", "v1", "lab", "deployments", "web", "scale")),
        ("DELETE", "/api/v1/namespaces/lab/pods", ("deletecollection", "", "v1", "lab", "pods", "", "")),
        ("DELETE", "/api/v1/namespaces/lab/pods/a%20b", ("delete", "", "v1", "lab", "pods", "a b", "")),
    ],
)  # fmt: skip
def test_names_what_is_asked_for(method: str, path: str, wanted: tuple[str, ...]) -> None:
    """Verb, group, version, namespace, resource, name and subresource."""
    info = request.parse(method, path)
    assert info.is_resource
    found = (info.verb, info.group, info.version, info.namespace, info.resource, info.name, info.subresource)
    assert found == wanted


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api", "/api/v1", "/apis/apps", "/apis/apps/v1", "/openapi/v3"]
)
def test_the_rest_is_no_resource(path: str) -> None:
    """Discovery, health and documents are paths of their own."""
    info = request.parse("GET", path)
    assert not info.is_resource
    assert info.verb == "get"


def test_keeps_every_value_of_a_parameter() -> None:
    """A command of several words comes as several values, empty ones too."""
    info = request.parse("GET", "/api/v1/namespaces/a/pods/p/exec?command=ls&command=&command=-l&stdin=true")
    assert info.query["command"] == ["ls", "", "-l"]
    assert info.flag("stdin")
    assert not info.flag("tty")
