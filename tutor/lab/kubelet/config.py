"""What a kubelet is told when it starts, and what it asks of the parts around it."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol

from tutor.lab.root import spawn

VERSION = "v1.36.2"
"""The Kubernetes version whose behaviour the lab shows."""

PORT = 10250
"""Where the kubelet serves logs, exec and attach on the node's address."""


@dataclasses.dataclass(frozen=True)
class Taint:
    """Keeps pods that do not tolerate it away; `effect` is NoSchedule, PreferNoSchedule or NoExecute."""

    key: str
    effect: str
    value: str = ""


@dataclasses.dataclass(frozen=True)
class NodeConfig:
    """One node: who it is, and the settings of its kubelet (KubeletConfiguration's names where it has them)."""

    name: str
    address: str
    pod_cidr: str = ""
    cluster_dns: tuple[str, ...] = ("10.96.0.10",)
    cluster_domain: str = "cluster.local"
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)
    taints: tuple[Taint, ...] = ()
    max_pods: int = 110
    port: int = PORT
    boot: int = 0
    """How often the machine has been started again: each start has a boot id of its own."""
    state_dir: str = "/var/lib/kubelet"
    log_dir: str = "/var/log/pods"
    resolv_conf: str = "/etc/resolv.conf"
    ca_certificate: str = ""
    """PEM of the cluster's CA; used for the projected volume when kube-root-ca.crt is not there yet."""


class Process(Protocol):
    """A running process of a host or pod."""

    pid: int

    async def wait(self) -> int:
        """Its exit code; 128+n when signal n ended it. May be awaited by several."""

    async def signal(self, number: int, *, group: bool = False) -> None:
        """Send it, or its process group, a signal; no error when it is gone."""


class Sandbox(Protocol):
    """The namespaces of one pod; `pid` and `pidfd` are its pause process as the supervisor sees it."""

    pid: int
    pidfd: int

    def path(self, inside: str) -> str:
        """A path of its mount namespace as the supervisor reaches it."""


class HostInit(Protocol):
    """What the kubelet asks of a host's PID 1 (tutor.lab.root.spawn.HostInit)."""

    name: str
    pid: int

    @property
    def alive(self) -> bool:
        """False once it has ended, and with it every process of the host."""

    def path(self, inside: str) -> str:
        """A path of the host as the supervisor reaches it."""

    async def spawn(self, spec: spawn.ProcessSpec) -> Process:
        """Start the process that a ProcessSpec describes."""

    async def create_sandbox(self, pod_id: str, *, hostname: str, host_network: bool) -> Sandbox:
        """Namespaces for one pod, held by a pause process."""

    async def remove_sandbox(self, pod_id: str) -> None:
        """End every process of the pod and let its namespaces go."""

    async def open_pty(self, pod: str = "", rows: int = 24, cols: int = 80) -> tuple[int, int]:
        """Master and slave of a terminal made in the pod's /dev/pts."""


@dataclasses.dataclass(frozen=True)
class HostPort:
    """A port of the node that leads to one of a pod's; `protocol` in small letters, `host_ip` empty for any."""

    host: int
    container: int
    protocol: str
    host_ip: str


class Cni(Protocol):
    """Gives a sandbox its network (tutor.lab.calico)."""

    async def add(self, namespace: str, name: str, sandbox_pid: int, ports: Sequence[HostPort] = ()) -> str:
        """Connect the pod; its IPv4 address. Raises tutor.base.errors.LabError when it cannot."""

    async def remove(self, namespace: str, name: str) -> None:
        """Take the pod's interface and address back; no error when there is none."""
