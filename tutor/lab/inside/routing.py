"""Calico: the agent of each node as the container of its pod, and what plugs in the node's pods (its CNI plugin)."""

import contextlib
from collections.abc import Iterable, Mapping

from tutor.lab.calico import agent, allocator, cni, datastore, ipam
from tutor.lab.client import informer, resources, rest
from tutor.lab.inside import agentlog, hostadapter, keeping
from tutor.lab.kubelet import hosted
from tutor.lab.net import topology
from tutor.lab.root import spawn

POD_CIDR = "172.16.0.0/16"


class Network:
    """Calico of the whole cluster: the addresses, and the nodes as all its agents see them."""

    def __init__(self, client: rest.Client, keeper: keeping.Keeper, nodes: Iterable[str]) -> None:
        self._addresses = allocator.Allocator([ipam.Pool(POD_CIDR)])
        self._nodes = informer.Informer(client, resources.NODES)
        keeper.start(self._nodes.run, name="calico nodes")
        cards = {name: topology.BY_NAME[name].interfaces[1].addresses[0] for name in nodes}
        store = datastore.Datastore(client, self._addresses, self._nodes, cards)
        keeper.start(store.run, name="calico datastore")

    def wish(self, addresses: Mapping[tuple[str, str], str]) -> None:
        """Pods of these namespaces and names shall have these addresses if they come while this holds."""
        self._addresses.wishes = dict(addresses)

    def plugin(self, host: spawn.HostInit) -> cni.Cni:
        """What connects the pods of a node; its caller closes it."""
        agent.claim_tunnel(self._addresses, host.name)  # before any pod takes it, as a node does that joins
        return cni.Cni(host.name, host.pid, self._addresses, hostadapter.HostAdapter(host))

    async def run(self, host: spawn.HostInit, setting: hosted.Setting, log: agentlog.Log) -> int:
        """One life of calico-node. Its device, routes and rules stay behind."""
        del setting
        log.info("daemon.go", f'Felix starting up nodename="{host.name}"')
        with contextlib.closing(informer.View(self._nodes)) as nodes:
            one = agent.Agent(host.name, host.pid, self._addresses, nodes, hostadapter.HostAdapter(host))
            log.info("vxlan_mgr.go", f'VXLAN device of this node ip="{one.tunnel}" name="vxlan.calico"')
            await one.run()
        return 0
