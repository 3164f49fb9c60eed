"""The parts that several manifests share: names and labels, security, sizes. Pure."""

from typing import Any

from tutor.workshop.deploy import plan as plans

Object = dict[str, Any]

USER = 1000
PART = "app.kubernetes.io/component"


def labels(plan: plans.Plan, part: str) -> dict[str, str]:
    """Those of one part: `nats`, `host` or `learner`."""
    return {"app.kubernetes.io/name": "k8stutor", "app.kubernetes.io/instance": plan.class_id, PART: part}


def named(plan: plans.Plan, api: str, kind: str, name: str, part: str) -> Object:
    """The head of a manifest."""
    meta = {"name": name, "namespace": plan.namespace, "labels": labels(plan, part)}
    return {"apiVersion": api, "kind": kind, "metadata": meta}


def secret(plan: plans.Plan, name: str, part: str, files: dict[str, str]) -> Object:
    """Files as text; Kubernetes encodes them itself."""
    return {**named(plan, "v1", "Secret", name, part), "type": "Opaque", "stringData": files}


def service(
    plan: plans.Plan, name: str, selector: dict[str, str], ports: dict[str, int], **spec: Any
) -> Object:
    """A Service of TCP ports by name."""
    listed = [{"name": name, "port": port, "targetPort": port} for name, port in ports.items()]
    head = named(plan, "v1", "Service", name, selector[PART])
    return {**head, "spec": {"selector": selector, "ports": listed, **spec}}


def resources(size: plans.Size) -> Object:
    """Requests and limits."""
    return {
        "requests": {"cpu": f"{size.cpu}m", "memory": f"{size.memory}Mi"},
        "limits": {"cpu": f"{size.most_cpu}m", "memory": f"{size.most_memory}Mi"},
    }


def pod(plan: plans.Plan, part: str, spec: Object, *, relaxed: bool = False) -> Object:
    """A pod's template: an ordinary user, no token of the cluster's; `relaxed` as the learner's lab needs it."""
    security: Object = {
        "runAsNonRoot": True,
        "runAsUser": USER,
        "runAsGroup": USER,
        "fsGroup": USER,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "Unconfined" if relaxed else "RuntimeDefault"},
    }
    if relaxed:
        security["appArmorProfile"] = {"type": "Unconfined"}
    common = {"automountServiceAccountToken": False, "enableServiceLinks": False, "securityContext": security}
    return {"metadata": {"labels": labels(plan, part)}, "spec": {**common, **spec}}


def locked(*, writable_root: bool = False) -> Object:
    """A container's security: no capability, and no way to get one."""
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": not writable_root,
    }


def claim(name: str, storage: str) -> Object:
    """A volume for each pod of a StatefulSet, of the cluster's default class."""
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}}
    return {"metadata": {"name": name}, "spec": spec}
