"""Works services off one at a time and writes what became of them (controller/main.go; k8s/controllers)."""

import asyncio
import copy

import aiohttp

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.metallb import allocator, log, model
from tutor.lab.metallb.controller import balancer, pace, wording

RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Services:
    """Follows all services. Run `run()` as a task; `set_pools` takes a configuration."""

    def __init__(
        self,
        client: rest.Client,
        log: log.Log,
        manner: wording.Manner,
        tell: balancer.Tell,
        load_balancer_class: str = "",
    ) -> None:
        self._client, self._log, self._manner = client, log, manner
        self._class = load_balancer_class
        self.given = allocator.Allocator(listed=manner.modern)
        self.updates = self.errors = 0
        self._balancer = balancer.Balancer(manner, self.given, tell)
        self.pools: dict[str, model.Pool] | None = None
        self.followed = informer.Informer(client, resources.SERVICES)
        self.followed.on_change(self._note)
        self._waiting: dict[str, None] = {}
        self._failures: dict[str, int] = {}
        self._pace = pace.Pace()
        self._all = False
        self._wake = asyncio.Event()

    def _note(self, change: str, obj: resources.Object, before: resources.Object | None) -> None:
        del change, before
        self._queue(informer.key_of(obj))

    def _queue(self, key: str) -> None:
        self._waiting[key] = None
        self._wake.set()

    def _queue_all(self) -> None:
        self._all = True
        self._wake.set()

    async def take(self, config: model.Config | None) -> bool:
        """Take up a configuration (SetConfig, SetPools); False when it is refused."""
        log = self._log
        if config is None:
            what = "configuration is missing, MetalLB will not function"
            log.error(op="setConfig", error="no MetalLB configuration in cluster", msg=what)
            return False
        try:
            self.given.set_pools(config.pools, evict=self._manner.modern)
        except allocator.Refused as error:
            log.error(op="setConfig", error=str(error), msg="applying new configuration failed")
            return False
        self.pools = dict(config.pools)
        self._queue_all()
        return True

    async def run(self) -> None:
        """Work for ever. What failed to be written is tried again later."""
        async with aio.tasks() as owner:
            owner.start(self._work(owner), name="metallb balancing")
            raise await asyncio.shield(owner.failed)

    async def _work(self, owner: aio.Tasks) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting or self._all:
                await self._work_off(owner)

    async def _work_off(self, owner: aio.Tasks) -> None:
        """The service that waits longest, or all of them."""
        if self._all:
            request, suffix, keys = "metallbreload/reload", " - reprocessAll", self._every()
        else:
            request, suffix = next(iter(self._waiting)), ""
            keys = [request]
            del self._waiting[request]
        log = self._log.having(caller="service_controller.go:60", controller=f"ServiceReconciler{suffix}")
        if self._manner.modern:
            log.info(**{"start reconcile": request})
        for key in keys:
            if pause := await self._sync(key, log):
                owner.start(self._later(key, pause), name=f"metallb retry {key}")
        if self._manner.modern:
            log.info(**{"end reconcile": request})

    def _every(self) -> list[str]:
        """All services, deleted ones first, then those that have an address, then the older ones."""
        self._all = False
        gone = [key for key in self._waiting if self.followed.get(*_parts(key)) is None]
        self._waiting.clear()
        return gone + [informer.key_of(obj) for obj in sorted(self.followed, key=_age)]

    async def _later(self, key: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._queue(key)

    async def _sync(self, key: str, reconciler: log.Log) -> float:
        """Bring one service to its address; the seconds after which to try again, 0 for done."""
        service = self.followed.get(*_parts(key))
        if service is not None and self._foreign(service):
            return 0.0
        self.updates += 1
        log = self._log if self._manner.modern else self._log.having(service=key)
        if service is None:
            self._deleted(key, log)
            return 0.0
        if self.pools is None:
            return 0.0
        if pause := self._pace.pause(key):
            return pause
        made = copy.deepcopy(service)
        before, key_before = self.given.addresses(key), self.given.key(key)
        good = self._balancer.converge(made, self.pools, log)
        if not good:
            self.errors += 1
            reconciler.error(name=key, event="failed to handle service, no retry")
        if before and not self.given.addresses(key):
            what = "removed loadbalancer from service, services will be reprocessed"
            log.info(event="serviceUpdated", msg=what)
            self._queue_all()
        elif before and key_before != self.given.key(key):
            # Others may share the address now.
            self._queue_all()
        return 0.0 if made == service else await self._write(key, made, log)

    def _foreign(self, service: resources.Object) -> bool:
        """Whether another load balancer is asked for by spec.loadBalancerClass, which v0.11 does not know."""
        return self._manner.modern and (service["spec"].get("loadBalancerClass") or "") != self._class

    def _deleted(self, key: str, log: log.Log) -> None:
        self._failures.pop(key, None)
        if self.given.release(key):
            log.info(event="serviceDeleted", msg="service deleted")
            # Another service may wait for the address that is free now.
            self._queue_all()

    async def _write(self, key: str, service: resources.Object, log: log.Log) -> float:
        try:
            written = await self._client.update(resources.SERVICES, service, subresource="status")
        except rest.ApiError as error:
            return 0.0 if error.reason == "NotFound" else self._failed(key, log, error)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return self._failed(key, log, error)
        self._failures.pop(key, None)
        self._pace.spend(key)
        self.followed.remember(written)
        log.info(event="serviceUpdated", msg="updated service object")
        return 0.0

    def _failed(self, key: str, log: log.Log, error: Exception) -> float:
        self.errors += 1
        count = self._failures[key] = self._failures.get(key, 0) + 1
        log.error(op="updateServiceStatus", error=str(error), msg="failed to update service status")
        return RETRY_SECONDS[min(count, len(RETRY_SECONDS)) - 1]


def _parts(key: str) -> tuple[str, str]:
    namespace, _, name = key.partition("/")
    return name, namespace


def _age(service: resources.Object) -> tuple[bool, str]:
    """Services that have an address first, then the older ones; the order of the cache otherwise."""
    return not balancer.addresses(service), service["metadata"].get("creationTimestamp") or ""
