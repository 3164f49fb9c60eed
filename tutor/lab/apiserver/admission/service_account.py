"""ServiceAccount: every pod runs as one, and finds its token (kubernetes: plugin/pkg/admission/serviceaccount)."""

from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.defaults import pod as defaults

Object = dict[str, Any]

MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
VOLUME_PREFIX = "kube-api-access-"
EXPIRATION_SECONDS = 3607
MIRROR = "kubernetes.io/config.mirror"


def admit(call: state.Call, pod: Object) -> None:
    """Name the account and mount its token. Raises errors.Forbidden where the account does not exist."""
    meta, spec = pod["metadata"], pod["spec"]
    if MIRROR in (meta.get("annotations") or {}):
        return
    name = spec.get("serviceAccountName") or "default"
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    account = _account(call, meta["namespace"], name)
    if account is None:
        why = (
            f'error looking up service account {meta["namespace"]}/{name}: serviceaccount "{name}" not found'
        )
        raise errors.forbidden("", "pods", meta.get("name", ""), why)
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec["imagePullSecrets"] = objects.copy(account)["imagePullSecrets"]
    if _wants_token(spec, account):
        _mount(spec)


def _account(call: state.Call, namespace: str, name: str) -> Object | None:
    found = call.state.store.get(("", "serviceaccounts"), namespace, name)
    if found is not None:
        return found.object
    # The default account follows its namespace within milliseconds; a pod need not wait for its controller.
    return {} if name == "default" else None


def _wants_token(spec: Object, account: Object) -> bool:
    for found in (spec, account):
        if "automountServiceAccountToken" in found:
            return bool(found["automountServiceAccountToken"])
    return True


def _mount(spec: Object) -> None:
    volumes = spec.get("volumes") or []
    name = next((one["name"] for one in volumes if one["name"].startswith(VOLUME_PREFIX)), "")
    chosen = name or f"{VOLUME_PREFIX}{objects.suffix()}"
    mounted = False
    for container in defaults.containers(spec):
        mounts = container.get("volumeMounts") or []
        if any(one.get("mountPath") == MOUNT_PATH for one in mounts):
            continue
        mounted = True
        container["volumeMounts"] = [*mounts, {"name": chosen, "readOnly": True, "mountPath": MOUNT_PATH}]
    if mounted and not name:
        spec["volumes"] = [*volumes, _volume(chosen)]


def _volume(name: str) -> Object:
    token = {"serviceAccountToken": {"expirationSeconds": EXPIRATION_SECONDS, "path": "token"}}
    authority = {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}}
    reference = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    namespace = {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": reference}]}}
    return {
        "name": name,
        "projected": {"sources": [token, authority, namespace], "defaultMode": defaults.FILE_MODE},
    }
