"""The parts that run on nodes, as tasks of the supervisor: Calico, kube-proxy, kubelets, with shared caches."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping

from tutor.lab.calico import agent, allocator, cni, datastore, ipam
from tutor.lab.client import informer, resources, rest
from tutor.lab.inside import hostadapter, keeping
from tutor.lab.kubelet import config, kubelet, objects
from tutor.lab.kubelet.images import registry
from tutor.lab.net import topology
from tutor.lab.proxy import config as proxy_config
from tutor.lab.proxy import health, serving, sync
from tutor.lab.root import spawn

POD_CIDR = "172.16.0.0/16"

ClientFactory = Callable[[str], rest.Client]

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
NOT_BALANCED = "node.kubernetes.io/exclude-from-external-load-balancers"


def settings(name: str, authority: str) -> config.NodeConfig:
    """One node as kubeadm joins it; the control plane's carries its labels and its taint."""
    leads = name == topology.CONTROL_PLANE
    return config.NodeConfig(
        name=name,
        address=topology.BY_NAME[name].address,
        pod_cidr=ipam.LESSON_BLOCKS[name],
        labels={CONTROL_PLANE: "", NOT_BALANCED: ""} if leads else {},
        taints=(config.Taint(CONTROL_PLANE, "NoSchedule"),) if leads else (),
        ca_certificate=authority,
    )


async def start_kubelets(
    hosts: Mapping[str, spawn.HostInit],
    networks: Mapping[str, config.Cni],
    nodes: Mapping[str, config.NodeConfig],
    client_factory: ClientFactory,
    keeper: keeping.Keeper,
) -> None:
    """Start a kubelet for each node; returns when all have registered."""
    shared = client_factory("system:kubelet")
    sources = objects.Sources(shared)
    keeper.start(sources.run, name="kubelet sources")
    started = []
    for name, node in nodes.items():
        client = client_factory(f"system:node:{name}")
        one = kubelet.Kubelet(node, hosts[name], client, networks[name], registry.find, sources=sources)
        # Its pods have ended with it: a second run would not know what the first one left.
        keeper.start(one.run, name=f"kubelet {name}", again=False)
        started.append(one)
    await asyncio.gather(*(one.ready.wait() for one in started))


def start_networks(
    hosts: Mapping[str, spawn.HostInit],
    client: rest.Client,
    keeper: keeping.Keeper,
    ends: contextlib.AsyncExitStack,
) -> dict[str, cni.Cni]:
    """Start Calico for each node; what plugs in the node's pods."""
    pool = allocator.Allocator([ipam.Pool(POD_CIDR)])
    known = informer.Informer(client, resources.NODES)
    made = {}
    for name, host in hosts.items():
        one = agent.Agent(name, host.pid, pool, known, hostadapter.HostAdapter(host))
        keeper.start(one.run, name=f"calico {name}", again=False)
        made[name] = cni.Cni(name, host.pid, pool)
        ends.callback(made[name].close)
    keeper.start(known.run, name="calico nodes")
    addresses = {name: topology.BY_NAME[name].interfaces[1].addresses[0] for name in hosts}
    store = datastore.Datastore(client, pool, known, addresses)
    keeper.start(store.run, name="calico datastore")
    return made


def start_proxies(
    hosts: Mapping[str, spawn.HostInit],
    nodes: Mapping[str, config.NodeConfig],
    client: rest.Client,
    keeper: keeping.Keeper,
    *,
    form: str = sync.NEWEST,
) -> list[sync.Proxy]:
    """Start a kube-proxy for each node, with rules in this form."""
    services = informer.Informer(client, resources.SERVICES)
    slices = informer.Informer(client, resources.ENDPOINT_SLICES)
    made = []
    for name, node in nodes.items():
        settings = proxy_config.Config(
            node_name=name,
            node_ip=node.address,
            cluster_cidr=POD_CIDR,
            local_addresses=local_addresses(name),
        )
        served = health.Health(serving.node_sockets(hosts[name].namespace("net")))
        adapter = hostadapter.HostAdapter(hosts[name])
        proxy = sync.Proxy(settings, adapter, services, slices, healthy=served, form=form)
        keeper.start(proxy.run, name=f"kube-proxy {name}")
        made.append(proxy)
    for source in (services, slices):
        keeper.start(source.run, name=f"kube-proxy {source.kind.plural}")
    return made


def local_addresses(name: str) -> tuple[str, ...]:
    """The addresses of a node's cards, which serve node ports."""
    cards = topology.BY_NAME[name].interfaces
    return tuple(address.partition("/")[0] for card in cards for address in card.addresses)
