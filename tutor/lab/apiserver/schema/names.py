"""How a group's version is called: in URLs, in tables, and in OpenAPI documents."""

_ELSEWHERE = {
    "meta.v1": "io.k8s.apimachinery.pkg.apis.meta.v1",
    "apiextensions.k8s.io.v1": "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1",
    "apiregistration.k8s.io.v1": "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1",
}


def table(group: str, version: str) -> str:
    """The name of the table that holds a group's version: `core.v1`, `networking.k8s.io.v1`."""
    return f"{group or 'core'}.{version}"


def package(group_version: str) -> str:
    """The OpenAPI name of a table's package: `io.k8s.api.core.v1`."""
    if group_version in _ELSEWHERE:
        return _ELSEWHERE[group_version]
    group, _, version = group_version.rpartition(".")
    return f"io.k8s.api.{group.split('.')[0]}.{version}"


def openapi(key: str) -> str:
    """`core.v1/PodSpec` as OpenAPI names it: `io.k8s.api.core.v1.PodSpec`."""
    group_version, _, name = key.partition("/")
    return f"{package(group_version)}.{name}"
