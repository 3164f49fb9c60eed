"""The nodes' kubelets, and what they run as containers without processes. Each node can come and go."""

import asyncio
import dataclasses
from collections.abc import Mapping

from tutor.base import errors
from tutor.lab.calico import cni, ipam
from tutor.lab.controllers import stillness
from tutor.lab.inside import agentlog, agents, clients, keeping, managing, proxying, routing
from tutor.lab.kubelet import config, hosted, kubelet, objects
from tutor.lab.kubelet.images import registry
from tutor.lab.net import topology
from tutor.lab.root import spawn

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
NOT_BALANCED = "node.kubernetes.io/exclude-from-external-load-balancers"


def settings(name: str, authority: str, boot: int = 0) -> config.NodeConfig:
    """One node as kubeadm joins it; the control plane's carries its labels and its taint."""
    leads = name == topology.CONTROL_PLANE
    return config.NodeConfig(
        name=name,
        address=topology.BY_NAME[name].address,
        pod_cidr=ipam.LESSON_BLOCKS[name],
        labels={CONTROL_PLANE: "", NOT_BALANCED: ""} if leads else {},
        taints=(config.Taint(CONTROL_PLANE, "NoSchedule"),) if leads else (),
        ca_certificate=authority,
        boot=boot,
    )


@dataclasses.dataclass(frozen=True)
class Node:
    """A node that runs."""

    kubelet: kubelet.Kubelet
    network: cni.Cni


class Nodes:
    """All of them, with what their agents share: caches of the cluster, which cost memory once."""

    def __init__(
        self, made: clients.Clients, keeper: keeping.Keeper, authority: str, *, proxy_form: str
    ) -> None:
        self.agents = agents.Agents()
        self._clients = made
        self._keeper = keeper
        self._authority = authority
        self._boots = dict.fromkeys(topology.NODES, 0)
        self._running: dict[str, Node] = {}
        self.still = stillness.Stillness()
        self._plane = managing.ControlPlane(made, authority, self.still)
        self._proxies = proxying.Proxies(
            made.named("system:serviceaccount:kube-system:kube-proxy"), keeper, proxy_form
        )
        self._network = routing.Network(
            made.named("system:serviceaccount:kube-system:calico-node"), keeper, topology.NODES
        )
        self._sources = objects.Sources(made.named("system:kubelet"))
        keeper.start(self._sources.run, name="kubelet sources")

    async def start(self, hosts: Mapping[str, spawn.HostInit]) -> None:
        """Start the kubelets of these hosts; returns when all have registered."""
        for name, host in hosts.items():
            self.up(name, host)
        await asyncio.gather(*(self._running[name].kubelet.ready.wait() for name in hosts))

    def up(self, name: str, host: spawn.HostInit) -> None:
        """The node's host runs: start its kubelet."""
        client = self._clients.named(f"system:node:{name}")
        network = self._network.plugin(host)
        one = kubelet.Kubelet(
            settings(name, self._authority, self._boots[name]),
            host,
            client,
            network,
            registry.find,
            sources=self._sources,
            agents=self._agents(host),
        )
        self._boots[name] += 1
        self._running[name] = Node(one, network)
        self._keeper.start(one.run, name=f"kubelet/{name}")

    async def down(self, name: str) -> None:
        """The node's host has lost its power: nothing of it runs on, and nobody is told."""
        node = self._running.pop(name, None)
        if node is not None:
            await self._keeper.stop(f"kubelet/{name}")
            await node.kubelet.halt()
            node.network.close()

    def _agents(self, host: spawn.HostInit) -> hosted.Agents:
        made, plane = self.agents.hosted, self._plane
        return {
            "kube-apiserver": made("apiserver", plane.api_server),
            "kube-controller-manager": made("controller-manager", plane.controllers),
            "kube-scheduler": made("scheduler", plane.scheduler),
            "kube-proxy": made(
                f"kube-proxy/{host.name}", lambda setting, log: self._proxies.run(host, setting, log)
            ),
            "calico-node": made(
                f"calico-node/{host.name}",
                lambda setting, log: self._network.run(host, setting, log),
                agentlog.felix,
            ),
        }

    def wish(self, addresses: Mapping[tuple[str, str], str]) -> None:
        """Pods of these namespaces and names shall have these addresses if they come while this holds."""
        self._network.wish(addresses)

    def agent_names(self) -> list[str]:
        """The agents that run at this moment."""
        return sorted([*self.agents.names(), *(f"kubelet/{name}" for name in self._running)])

    def pods(self, host: str) -> int:
        """How many pods the host's kubelet keeps; 0 where there is none, or the host is off."""
        node = self._running.get(host)
        return node.kubelet.pod_count if node else 0

    def kill(self, name: str) -> None:
        """End an agent as SIGKILL would. Raises UsageError for a name that none has, LabError for the API server's."""
        if name == "apiserver":
            raise errors.LabError(
                "the API server is not to be killed",
                why="the cluster's state is in its memory: the lab would end with it",
                todo="end the lab instead: k8stutor lab down",
            )
        try:
            (self._keeper if name.startswith("kubelet/") else self.agents).kill(name)
        except KeyError:
            known = ", ".join(self.agent_names())
            raise errors.UsageError(
                f"no agent {name} runs in the lab", todo=f"choose one of {known}"
            ) from None
