"""The Node and the Lease that a kubelet keeps, as JSON (Kubernetes: pkg/kubelet/kubelet_node_status.go)."""

import dataclasses
import datetime
import platform

from tutor.base import clock
from tutor.lab.client import resources
from tutor.lab.kubelet import config, record

LEASE_SECONDS = 40
"""How long a lease holds (nodeLeaseDurationSeconds)."""
RENEW_SECONDS = 10.0
"""How often it is renewed: a quarter of its duration."""
STATUS_SECONDS = 300.0
"""How often an unchanged status is posted again (nodeStatusReportFrequency)."""

CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclasses.dataclass(frozen=True)
class Machine:
    """What the machine is, read once; sizes in KiB."""

    cpus: int
    memory_kib: int
    disk_kib: int
    os_image: str
    kernel: str
    machine_id: str
    boot_id: str


def architecture() -> str:
    """The machine's architecture in Go's words."""
    return ARCHITECTURES.get(platform.machine(), platform.machine())


def labels(node: config.NodeConfig) -> dict[str, str]:
    """The labels that every kubelet gives its node, and the node's own."""
    return {
        "beta.kubernetes.io/arch": architecture(),
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture(),
        "kubernetes.io/hostname": node.name,
        "kubernetes.io/os": "linux",
        **node.labels,
    }


def new(node: config.NodeConfig) -> resources.Object:
    """The Node as it is registered."""
    spec: resources.Object = {}
    if node.pod_cidr:
        spec |= {"podCIDR": node.pod_cidr, "podCIDRs": [node.pod_cidr]}
    if node.taints:
        spec["taints"] = [_taint(taint) for taint in node.taints]
    notes = {"volumes.kubernetes.io/controller-managed-attach-detach": "true"}
    return {"metadata": {"name": node.name, "labels": labels(node), "annotations": notes}, "spec": spec}


def _taint(taint: config.Taint) -> resources.Object:
    found = {"key": taint.key, "effect": taint.effect}
    return {**found, "value": taint.value} if taint.value else found


def capacity(node: config.NodeConfig, machine: Machine) -> dict[str, str]:
    """Capacity, which in the lab is also all allocatable: every node shares the one machine."""
    return {
        "cpu": str(machine.cpus),
        "ephemeral-storage": f"{machine.disk_kib}Ki",
        "hugepages-2Mi": "0",
        "memory": f"{machine.memory_kib}Ki",
        "pods": str(node.max_pods),
    }


def status(
    node: config.NodeConfig,
    machine: Machine,
    images: list[resources.Object],
    now: datetime.datetime,
    since: str,
) -> resources.Object:
    """The node's status; `since` is when its conditions became what they are."""
    size = capacity(node, machine)
    beat = clock.rfc3339(now)
    return {
        "addresses": [
            {"type": "InternalIP", "address": node.address},
            {"type": "Hostname", "address": node.name},
        ],
        "allocatable": size,
        "capacity": size,
        "conditions": [
            {
                "type": kind,
                "status": truth,
                "reason": reason,
                "message": message,
                "lastHeartbeatTime": beat,
                "lastTransitionTime": since,
            }
            for kind, truth, reason, message in CONDITIONS
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": node.port}},
        "images": images,
        "nodeInfo": _info(machine),
    }


def _info(machine: Machine) -> resources.Object:
    return {
        "architecture": architecture(),
        "bootID": machine.boot_id,
        "containerRuntimeVersion": f"{record.RUNTIME}://namespaces",
        "kernelVersion": machine.kernel,
        "kubeProxyVersion": "",
        "kubeletVersion": config.VERSION,
        "machineID": machine.machine_id,
        "operatingSystem": "linux",
        "osImage": f"{machine.os_image} (k8stutor lab)",
        "systemUUID": machine.machine_id,
    }


def lease(node: config.NodeConfig, uid: str, now: datetime.datetime) -> resources.Object:
    """The node's lease, owned by the Node."""
    owner = {"apiVersion": "v1", "kind": "Node", "name": node.name, "uid": uid}
    return {
        "metadata": {"name": node.name, "namespace": "kube-node-lease", "ownerReferences": [owner]},
        "spec": {
            "holderIdentity": node.name,
            "leaseDurationSeconds": LEASE_SECONDS,
            "renewTime": clock.rfc3339_micro(now),
        },
    }
