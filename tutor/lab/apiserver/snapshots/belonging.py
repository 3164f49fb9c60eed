"""Which objects a snapshot holds: what somebody wanted, not what a running part reports of itself. Pure."""

from typing import Any

from tutor.lab.apiserver.storage import store

Object = dict[str, Any]

PODS, NODES = ("", "pods"), ("", "nodes")
DEFINITIONS = ("apiextensions.k8s.io", "customresourcedefinitions")

REPORTED: frozenset[store.Key] = frozenset(
    {
        ("", "events"),
        ("events.k8s.io", "events"),
        ("coordination.k8s.io", "leases"),
        ("crd.projectcalico.org", "ipamblocks"),
        ("crd.projectcalico.org", "ipamhandles"),
        ("crd.projectcalico.org", "blockaffinities"),
        ("crd.projectcalico.org", "caliconodestatuses"),
    }
)
"""Kinds that parts write about what they do just now: heartbeats, news, the addresses in use."""

MANAGER = "endpointslice.kubernetes.io/managed-by"
CONTROLLED = frozenset({"endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"})
ROOT_CA = "kube-root-ca.crt"
MIRROR = "kubernetes.io/config.mirror"


def reported(key: store.Key, obj: Object) -> bool:
    """Whether a part of the cluster makes the object by itself from others, so that restoring it would be a lie."""
    if key in REPORTED:
        return True
    meta = obj["metadata"]
    labels = meta.get("labels") or {}
    if key == ("discovery.k8s.io", "endpointslices"):
        return labels.get(MANAGER) in CONTROLLED
    if key == ("", "endpoints"):
        return "endpoints.kubernetes.io/managed-by" in labels or not _written_by_hand(meta)
    if key == ("", "configmaps"):
        return bool(meta["name"] == ROOT_CA)
    return key == PODS and MIRROR in (meta.get("annotations") or {})


def _written_by_hand(meta: Object) -> bool:
    """Whether someone other than the controllers owns a field of it."""
    managers = {one.get("manager") for one in meta.get("managedFields") or ()}
    return bool(managers - {"kube-controller-manager"})
