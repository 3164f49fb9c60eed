"""One pod on the node: its sandbox, network, volumes and containers, until its object is gone."""

import asyncio
import datetime
import logging

import aiohttp

from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.kubelet import (
    context,
    departure,
    events,
    ground,
    launch,
    podview,
    record,
    runner,
    statuswriter,
    volumes,
)

LOG = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
FORCED_GRACE_SECONDS = 1.0
"""What a pod whose object is gone already has left to end."""


class Pod:
    """Run `run()` as a task; `update` tells of the object's changes, `gone` that it was deleted."""

    def __init__(self, shared: context.Context, pod: resources.Object) -> None:
        self.scene = context.Scene(shared, pod, self._changed)
        self._held = volumes.Volumes(self.scene)
        self._ground = ground.Ground(self.scene, self._held)
        earlier = statuses(pod)
        policy = pod["spec"].get("restartPolicy", "Always")
        self.init = [
            self._runner(spec, earlier, "Always" if podview.is_sidecar(spec) else _once(policy), init=True)
            for spec in pod["spec"].get("initContainers") or []
        ]
        self.main = [self._runner(spec, earlier, policy) for spec in pod["spec"]["containers"]]
        self.ephemeral: list[runner.Runner] = []
        self._started_at = started_at(pod)
        self._failed: tuple[str, str] | None = None
        self._ending = asyncio.Event()
        self.over = asyncio.Event()
        self._gone = self._laid = self._over = False
        self._tasks: aio.Tasks | None = None
        self._writer = statuswriter.Writer(self.scene, self._view)

    def _runner(
        self, spec: resources.Object, earlier: dict[str, resources.Object], policy: str, *, init: bool = False
    ) -> runner.Runner:
        item = runner.container_of(spec, earlier.get(spec["name"]))
        item.restarts = max(item.restarts, launch.attempts(self.scene, spec["name"]))
        if init or self.scene.pod["spec"].get("initContainers"):
            item.state = record.Waiting("PodInitializing")
        return runner.Runner(self.scene, item, self._held, policy=policy, init=init)

    @property
    def runners(self) -> list[runner.Runner]:
        """All containers."""
        return [*self.init, *self.main, *self.ephemeral]

    def update(self, pod: resources.Object) -> None:
        """The object as it is now."""
        self.scene.pod = pod
        specs = {spec["name"]: spec for spec in pod["spec"]["containers"]}
        for item in self.main:
            item.redefine(specs[item.item.name])
        if self._laid and not self._over and self._tasks is not None:
            self._debug(self._tasks)
        if pod["metadata"].get("deletionTimestamp"):
            self._ending.set()
        self._writer.merge()

    def reflected(self, mirror: resources.Object) -> None:
        """What stands in the API for this pod of a manifest."""
        before, self.scene.mirror = self.scene.mirror, mirror
        if before is None or before["metadata"]["uid"] != mirror["metadata"]["uid"]:
            self._writer.anew()

    def gone(self) -> None:
        """The object was removed; nobody waits for a status any more."""
        self._gone = True
        self._ending.set()

    def _is_gone(self) -> bool:
        return self._gone

    def source_changed(self, kind: resources.Resource, name: str) -> bool:
        """A config map or secret of the pod's namespace changed; whether a volume must be written anew."""
        for container in self.runners:
            container.source_changed()
        return self._held.refers_to(kind, name)

    async def refresh_volumes(self) -> None:
        """Write volumes anew from their sources."""
        await self._held.refresh()

    async def run(self) -> None:
        """From nothing to the end. Cancelled, it takes its namespaces along but leaves the object."""
        try:
            await self._run()
        finally:
            self.over.set()

    async def _run(self) -> None:
        async with aio.tasks() as tasks:
            self._tasks = tasks
            tasks.start(self._writer.run(), name=f"status {self.scene.full_name}")
            try:
                await self._until_over(tasks)
                await self._ending.wait()
            except asyncio.CancelledError:
                await tasks.close()  # the containers end now, and nobody is to see them end or start again
                raise
            finally:
                await self._ground.clear()
            if not self._gone:
                await self._writer.finish()
                await departure.delete(self.scene, self._is_gone)
            departure.forget(self.scene)

    async def _until_over(self, tasks: aio.Tasks) -> None:
        if self.scene.pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
            return
        tasks.start(self._renew_tokens(), name=f"tokens {self.scene.full_name}")
        work = tasks.start(self._live(tasks), name=f"pod {self.scene.full_name}")
        ending = tasks.start(self._ending.wait(), name=f"ending {self.scene.full_name}")
        deadline = self.scene.pod["spec"].get("activeDeadlineSeconds")
        done, _ = await asyncio.wait(
            (work, ending, tasks.failed), timeout=deadline, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            text = "Pod was active on the node longer than the specified deadline"
            self._failed = ("DeadlineExceeded", text)
            self.scene.context.events.pod(self.scene.pod, events.NORMAL, "DeadlineExceeded", text)
        self._over = True
        await self._stop_all()
        if self._laid:
            await asyncio.wait((work,), timeout=FORCED_GRACE_SECONDS)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        if tasks.failed.done():
            self._faulted(tasks.failed.result())
        await self._ground.retire()
        self._changed(True)

    def _faulted(self, error: BaseException) -> None:
        """A fault of the kubelet's own costs its pod, and is told; the node's other pods go on."""
        text = f"error syncing pod: {type(error).__name__}: {error}"
        self._failed = ("KubeletFault", text)
        self.scene.context.events.pod(self.scene.pod, events.WARNING, "FailedSync", text)
        LOG.error("pod %s", self.scene.full_name, exc_info=error)

    async def _live(self, tasks: aio.Tasks) -> None:
        """Set everything up and see the containers through."""
        self._changed(False)
        await self._ground.lay(self.main[0].pause_for_news)
        self._laid = True
        tasks.start(self._ground.guard(self.main[0].pause_for_news), name=f"guard {self.scene.full_name}")
        self._debug(tasks)
        if await self._initialized(tasks):
            for item in self.main:
                if isinstance(item.item.state, record.Waiting):
                    item.item.state = record.Waiting("ContainerCreating")
            name = self.scene.full_name
            lives = [tasks.start(item.run(), name=f"container {name} {item.item.name}") for item in self.main]
            await asyncio.gather(*lives)

    def _debug(self, tasks: aio.Tasks) -> None:
        """Start the ephemeral containers that were added; they are never restarted."""
        known = {item.item.name for item in self.ephemeral}
        for spec in self.scene.pod["spec"].get("ephemeralContainers") or []:
            if spec["name"] not in known:
                item = self._runner(spec, {}, "Never")
                self.ephemeral.append(item)
                tasks.start(item.run(), name=f"debug {self.scene.full_name} {spec['name']}")

    async def _initialized(self, tasks: aio.Tasks) -> bool:
        """Run the init containers in turn; whether all did their part."""
        for item in self.init:
            work = tasks.start(item.run(), name=f"init {self.scene.full_name} {item.item.name}")
            if podview.is_sidecar(item.item.spec):
                while not item.item.started and not work.done():
                    await self._writer.changed()
                continue
            await work
            if not item.item.succeeded:
                return False
            item.item.ready = True
        return True

    async def _stop_all(self) -> None:
        """Stop the containers, the sidecars after the others."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._grace()
        sidecars = [item for item in self.init if podview.is_sidecar(item.item.spec)]
        others = [item for item in self.runners if item not in sidecars]
        for group in (others, sidecars):
            left = max(deadline - loop.time(), 0.0)
            await asyncio.gather(*(item.stop(left) for item in group))

    def _grace(self) -> float:
        if self._gone:
            return FORCED_GRACE_SECONDS
        given = self.scene.pod["metadata"].get("deletionGracePeriodSeconds")
        if given is None:
            given = self.scene.pod["spec"].get("terminationGracePeriodSeconds", 30)
        return float(given)

    async def _renew_tokens(self) -> None:
        while True:
            due = self._held.next_token_refresh()
            if due is None:
                await asyncio.sleep(60)
                continue
            await volumes.until(due)
            try:
                await self._held.refresh()
            except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS)

    def _changed(self, urgent: bool) -> None:
        self._writer.dirty(urgent=urgent)

    def _view(self, before: list[resources.Object]) -> podview.View:
        node = self.scene.context.node
        return podview.View(
            pod=self.scene.pod,
            init=[item.item for item in self.init],
            main=[item.item for item in self.main],
            ephemeral=[item.item for item in self.ephemeral],
            host_ip=node.address,
            pod_ip=self.scene.address,
            started_at=self._started_at,
            sandbox=bool(self.scene.address) and (self.scene.sandbox is not None or self.scene.hosted),
            failed=self._failed,
            before=before,
        )


def _once(policy: str) -> str:
    """An ordinary init container is tried again under every policy but Never, and rests once it has succeeded."""
    return "Never" if policy == "Never" else "OnFailure"


def statuses(pod: resources.Object) -> dict[str, resources.Object]:
    """The container statuses that the object holds, by name."""
    status = pod.get("status", {})
    found = [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]
    return {item["name"]: item for item in found}


def started_at(pod: resources.Object) -> datetime.datetime:
    """When a kubelet first took the pod on."""
    text = pod.get("status", {}).get("startTime")
    return datetime.datetime.fromisoformat(text) if text else datetime.datetime.now(datetime.UTC)
