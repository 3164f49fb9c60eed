"""Runs the pods of the node's manifests, and keeps what stands for them in the API (Kubernetes: pkg/kubelet/pod)."""

import asyncio
import datetime
from collections.abc import Callable
from pathlib import Path

import aiohttp

from tutor.base import watcher
from tutor.lab.client import informer, resources, rest
from tutor.lab.kubelet import context, manifests
from tutor.lab.kubelet import pod as pods

RETRY_SECONDS = 0.5
Key = tuple[str, str]

Add = Callable[[resources.Object], pods.Pod]
"""Starts a pod on the node."""


class StaticPods:
    """Run `follow` and, once the node is registered, `mirror` as tasks. `pods` outlive both."""

    def __init__(self, shared: context.Context, add: Add) -> None:
        self._shared = shared
        self._add = add
        self._running: dict[Key, pods.Pod] = {}
        self._texts: dict[str, str] = {}
        self._dirty: set[Key] = set()
        self._news = asyncio.Event()

    async def follow(self) -> None:
        """Keep the node's pods true to its manifests."""
        folder = Path(self._shared.host.path(manifests.FOLDER))
        folder.mkdir(parents=True, exist_ok=True)
        with watcher.Watcher(f"{folder}/any") as changes:
            while True:
                texts = manifests.read(folder)
                if texts != self._texts:
                    await self._apply(texts)
                await changes.wait(manifests.PERIOD_SECONDS)

    async def _apply(self, texts: dict[str, str]) -> None:
        now = datetime.datetime.now(datetime.UTC)
        wanted = {_key(pod): pod for pod in manifests.pods(texts, self._shared.node.name, now)}
        self._texts = texts
        stale = [
            key
            for key, pod in self._running.items()
            if key not in wanted or pod.scene.uid != _uid(wanted[key])
        ]
        for pod in [self._running.pop(key) for key in stale]:
            pod.gone()
            await pod.over.wait()
        for key in wanted.keys() - self._running.keys():
            self._running[key] = self._add(wanted[key])
            self._touch(key)
        for key in stale:
            self._touch(key)

    def heard(self, mirror: resources.Object) -> None:
        """A mirror has changed, or gone."""
        self._touch(_key(mirror))

    def _touch(self, key: Key) -> None:
        self._dirty.add(key)
        self._news.set()

    async def mirror(self, known: informer.Informer, node_uid: str) -> None:
        """Keep the API's view of them true; `known` are the node's pods there."""
        self._dirty |= self._running.keys()
        self._dirty |= {_key(pod) for pod in known if manifests.is_mirror(pod)}
        while True:
            self._news.clear()
            for key in list(self._dirty):
                try:
                    await self._reflect(key, known.get(key[1], key[0]), node_uid)
                    self._dirty.discard(key)
                except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
                    await asyncio.sleep(RETRY_SECONDS)
            if not self._dirty:
                await self._news.wait()

    async def _reflect(self, key: Key, mirror: resources.Object | None, node_uid: str) -> None:
        pod, client = self._running.get(key), self._shared.client
        if mirror is not None and (pod is None or not manifests.stands_for(mirror, pod.scene.pod)):
            if not manifests.is_mirror(mirror):
                return  # another pod has taken the name
            meta = mirror["metadata"]
            try:
                await client.delete(resources.PODS, key[1], key[0], grace=0, uid=meta["uid"])
            except rest.ApiError as error:
                if error.code not in (404, 409):
                    raise
            mirror = None
        if pod is None:
            return
        if mirror is None:
            mirror = await self._created(key, manifests.mirror_of(pod.scene.pod, node_uid))
        pod.reflected(mirror)

    async def _created(self, key: Key, wanted: resources.Object) -> resources.Object:
        try:
            return await self._shared.client.create(resources.PODS, wanted)
        except rest.ApiError as error:
            if error.code != 409:
                raise
            return await self._shared.client.get(resources.PODS, key[1], key[0])


def _key(pod: resources.Object) -> Key:
    meta = pod["metadata"]
    return meta["namespace"], meta["name"]


def _uid(pod: resources.Object) -> str:
    uid: str = pod["metadata"]["uid"]
    return uid
