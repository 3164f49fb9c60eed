"""What the stand-in kubelets write: nodes, statuses, events."""

import hashlib
import time
from typing import Any

from tutor.lab.controllers import meta

Object = dict[str, Any]
_CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)
_ROOM = {"cpu": "4", "memory": "8Gi", "pods": "110", "ephemeral-storage": "100Gi"}


def node_object(index: int, name: str) -> Object:
    """A node as it registers."""
    labels = {
        f"{prefix}kubernetes.io/{key}": value for prefix in ("", "beta.") for key, value in _PLATFORM.items()
    }
    labels["kubernetes.io/hostname"] = name
    cidr = f"10.244.{index}.0/24"
    spec: Object = {"podCIDR": cidr, "podCIDRs": [cidr]}
    if index == 0:
        labels["node-role.kubernetes.io/control-plane"] = ""
        spec["taints"] = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]
    return {"metadata": {"name": name, "labels": labels}, "spec": spec}


_PLATFORM = {"os": "linux", "arch": "amd64"}


def node_status(index: int, name: str, version: str, since: str) -> Object:
    """A node's status as of now."""
    beat = meta.stamp()
    return {
        "conditions": [
            {
                "type": kind,
                "status": status,
                "reason": reason,
                "message": message,
                "lastHeartbeatTime": beat,
                "lastTransitionTime": since,
            }
            for kind, status, reason, message in _CONDITIONS
        ],
        "capacity": _ROOM,
        "allocatable": _ROOM,
        "addresses": [
            {"type": "InternalIP", "address": f"127.0.0.{index + 11}"},
            {"type": "Hostname", "address": name},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
        "nodeInfo": {
            "kubeletVersion": version,
            "kubeProxyVersion": version,
            "osImage": "Debian GNU/Linux 12 (bookworm)",
            "kernelVersion": "6.1.0",
            "containerRuntimeVersion": "containerd://2.0.0",
            "operatingSystem": "linux",
            "architecture": "amd64",
            "machineID": name,
            "systemUUID": name,
            "bootID": name,
        },
    }


def broken(image: str) -> bool:
    """Whether the image is one that cannot be pulled."""
    return "nosuch" in image or image.endswith(":broken")


def _container(pod: Object, container: Object, *, job: bool) -> Object:
    image, now = container["image"], meta.stamp()
    status: Object = {
        "name": container["name"],
        "image": image,
        "restartCount": 0,
        "started": False,
        "ready": False,
    }
    if broken(image):
        text = f'rpc error: code = NotFound desc = failed to pull and unpack image "{image}"'
        return {**status, "imageID": "", "state": {"waiting": {"reason": "ErrImagePull", "message": text}}}
    digest = hashlib.sha256((pod["metadata"]["uid"] + container["name"]).encode()).hexdigest()
    status["imageID"] = f"sha256:{hashlib.sha256(image.encode()).hexdigest()}"
    status["containerID"] = f"containerd://{digest}"
    if job:
        ended = {"exitCode": 0, "reason": "Completed", "startedAt": now, "finishedAt": now}
        return {**status, "state": {"terminated": {**ended, "containerID": status["containerID"]}}}
    return {**status, "started": True, "ready": True, "state": {"running": {"startedAt": now}}}


def of_job(pod: Object) -> bool:
    """Whether the pod runs to an end."""
    owners = pod["metadata"].get("ownerReferences") or ()
    once = pod["spec"].get("restartPolicy") in ("Never", "OnFailure")
    return once and any(one["kind"] == "Job" for one in owners)


def pod_status(pod: Object, index: int, address: str) -> Object:
    """The status of a pod that has been started."""
    now, job = meta.stamp(), of_job(pod)
    bad = [one["name"] for one in pod["spec"]["containers"] if broken(one["image"])]
    why: Object = {}
    if job:
        why = {"reason": "PodCompleted"}
    elif bad:
        why = {
            "reason": "ContainersNotReady",
            "message": f"containers with unready status: [{' '.join(bad)}]",
        }
    ready = "False" if why else "True"
    kinds: list[tuple[str, str, Object]] = [
        ("PodReadyToStartContainers", "False" if job else "True", {}),
        ("Initialized", "True", {"reason": "PodCompleted"} if job else {}),
        ("Ready", ready, why),
        ("ContainersReady", ready, why),
    ]
    host = f"127.0.0.{index + 11}"
    return {
        "phase": "Pending" if bad else ("Succeeded" if job else "Running"),
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "podIP": address,
        "podIPs": [{"ip": address}],
        "startTime": now,
        "conditions": [
            {"type": kind, "status": status, "lastTransitionTime": now, "lastProbeTime": None, **more}
            for kind, status, more in kinds
        ],
        "containerStatuses": [_container(pod, one, job=job) for one in pod["spec"]["containers"]],
    }


def event(pod: Object, container: str, kind: str, reason: str, message: str) -> Object:
    about, now = pod["metadata"], meta.stamp()
    node = pod["spec"]["nodeName"]
    return {
        "metadata": {"name": f"{about['name']}.{time.time_ns():x}", "namespace": about["namespace"]},
        "involvedObject": {
            "kind": "Pod",
            "apiVersion": "v1",
            "namespace": about["namespace"],
            "name": about["name"],
            "uid": about["uid"],
            "resourceVersion": about["resourceVersion"],
            "fieldPath": f"spec.containers{{{container}}}",
        },
        "reason": reason,
        "message": message,
        "type": kind,
        "count": 1,
        "firstTimestamp": now,
        "lastTimestamp": now,
        "source": {"component": "kubelet", "host": node},
        "reportingComponent": "kubelet",
        "reportingInstance": node,
    }
