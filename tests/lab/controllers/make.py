"""Objects for the tests of controllers."""

from typing import Any

Object = dict[str, Any]
NOON = "2026-01-02T12:00:00Z"


def template(image: str = "nginx:1.25", **labels: str) -> Object:
    """A pod template with the defaults that the API fills in."""
    container = {
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "name": "nginx",
        "resources": {},
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
    }
    spec = {
        "containers": [container],
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    }
    return {"metadata": {"labels": labels or {"app": "web"}}, "spec": spec}


def deployment(replicas: int = 3, surge: int | str = "25%", unavailable: int | str = "25%") -> Object:
    """A deployment as stored."""
    rolling = {"maxSurge": surge, "maxUnavailable": unavailable}
    return {
        "metadata": {"name": "web", "namespace": "x", "uid": "d", "generation": 1, "creationTimestamp": NOON},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling},
            "template": template(),
            "progressDeadlineSeconds": 600,
            "revisionHistoryLimit": 10,
        },
    }


def pod(
    name: str = "p", *, node: str = "n1", ready: bool = True, phase: str = "Running", **more: Any
) -> Object:
    """A pod as stored; `more` goes into its spec."""
    return {
        "metadata": {
            "name": name,
            "namespace": "x",
            "uid": f"uid-{name}",
            "creationTimestamp": NOON,
            "labels": {},
        },
        "spec": {"containers": [{"name": "c", "image": "i"}], "nodeName": node, **more},
        "status": {
            "phase": phase,
            "podIP": "10.0.0.1",
            "conditions": [{"type": "Ready", "status": str(ready), "lastTransitionTime": NOON}],
        },
    }


def node(name: str = "n1", *, taints: list[Object] | None = None, cpu: str = "4", **labels: str) -> Object:
    """A node as stored."""
    room = {"cpu": cpu, "memory": "8Gi", "pods": "110"}
    spec = {"taints": taints} if taints else {}
    named = {"kubernetes.io/hostname": name, **labels}
    about = {"name": name, "uid": f"uid-{name}", "creationTimestamp": NOON, "labels": named}
    return {"metadata": about, "spec": spec, "status": {"allocatable": room}}


def ready(pods: list[Object]) -> None:
    """Let pods become ready."""
    for one in pods:
        one["status"] = pod()["status"]
