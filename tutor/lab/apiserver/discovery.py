"""What the server serves, in the plain and in the aggregated form (apiserver: pkg/endpoints/discovery)."""

import base64
import hashlib
from typing import Any

from tutor.lab.apiserver.kinds import kind, registry

Object = dict[str, Any]

AGGREGATED = "APIGroupDiscoveryList"


def versions(address: str) -> Object:
    """/api: the versions of the core group."""
    cidrs = [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": cidrs}


def groups(known: registry.Registry) -> Object:
    """/apis: the named groups."""
    found = [_group(name, served) for name, served in known.groups().items() if name]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": found}


def group(known: registry.Registry, name: str) -> Object | None:
    """/apis/GROUP, or None."""
    served = known.groups().get(name)
    return (
        None
        if not name or served is None
        else {"kind": "APIGroup", "apiVersion": "v1", **_group(name, served)}
    )


def _group(name: str, served: list[str]) -> Object:
    found = [{"groupVersion": f"{name}/{version}", "version": version} for version in served]
    return {"name": name, "versions": found, "preferredVersion": found[0]}


def resources(known: registry.Registry, group_name: str, version: str) -> Object | None:
    """/apis/GROUP/VERSION: its resources and subresources, or None."""
    served = [one for one in known if (one.group, one.version) == (group_name, version)]
    if not served:
        return None
    found: list[Object] = []
    for one in served:
        found.append(_resource(one))
        found += [_subresource(one, sub) for sub in sorted(one.subresources, key=lambda sub: sub.name)]
    return {
        "kind": "APIResourceList",
        **({"apiVersion": "v1"} if group_name else {}),
        "groupVersion": served[0].api_version,
        "resources": found,
    }


def _resource(one: kind.Kind) -> Object:
    found: Object = {
        "name": one.plural,
        "singularName": one.singular_name,
        "namespaced": one.namespaced,
        "kind": one.kind,
        "verbs": list(one.verbs),
    }
    if one.short_names:
        found["shortNames"] = list(one.short_names)
    if one.categories:
        found["categories"] = list(one.categories)
    if "watch" in one.verbs:
        found["storageVersionHash"] = storage_hash(one)
    return found


def storage_hash(one: kind.Kind) -> str:
    """A short hash of what the objects are stored as (apiserver: pkg/endpoints/discovery/storageversionhash.go)."""
    stored = one.stored_api_version if "/" in one.stored_api_version else f"/{one.stored_api_version}"
    return base64.b64encode(hashlib.sha256(f"{stored}/{one.kind}".encode()).digest()[:8]).decode()


def _subresource(one: kind.Kind, sub: kind.Subresource) -> Object:
    found: Object = {"name": f"{one.plural}/{sub.name}", "singularName": "", "namespaced": one.namespaced}
    group_name, version, name = sub.gvk or (one.group, one.version, one.kind)
    if (group_name, version) != (one.group, one.version):
        found |= {"group": group_name, "version": version}
    return found | {"kind": name, "verbs": list(sub.verbs)}


def aggregated(known: registry.Registry, *, core: bool) -> Object:
    """/api or /apis as one apidiscovery.k8s.io/v2 document."""
    items = [
        _discovered(known, name, served) for name, served in known.groups().items() if (name == "") is core
    ]
    return {"kind": AGGREGATED, "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items}


def _discovered(known: registry.Registry, name: str, served: list[str]) -> Object:
    found = []
    for version in served:
        kinds = [one for one in known if (one.group, one.version) == (name, version)]
        entries = [_entry(one) for one in kinds]
        found.append({"version": version, "resources": entries, "freshness": "Current"})
    meta: Object = {"name": name} if name else {}
    return {"metadata": {**meta, "creationTimestamp": None}, "versions": found}


def _entry(one: kind.Kind) -> Object:
    found: Object = {
        "resource": one.plural,
        "responseKind": {"group": one.group, "version": one.version, "kind": one.kind},
        "scope": "Namespaced" if one.namespaced else "Cluster",
        "singularResource": one.singular_name,
        "verbs": list(one.verbs),
    }
    if one.short_names:
        found["shortNames"] = list(one.short_names)
    if one.categories:
        found["categories"] = list(one.categories)
    if one.subresources:
        found["subresources"] = [
            _sub_entry(one, sub) for sub in sorted(one.subresources, key=lambda sub: sub.name)
        ]
    return found


def _sub_entry(one: kind.Kind, sub: kind.Subresource) -> Object:
    group_name, version, name = sub.gvk or (one.group, one.version, one.kind)
    return {
        "subresource": sub.name,
        "responseKind": {"group": group_name, "version": version, "kind": name},
        "verbs": list(sub.verbs),
    }
