"""Stands in for the kubelets of three nodes: pods run, fail to pull or complete at once, and go when deleted.

Images with "nosuch" in their name or with the tag "broken" cannot be pulled; pods of Jobs complete at once.
The first node is the control plane.
"""

import asyncio
import hashlib
import time
from typing import Any

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import meta

Object = dict[str, Any]
NODES = ("node-0", "node-1", "node-2")
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


class Kubelets:
    """All three of them."""

    def __init__(self, client: rest.Client, owner: aio.Tasks, version: str) -> None:
        self._client = client
        self._owner = owner
        self._version = version
        self._since = meta.stamp()
        self._pods = informer.Informer(client, resources.PODS)
        self._pods.on_change(self._changed)
        self._busy: set[str] = set()
        self._given = dict.fromkeys(range(len(NODES)), 1)

    async def start(self) -> None:
        """Register the nodes and begin to run pods."""
        for index, name in enumerate(NODES):
            await self._client.create(resources.NODES, node_object(index, name))
        await self._beat()
        self._owner.start(self._heartbeats(), name="heartbeats")
        self._owner.start(self._pods.run(), name="pods")
        await self._pods.synced.wait()

    async def _heartbeats(self) -> None:
        while True:
            await asyncio.sleep(8)
            await self._beat()

    async def _beat(self) -> None:
        for index, name in enumerate(NODES):
            status = node_status(index, name, self._version, self._since)
            await self._client.patch(
                resources.NODES,
                name,
                {"status": status},
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )
            spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": meta.micro_stamp()}
            try:
                await self._client.patch(resources.LEASES, name, {"spec": spec}, "kube-node-lease")
            except rest.ApiError as error:
                if error.code != 404:
                    raise
                lease = {"metadata": {"name": name, "namespace": "kube-node-lease"}, "spec": spec}
                await self._client.create(resources.LEASES, lease)

    def _changed(self, change: str, pod: Object, _known: Object | None) -> None:
        if change == "DELETED" or pod["spec"].get("nodeName") not in NODES:
            return
        uid = pod["metadata"]["uid"]
        going = meta.deleting(pod) and not pod["metadata"].get("finalizers")
        fresh = (pod.get("status") or {}).get("phase") == "Pending" and not pod["status"].get(
            "containerStatuses"
        )
        work = "end" if going else ("begin" if fresh and not meta.deleting(pod) else "")
        if work and f"{work} {uid}" not in self._busy:
            self._busy.add(f"{work} {uid}")
            self._owner.start(self._end(pod) if going else self._begin(pod), name=f"{work} {uid}")

    async def _end(self, pod: Object) -> None:
        about = pod["metadata"]
        try:
            await self._client.delete(
                resources.PODS, about["name"], about["namespace"], grace=0, uid=about["uid"]
            )
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise

    async def _begin(self, pod: Object) -> None:
        await asyncio.sleep(0.05)
        index = NODES.index(pod["spec"]["nodeName"])
        self._given[index] += 1
        about = pod["metadata"]
        address = f"10.244.{index}.{self._given[index] % 250}"
        body = {"metadata": {"uid": about["uid"]}, "status": pod_status(pod, index, address)}
        try:
            await self._client.patch(
                resources.PODS,
                about["name"],
                body,
                about["namespace"],
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )
            for container in pod["spec"]["containers"]:
                await self._tell(pod, container)
        except rest.ApiError as error:
            if error.code not in (403, 404, 409):
                raise

    async def _tell(self, pod: Object, container: Object) -> None:
        image, name = container["image"], container["name"]
        told = [
            ("Normal", "Pulled", f'Container image "{image}" already present on machine'),
            ("Normal", "Created", f"Created container: {name}"),
            ("Normal", "Started", f"Started container {name}"),
        ]
        if broken(image):
            told = [("Warning", "Failed", f'Failed to pull image "{image}": not found')]
        for kind, reason, message in told:
            await self._client.create(resources.EVENTS, _event(pod, name, kind, reason, message))


def _event(pod: Object, container: str, kind: str, reason: str, message: str) -> Object:
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
