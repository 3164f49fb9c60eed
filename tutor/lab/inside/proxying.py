"""kube-proxy of each node, as the container of its pod: reads its ConfigMap, keeps the node's rules."""

import asyncio
import contextlib
import functools
from pathlib import Path

import aiohttp

from tutor.base import aio, watcher
from tutor.lab.client import informer, resources, rest
from tutor.lab.inside import agentlog, hostadapter, keeping
from tutor.lab.kubelet import hosted
from tutor.lab.net import topology
from tutor.lab.proxy import config, document, health, serving, sync
from tutor.lab.root import spawn

FAILED = 1
ZONE = "topology.kubernetes.io/zone"
DEFAULT = "/var/lib/kube-proxy/config.conf"
LOOK_SECONDS = 60.0
"""How often the configuration is read where the kernel tells of no change."""


class Proxies:
    """Those of all nodes; they share what they know of the cluster."""

    def __init__(self, client: rest.Client, keeper: keeping.Keeper, form: str) -> None:
        self._form, self._client = form, client
        self._services = informer.Informer(client, resources.SERVICES)
        self._slices = informer.Informer(client, resources.ENDPOINT_SLICES)
        for source in (self._services, self._slices):
            keeper.start(source.run, name=f"kube-proxy {source.kind.plural}")

    async def run(self, host: spawn.HostInit, setting: hosted.Setting, log: agentlog.Log) -> int:
        """One life of one. Its rules stay behind, as those of a real one do."""
        path = setting.where(setting.flag("config") or DEFAULT)
        text = path.read_text()
        try:
            told = document.parse(text, _node(host.name))
        except document.BadDocument as error:
            log.error("run.go:72", f'"Error running ProxyServer" err="failed to load {path.name}: {error}"')
            return FAILED
        _announce(told, log)
        views = informer.View(self._services), informer.View(self._slices)
        served = health.Health(serving.node_sockets(host.namespace("net")))
        adapter = hostadapter.HostAdapter(host)
        with contextlib.closing(views[0]), contextlib.closing(views[1]):
            zone = functools.partial(self._zone, host.name)
            proxy = sync.Proxy(told, adapter, *views, healthy=served, form=self._form, zone=zone)
            async with aio.tasks() as tasks:
                tasks.start(proxy.run(), name=f"kube-proxy rules {host.name}")
                changed = tasks.start(_changed(path, text), name=f"kube-proxy configuration {host.name}")
                await asyncio.wait((changed, tasks.failed), return_when=asyncio.FIRST_COMPLETED)
            if tasks.failed.done():
                raise tasks.failed.result()
        # Kubernetes: cmd/kube-proxy/app/options.go; the kubelet then starts it with the new settings.
        words = "content of the proxy server's configuration file was updated"
        log.error("run.go:72", f'"Error running ProxyServer" err="{words}"')
        return FAILED

    async def _zone(self, node: str) -> str:
        try:
            found = await self._client.get(resources.NODES, node)
        except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
            return ""  # hints for zones are left out of account, as on a node that has none
        return str((found["metadata"].get("labels") or {}).get(ZONE, ""))


def _node(name: str) -> config.Config:
    host = topology.BY_NAME[name]
    local = tuple(address.partition("/")[0] for card in host.interfaces for address in card.addresses)
    return config.Config(node_name=name, node_ip=host.address, local_addresses=local)


def _announce(told: config.Config, log: agentlog.Log) -> None:
    log.info("server.go:234", f'"Successfully retrieved NodeIPs" NodeIPs=["{told.node_ip}"]')
    if not told.node_port_addresses:
        why = "nodePortAddresses is unset; NodePort connections will be accepted on all local IPs"
        log.error("server.go:256", f'"Kube-proxy configuration may be incomplete or incorrect" err="{why}"')
    log.info("server_linux.go:132", '"Using iptables Proxier"')
    if told.localhost_node_ports:
        log.info("proxier.go:242", '"Setting route_localnet=1 to allow node-ports on localhost"')


async def _changed(path: Path, text: str) -> None:
    """Wait for another text of the configuration."""
    with watcher.Watcher(str(path)) as changes:
        while _text(path) == text:
            await changes.wait(LOOK_SECONDS)


def _text(path: Path) -> str:
    """What is in a file; nothing where it has gone, as with its ConfigMap."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
