"""One node's kubelet: registers the node, runs its pods, serves their logs and streams.

Its pods outlive a run of it, as containers outlive the process kubelet: the next run takes them over.
"""

import asyncio
import logging
from pathlib import Path

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.kubelet import (
    config,
    context,
    dnsconfig,
    events,
    hosted,
    machine,
    manifests,
    nodekeeper,
    objects,
    server,
    staticpods,
)
from tutor.lab.kubelet import pod as pods

LOG = logging.getLogger(__name__)

Images = context.Images


class Kubelet:
    """Run `run()` as a task; `halt` ends the node's pods. `ready` is set once the node is registered."""

    def __init__(
        self,
        node: config.NodeConfig,
        host_init: config.HostInit,
        client: rest.Client,
        cni: config.Cni,
        images: Images,
        *,
        sources: objects.Sources | None = None,
        agents: hosted.Agents | None = None,
    ) -> None:
        """`sources`, when given, is shared by several kubelets and run by their owner."""
        self.ready = asyncio.Event()
        self._own_sources = sources is None
        self._shared = context.Context(
            node=node,
            host=host_init,
            client=client,
            cni=cni,
            images=images,
            sources=sources or objects.Sources(client),
            events=events.Recorder(client, node.name),
            machine=machine.read(node.name, node.boot),
            resolver=_resolver(node, host_init),
            agents=agents or {},
        )
        self._pods: dict[str, pods.Pod] = {}
        self._last: dict[tuple[str, str], asyncio.Task[None]] = {}
        """The latest pod of each name."""
        self._tasks = aio.Tasks()
        self._static = staticpods.StaticPods(self._shared, self._added)

    async def run(self) -> None:
        """Serve until cancelled; the pods go on. Raises what an own task failed with."""
        name = self._shared.node.name
        keeper = nodekeeper.NodeKeeper(self._shared)
        cache = informer.Informer(self._shared.client, resources.PODS, fields=f"spec.nodeName={name}")
        async with aio.tasks() as tasks, server.serving(self._shared, self.find, self._listed):
            tasks.start(self._static.follow(), name=f"manifests {name}")
            tasks.start(self._shared.events.run(), name=f"events {name}")
            if self._own_sources:
                tasks.start(self._shared.sources.run(), name=f"sources {name}")
            uid = await keeper.register()
            tasks.start(keeper.run(), name=f"lease {name}")
            await self._shared.sources.synced()
            cache.on_change(self._pod_changed)
            tasks.start(cache.run(), name=f"pods {name}")
            with self._shared.sources.listening(self._source_changed):
                await cache.synced.wait()
                self._forget_gone(cache)
                tasks.start(self._static.mirror(cache, uid), name=f"mirrors {name}")
                self.ready.set()
                raise await tasks.failed

    async def halt(self) -> None:
        """End all pods at once, and tell nobody."""
        await self._tasks.close()

    @property
    def pod_count(self) -> int:
        """How many pods it keeps at this moment, those of manifests included."""
        return len(self._pods)

    def _forget_gone(self, cache: informer.Informer) -> None:
        """End the pods that were deleted while no kubelet ran."""
        there = {pod["metadata"]["uid"] for pod in cache}
        for uid, pod in self._pods.items():
            if uid not in there and not context.is_static(pod.scene.pod):
                pod.gone()

    def find(self, namespace: str, name: str) -> pods.Pod | None:
        """The pod of that name that runs here."""
        for pod in self._pods.values():
            meta = pod.scene.pod["metadata"]
            if (meta["namespace"], meta["name"]) == (namespace, name):
                return pod
        return None

    def _listed(self) -> list[pods.Pod]:
        return list(self._pods.values())

    def _pod_changed(self, change: str, obj: resources.Object, before: resources.Object | None) -> None:
        if manifests.is_mirror(obj):
            self._static.heard(obj)
            return
        uid = obj["metadata"]["uid"]
        if (
            before is not None and before["metadata"]["uid"] != uid
        ):  # deleted and made anew between two listings
            self._pod_changed("DELETED", before, None)
        known = self._pods.get(uid)
        if change == "DELETED":
            if known is not None:
                known.gone()
        elif known is not None:
            known.update(obj)
        else:
            self._added(obj)

    def _added(self, obj: resources.Object) -> pods.Pod:
        uid = obj["metadata"]["uid"]
        pod = self._pods[uid] = pods.Pod(self._shared, obj)
        if obj["metadata"].get("deletionTimestamp"):
            pod.update(obj)
        name = obj["metadata"]["namespace"], obj["metadata"]["name"]
        task = self._tasks.start(self._through(pod, self._last.get(name)), name=f"pod {pod.scene.full_name}")
        self._last[name] = task
        task.add_done_callback(lambda ended: self._ended(uid, name, ended))
        return pod

    def _ended(self, uid: str, name: tuple[str, str], task: "asyncio.Task[None]") -> None:
        self._pods.pop(uid, None)
        if self._last.get(name) is task:
            del self._last[name]

    async def _through(self, pod: pods.Pod, namesake: "asyncio.Task[None] | None") -> None:
        try:
            if namesake is not None:
                # Its interface and its folder have this pod's names, and are still to be cleared away.
                await asyncio.wait((namesake,))
            await pod.run()
        except (
            Exception
        ):  # one pod's fault is not the others': it is logged whole, and its object stays to be seen
            LOG.exception("pod %s", pod.scene.full_name)

    def _source_changed(self, kind: resources.Resource, namespace: str, name: str) -> None:
        for pod in self._pods.values():
            if pod.scene.pod["metadata"]["namespace"] == namespace and pod.source_changed(kind, name):
                self._tasks.start(pod.refresh_volumes(), name=f"volumes {pod.scene.full_name}")


def _resolver(node: config.NodeConfig, host: config.HostInit) -> dnsconfig.Resolver:
    try:
        return dnsconfig.parse(Path(host.path(node.resolv_conf)).read_text())
    except FileNotFoundError:
        return dnsconfig.without_file(node.address)
