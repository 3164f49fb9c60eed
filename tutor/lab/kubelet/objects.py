"""What pods refer to: services, config maps and secrets, cached by watch and looked up once more on a miss."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from tutor.base import aio
from tutor.lab.client import informer, resources, rest

Listener = Callable[[resources.Resource, str, str], None]
"""Called with kind, namespace and name of an object that changed."""


class Sources:
    """The caches, shared by the kubelets of one process. Run `run()` as a task."""

    def __init__(self, client: rest.Client) -> None:
        self._client = client
        self._caches = {
            kind.plural: informer.Informer(client, kind)
            for kind in (resources.SERVICES, resources.CONFIG_MAPS, resources.SECRETS)
        }

    async def run(self) -> None:
        """Keep the caches true until cancelled."""
        async with aio.tasks() as tasks:
            for plural, cache in self._caches.items():
                tasks.start(cache.run(), name=f"kubelet-cache-{plural}")
            raise await tasks.failed

    async def synced(self) -> None:
        """Wait for the first listing of all."""
        await asyncio.gather(*(cache.synced.wait() for cache in self._caches.values()))

    @contextlib.contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Tell `listener` of each change of a config map or secret during the block."""
        with contextlib.ExitStack() as ends:
            for kind in (resources.CONFIG_MAPS, resources.SECRETS):
                ends.callback(self._caches[kind.plural].on_change(_telling(kind, listener)))
            yield

    def services(self) -> list[resources.Object]:
        """All services."""
        return list(self._caches[resources.SERVICES.plural])

    async def get(self, kind: resources.Resource, namespace: str, name: str) -> resources.Object | None:
        """The object, asked of the API where the cache has not heard of it yet; None when there is none."""
        found = self._caches[kind.plural].get(name, namespace)
        if found is not None:
            return found
        try:
            return await self._client.get(kind, name, namespace)
        except rest.ApiError as error:
            if error.code == 404:
                return None
            raise


def _telling(kind: resources.Resource, listener: Listener) -> informer.Handler:
    def tell(_change: str, obj: resources.Object, _before: resources.Object | None) -> None:
        listener(kind, obj["metadata"]["namespace"], obj["metadata"]["name"])

    return tell
