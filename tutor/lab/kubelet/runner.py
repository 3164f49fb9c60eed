"""Keeps one container of a pod running as its restart policy wants (Kubernetes: pkg/kubelet/kuberuntime)."""

import asyncio
import datetime
import signal

import aiohttp

from tutor.base import clock
from tutor.lab.client import resources, rest
from tutor.lab.kubelet import (
    backoff,
    context,
    ending,
    environment,
    events,
    hooks,
    launch,
    logread,
    prober,
    pulling,
    record,
    story,
    volumes,
)
from tutor.lab.kubelet.images import image

CONFIG_RETRY_SECONDS = 5.0
UNKNOWN_CODE = 255
MESSAGE_LIMIT = 4096
"""Bytes of a termination message that are kept."""


class Runner:
    """One container: `run()` returns when it has ended for good; `stop` ends it."""

    def __init__(
        self,
        scene: context.Scene,
        item: record.Container,
        held: volumes.Volumes,
        *,
        policy: str,
        init: bool = False,
    ) -> None:
        self.item = item
        self.live: launch.Live | None = None
        self._scene = scene
        self._held = held
        self._policy = policy
        self._story = story.Story(scene, item, init=init)
        self._restarts = backoff.Backoff()
        self._pulls = pulling.Pulls()
        self._replacing: asyncio.Task[None] | None = None
        self._attempt = item.restarts

    def source_changed(self) -> None:
        """A config map or secret that it may be made of has changed."""
        self._story.source_changed()

    async def pause_for_news(self, seconds: float) -> None:
        """Sleep, but not on when such a source changes."""
        await self._story.pause_for_news(seconds)

    async def run(self) -> None:
        """Start, watch and restart the container until its policy lets it rest or `stop` was called."""
        while not self._story.stopping.is_set():
            started_at = clock.now()
            code = await self._once()
            if self._story.stopping.is_set() or code is None or not self._again(code):
                return
            await self._back_off((clock.now() - started_at).total_seconds())
            if not self._story.stopping.is_set():
                self.item.restarts += 1
                self._attempt += 1

    def redefine(self, spec: resources.Object) -> None:
        """Take on a changed spec; a new image restarts the container."""
        changed = spec["image"] != self.item.spec["image"]
        self.item.spec, self.item.image = spec, spec["image"]
        if not changed:
            return
        self._restarts, self._pulls = backoff.Backoff(), pulling.Pulls()
        self._story.redefined()
        if self.live is not None:
            self._story.tell(
                events.NORMAL, "Killing", f"Container {self.item.name} definition changed, will be restarted"
            )
            self._replacing = asyncio.create_task(
                self._kill(self.live, self._grace()), name="replace container"
            )

    async def stop(self, grace: float) -> None:
        """End it: preStop, its stop signal, and SIGKILL when `grace` seconds have passed."""
        self._story.stop()
        live = self.live
        if live is None:
            return
        self._story.tell(events.NORMAL, "Killing", f"Stopping container {self.item.name}")
        self.item.ready = False
        await self._kill(live, grace)

    async def _once(self) -> int | None:
        """One life of the container; its exit code, or None when it was stopped before it lived."""
        await self._story.until_standing()
        found = await self._pulls.obtain(self._story)
        if found is None:
            return None
        live = await self._started(found)
        if live is None:
            return None if self._story.stopping.is_set() else launch.START_ERROR
        self.live = live
        try:
            if self._story.stopping.is_set():  # while it was being started
                await self._kill(live, 0.0)
            return await self._watched(live)
        except asyncio.CancelledError:
            if found.agent:  # a process ends with its sandbox, an agent has none
                await live.process.signal(signal.SIGKILL)
            live.close()
            raise
        finally:
            self.live = None
            if self._replacing is not None:
                self._replacing.cancel()

    async def _started(self, found: image.Image) -> launch.Live | None:
        """A running container; None when it was stopped, or when its program cannot be started."""
        while not self._story.stopping.is_set():
            try:
                return await self._start(found)
            except environment.ConfigError as error:
                self._story.wait("CreateContainerConfigError", str(error))
                self._story.tell(events.WARNING, "Failed", f"Error: {error}")
                await self._story.pause_for_news(CONFIG_RETRY_SECONDS)
            except (rest.ApiError, aiohttp.ClientError, TimeoutError):
                await self._story.pause(1.0)  # the API is away: what the environment needs cannot be read
            except launch.StartError as error:
                self._start_failed(error)
                return None
        return None

    async def _start(self, found: image.Image) -> launch.Live:
        scene, spec = self._scene, self.item.spec
        env = await launch.env_of(scene, spec, found)
        if found.agent:
            live = launch.start_hosted(scene, spec, found, self._held, env, self._attempt)
            self._story.tell(events.NORMAL, "Created", "Container created")
        else:
            place = await launch.build_root(scene, spec, found, self._held, env, self._attempt)
            self._story.tell(events.NORMAL, "Created", "Container created")
            live = await launch.start(scene, spec, found, place, self._attempt)
        container_id = f"{record.RUNTIME}://{context.new_container_id()}"
        self.item.container_id = container_id
        self.item.state = record.Running(clock.now())
        self._story.tell(events.NORMAL, "Started", "Container started")
        return live

    def _start_failed(self, error: launch.StartError) -> None:
        now = clock.now()
        self.item.state = record.Terminated(launch.START_ERROR, "StartError", None, now, message=str(error))
        self._story.tell(events.WARNING, "Failed", f"Error: {error}")
        self._scene.changed(True)

    async def _watched(self, live: launch.Live) -> int:
        """See a running container to its end, with its hooks and probes."""
        state = self.item.state
        assert isinstance(state, record.Running)
        watching = asyncio.create_task(
            self._attend(live), name=f"attend {self._scene.full_name} {self.item.name}"
        )
        try:
            code = await live.process.wait()
            if not self._scene.context.host.alive:
                await (
                    asyncio.Event().wait()
                )  # the machine has ended, and its kubelet is about to: nobody is told
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        await launch.sweep(self._scene, live.place)
        live.close()
        message = self._message(live, code)
        self.item.ready = self.item.started = False
        self.item.state = record.Terminated(
            code, record.reason_of(code), state.started_at, clock.now(), self.item.container_id, message
        )
        self._scene.changed(True)
        return code

    async def _attend(self, live: launch.Live) -> None:
        spec = self.item.spec
        if hook := (spec.get("lifecycle") or {}).get("postStart"):
            trouble = await hooks.run(self._scene, spec, live.place, hook, hooks.HOOK_SECONDS)
            if trouble:
                self._story.tell(events.WARNING, "FailedPostStartHook", f"PostStartHook failed: {trouble}")
                await self._kill(live, self._grace())
                return
        self.item.started = "startupProbe" not in spec
        self.item.ready = self.item.started and "readinessProbe" not in spec
        self._scene.changed(self.item.ready)
        await prober.Prober(self._scene, spec, live.place, self._found).run()

    async def _found(self, finding: prober.Finding) -> None:
        if not finding.good:
            text = f"{finding.kind.capitalize()} probe failed: {finding.message}"
            self._story.tell(events.WARNING, "Unhealthy", text)
        if not finding.decided:
            return
        if finding.kind == "readiness":
            self.item.ready = finding.good
        elif finding.good:
            self.item.started = True
            self.item.ready = "readinessProbe" not in self.item.spec
        elif self.live is not None:
            text = f"Container {self.item.name} failed {finding.kind} probe, will be restarted"
            self._story.tell(events.NORMAL, "Killing", text)
            await self._kill(self.live, self._grace(finding.kind))
        self._scene.changed(True)

    async def _kill(self, live: launch.Live, grace: float) -> None:
        def failed(text: str) -> None:
            self._story.tell(events.WARNING, "FailedPreStopHook", text)

        await ending.end(self._scene, self.item.spec, live, grace, failed)

    def _grace(self, kind: str = "") -> float:
        """Seconds that a probe's or hook's failure leaves the container to end."""
        probe = self.item.spec.get(prober.KINDS.get(kind, "")) or {}
        own = probe.get("terminationGracePeriodSeconds")
        given = self._scene.pod["spec"].get("terminationGracePeriodSeconds", 30)
        return float(given if own is None else own)

    def _again(self, code: int) -> bool:
        return self._policy == "Always" or (self._policy == "OnFailure" and code != 0)

    async def _back_off(self, ran: float) -> None:
        """Wait as long as a container in a crash loop waits."""
        assert isinstance(self.item.state, record.Terminated)
        self.item.last = self.item.state
        wait = self._restarts.next(ran)
        if wait:
            name, pod = self.item.name, self._scene.full_name
            text = f"back-off {backoff.go_duration(wait)} restarting failed container={name} pod={pod}"
            self._story.wait("CrashLoopBackOff", text)
            self._story.tell(
                events.WARNING, "BackOff", f"Back-off restarting failed container {name} in pod {pod}"
            )
            await self._story.pause(wait)

    def _message(self, live: launch.Live, code: int) -> str:
        """What the container left in its termination log; else, where it asks for that, the end of its output."""
        left = self._termination_log(live)
        if left or not code or self.item.spec.get("terminationMessagePolicy") != "FallbackToLogsOnError":
            return left
        return logread.last_words(live.output.path)

    def _termination_log(self, live: launch.Live) -> str:
        if self._scene.sandbox is None or not live.place.root:
            return ""
        path = self.item.spec.get("terminationMessagePath") or "/dev/termination-log"
        return logread.left(self._scene.sandbox.path(f"{live.place.root}{path}"), MESSAGE_LIMIT)


def container_of(spec: resources.Object, before: resources.Object | None) -> record.Container:
    """A container not started yet; `before` is its earlier status, when another kubelet ran it."""
    if before is None or not before.get("containerID"):
        return record.Container(spec["name"], spec["image"], spec)
    restarts = int(before.get("restartCount", 0)) + 1
    return record.Container(spec["name"], spec["image"], spec, restarts=restarts, last=_lost(before))


def _lost(before: resources.Object) -> record.Terminated | None:
    """How a container ended that ran when its node lost its power: nobody knows (containerd, pkg/cri restart)."""
    running = before.get("state", {}).get("running")
    if running is None:
        return None
    began = datetime.datetime.fromisoformat(running["startedAt"])
    return record.Terminated(UNKNOWN_CODE, "Unknown", began, clock.now(), before["containerID"])
