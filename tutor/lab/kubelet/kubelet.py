"""One node's kubelet: registers the node, runs its pods, serves their logs and streams."""

import asyncio
from pathlib import Path

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.kubelet import (
    config,
    context,
    dnsconfig,
    events,
    machine,
    nodekeeper,
    objects,
    server,
)
from tutor.lab.kubelet import pod as pods

Images = context.Images


class Kubelet:
    """Run `run()` as a task; cancelling it ends the node's pods. `ready` is set once the node is registered."""

    def __init__(
        self,
        node: config.NodeConfig,
        host_init: config.HostInit,
        client: rest.Client,
        cni: config.Cni,
        images: Images,
        *,
        sources: objects.Sources | None = None,
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
            machine=machine.read(node.name),
            resolver=_resolver(node, host_init),
        )
        self._pods: dict[str, pods.Pod] = {}
        self._tasks: aio.Tasks | None = None

    async def run(self) -> None:
        """Serve until cancelled. Raises what an own task failed with."""
        name = self._shared.node.name
        keeper = nodekeeper.NodeKeeper(self._shared)
        cache = informer.Informer(self._shared.client, resources.PODS, fields=f"spec.nodeName={name}")
        async with (
            aio.tasks() as tasks,
            aio.tasks() as working,
            server.serving(self._shared, self.find, self._listed),
        ):
            self._tasks = working
            tasks.start(self._shared.events.run(), name=f"events {name}")
            if self._own_sources:
                tasks.start(self._shared.sources.run(), name=f"sources {name}")
            await keeper.register()
            tasks.start(keeper.run(), name=f"lease {name}")
            await self._shared.sources.synced()
            self._shared.sources.on_change(self._source_changed)
            cache.on_change(self._pod_changed)
            tasks.start(cache.run(), name=f"pods {name}")
            self.ready.set()
            raise await _first(tasks, working)

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
            self._add(uid, obj)

    def _add(self, uid: str, obj: resources.Object) -> None:
        assert self._tasks is not None
        pod = self._pods[uid] = pods.Pod(self._shared, obj)
        if obj["metadata"].get("deletionTimestamp"):
            pod.update(obj)
        task = self._tasks.start(pod.run(), name=f"pod {pod.scene.full_name}")
        task.add_done_callback(lambda _: self._pods.pop(uid, None))

    def _source_changed(self, kind: resources.Resource, namespace: str, name: str) -> None:
        for pod in self._pods.values():
            if pod.scene.pod["metadata"]["namespace"] == namespace and pod.source_changed(kind, name):
                assert self._tasks is not None
                self._tasks.start(pod.refresh_volumes(), name=f"volumes {pod.scene.full_name}")


async def _first(*owners: aio.Tasks) -> BaseException:
    """The first failure of any."""
    done, _ = await asyncio.wait([owner.failed for owner in owners], return_when=asyncio.FIRST_COMPLETED)
    return done.pop().result()


def _resolver(node: config.NodeConfig, host: config.HostInit) -> dnsconfig.Resolver:
    try:
        return dnsconfig.parse(Path(host.path(node.resolv_conf)).read_text())
    except FileNotFoundError:
        return dnsconfig.without_file(node.address)
