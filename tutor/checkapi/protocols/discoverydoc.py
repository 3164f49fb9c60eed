"""Kubernetes discovery documents: which resource a word on kubectl's command line means. Pure.

Both forms are read: the aggregated one (apidiscovery.k8s.io/v2, Kubernetes 1.26 and later) and the older list
for each group and version. Shapes: k8s.io/api/apidiscovery/v2/types.go, metav1.APIResourceList.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ACCEPT = (
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
)


@dataclass(frozen=True)
class Kind:
    """One resource of the API, with every name that kubectl takes for it."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool
    names: frozenset[str]
    """plural, singular and short names, in lower case"""

    @property
    def path(self) -> str:
        """The URL path of its group and version."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"


def aggregated(document: Mapping[str, Any]) -> list[Kind]:
    """The kinds of an APIGroupDiscoveryList, for each group its preferred version first."""
    found = []
    for item in document.get("items", ()):
        group = item.get("metadata", {}).get("name", "")
        for version in item.get("versions", ()):
            for resource in version.get("resources", ()):
                found.append(
                    Kind(
                        group,
                        version["version"],
                        resource["resource"],
                        resource.get("responseKind", {}).get("kind", ""),
                        resource.get("scope") == "Namespaced",
                        _names(resource["resource"], resource.get("singularResource"), resource),
                    )
                )
    return found


def listed(document: Mapping[str, Any]) -> list[Kind]:
    """The kinds of one APIResourceList; subresources are left out."""
    group, _, version = document.get("groupVersion", "").rpartition("/")
    return [
        Kind(
            group,
            version,
            resource["name"],
            resource["kind"],
            bool(resource.get("namespaced")),
            _names(resource["name"], resource.get("singularName") or resource["kind"], resource),
        )
        for resource in document.get("resources", ())
        if "/" not in resource["name"]
    ]


def _names(plural: str, singular: str | None, resource: Mapping[str, Any]) -> frozenset[str]:
    names = [plural, singular or "", *resource.get("shortNames", ())]
    return frozenset(name.lower() for name in names if name)


def find(kinds: Iterable[Kind], word: str) -> Kind | None:
    """What `po`, `deploy`, `deployments.apps` or `deployments.v1.apps` means; the first match wins."""
    name, _, rest = word.lower().partition(".")
    for kind in kinds:
        if name in kind.names and rest in ("", kind.group, f"{kind.version}.{kind.group}"):
            return kind
    return None
