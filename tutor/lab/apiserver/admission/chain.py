"""The plugins in the order in which a write passes them (kube-apiserver: pkg/kubeapiserver/options/plugins.go)."""

from typing import Any

from tutor.lab.apiserver import state
from tutor.lab.apiserver.admission import (
    lifecycle,
    limits,
    priority,
    quota,
    runtime,
    service_account,
    tolerations,
)
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]

PODS, CLAIMS = ("", "pods"), ("", "persistentvolumeclaims")
CLAIM_PROTECTION = "kubernetes.io/pvc-protection"


def namespace_lifecycle(call: state.Call, one: kind.Kind, meta: Object) -> None:
    """Refuse what has no namespace to live in. Raises errors.NotFound or errors.Forbidden."""
    lifecycle.check_create(call, one, meta)


def mutate(call: state.Call, one: kind.Kind, new: Object, old: Object | None) -> None:
    """Change an object that is about to be written; `old` is None for a new one."""
    if old is not None:
        return
    if one.key == PODS:
        limits.fill_in(call, new)
        service_account.admit(call, new)
        priority.admit(call, new)
        runtime.admit(call, new)
        tolerations.admit(new)
    elif one.key == CLAIMS:
        _default_class(call, new)
        _protect(new)


def _default_class(call: state.Call, claim: Object) -> None:
    """DefaultStorageClass: a claim that names no class gets the default one, if there is one."""
    if "storageClassName" in claim["spec"]:
        return
    for found in call.objects("storage.k8s.io", "storageclasses"):
        annotations = found["metadata"].get("annotations") or {}
        if annotations.get("storageclass.kubernetes.io/is-default-class") == "true":
            claim["spec"]["storageClassName"] = found["metadata"]["name"]


def _protect(claim: Object) -> None:
    """StorageObjectInUseProtection: a claim stays while a pod uses it; a controller takes the finalizer out."""
    finalizers = claim["metadata"].setdefault("finalizers", [])
    if CLAIM_PROTECTION not in finalizers:
        finalizers.append(CLAIM_PROTECTION)


def validate(call: state.Call, one: kind.Kind, new: Object, old: Object | None) -> None:
    """Refuse an object that is otherwise sound. Raises errors.Forbidden."""
    if old is not None:
        return
    if one.key == PODS:
        limits.check(call, new)
    if one.namespaced:
        quota.charge(call, one, new)


def validate_delete(one: kind.Kind, obj: Object) -> None:
    """Refuse a deletion. Raises errors.Forbidden."""
    lifecycle.check_delete(one, obj)


def stored(call: state.Call, one: kind.Kind, obj: Object) -> None:
    """Take note that an object was written: a quota counts what is there."""
    if one.key == quota.QUOTAS:
        quota.recount(call, obj["metadata"]["namespace"])


def deleted(call: state.Call, one: kind.Kind, obj: Object) -> None:
    """Take note that an object is gone: quotas count anew."""
    if one.namespaced:
        quota.recount(call, obj["metadata"].get("namespace", ""))
