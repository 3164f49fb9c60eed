"""The parts that run on nodes, as tasks of the supervisor: kubelets, with the caches that they share."""

import asyncio
from collections.abc import Callable, Mapping

from tutor.base import aio
from tutor.lab.client import rest
from tutor.lab.kubelet import config, kubelet, objects
from tutor.lab.kubelet.images import registry
from tutor.lab.net import topology
from tutor.lab.root import spawn

ClientFactory = Callable[[str], rest.Client]

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
NOT_BALANCED = "node.kubernetes.io/exclude-from-external-load-balancers"


def settings(name: str, pod_cidr: str, authority: str) -> config.NodeConfig:
    """One node as kubeadm joins it; the control plane's carries its labels and its taint."""
    leads = name == topology.CONTROL_PLANE
    return config.NodeConfig(
        name=name,
        address=topology.BY_NAME[name].address,
        pod_cidr=pod_cidr,
        labels={CONTROL_PLANE: "", NOT_BALANCED: ""} if leads else {},
        taints=(config.Taint(CONTROL_PLANE, "NoSchedule"),) if leads else (),
        ca_certificate=authority,
    )


async def start(
    hosts: Mapping[str, spawn.HostInit],
    networks: Mapping[str, config.Cni],
    nodes: Mapping[str, config.NodeConfig],
    client_factory: ClientFactory,
    tasks: aio.Tasks,
) -> None:
    """Start a kubelet for each node; returns when all have registered."""
    shared = client_factory("system:kubelet")
    sources = objects.Sources(shared)
    tasks.start(sources.run(), name="kubelet sources")
    started = []
    for name, node in nodes.items():
        client = client_factory(f"system:node:{name}")
        one = kubelet.Kubelet(node, hosts[name], client, networks[name], registry.find, sources=sources)
        tasks.start(one.run(), name=f"kubelet {name}")
        started.append(one)
    await asyncio.gather(*(one.ready.wait() for one in started))
