"""Starts a container: its root, its streams, its process."""

import asyncio
import contextlib
import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path

from tutor.lab.client import resources
from tutor.lab.kubelet import (
    config,
    context,
    environment,
    expand,
    hosted,
    identity,
    output,
    podfiles,
    rootplan,
    serviceenv,
    stdio,
    volumes,
)
from tutor.lab.kubelet.images import image
from tutor.lab.root import spawn

ROOTFS_ENTRY = "tutor.lab.kubelet.rootfs:main"
START_ERROR = 128
"""Exit code of a container whose program could not be started (containerd's StartError)."""


class StartError(Exception):
    """The container's process could not be started."""


@dataclasses.dataclass
class Live:
    """A running container and the ends of its streams that the kubelet holds."""

    process: config.Process
    place: context.Place
    output: output.Output
    stdin: int = -1
    terminal: int = -1
    origin: image.Image | None = None

    def close(self) -> None:
        """Close what the kubelet holds; the output closes itself at its end."""
        self.output.close()
        if self.stdin >= 0:
            with contextlib.suppress(OSError):
                os.close(self.stdin)
            self.stdin = -1


async def env_of(scene: context.Scene, spec: resources.Object, found: image.Image) -> dict[str, str]:
    """The container's environment: PATH and the host name, the image's, the services', its own."""
    objects: dict[tuple[str, str], resources.Object] = {}
    namespace = scene.pod["metadata"]["namespace"]
    for ref in environment.references(spec):
        obj = await scene.context.sources.get(ref.kind, namespace, ref.name)
        if obj is not None:
            objects[ref.kind.plural, ref.name] = obj
    pod_spec = scene.pod["spec"]
    links = pod_spec.get("enableServiceLinks") is not False
    services = serviceenv.variables(
        serviceenv.visible(scene.context.sources.services(), namespace, links=links)
    )
    built = environment.build(
        with_addresses(scene), spec, objects, services=services, allocatable=scene.context.allocatable
    )
    hostname = scene.context.node.name if pod_spec.get("hostNetwork") else pod_spec.get("hostname")
    base = {"PATH": image.PATH, "HOSTNAME": hostname or scene.pod["metadata"]["name"], "HOME": "/root"}
    terminal = {"TERM": "xterm"} if spec.get("tty") else {}
    return {**base, **terminal, **found.env, **built}


def with_addresses(scene: context.Scene) -> resources.Object:
    """The pod with the addresses that its status may not hold yet, for the downward API."""
    own = {"hostIP": scene.context.node.address, "hostIPs": [{"ip": scene.context.node.address}]}
    if scene.address:
        own |= {"podIP": scene.address, "podIPs": [{"ip": scene.address}]}
    return {**scene.pod, "status": {**scene.pod.get("status", {}), **own}}


def root_of(scene: context.Scene, name: str, attempt: int) -> str:
    """Where the root of a container's attempt is mounted in the sandbox."""
    return f"{scene.directory}/containers/{name}/{attempt}"


def log_path(scene: context.Scene, name: str, attempt: int) -> Path:
    """The log file of a container's attempt, as the supervisor reaches it."""
    meta = scene.pod["metadata"]
    node = scene.context.node
    folder = f"{node.log_dir}/{meta['namespace']}_{meta['name']}_{meta['uid']}/{name}"
    return Path(scene.context.host.path(f"{folder}/{attempt}.log"))


def attempts(scene: context.Scene, name: str) -> int:
    """How often an earlier kubelet started a container, as its logs tell (kuberuntime: calcRestartCountByLogDir)."""
    numbers = [path.stem for path in log_path(scene, name, 0).parent.glob("*.log")]
    return max((int(number) + 1 for number in numbers if number.isdigit()), default=0)


async def build_root(
    scene: context.Scene,
    spec: resources.Object,
    found: image.Image,
    held: volumes.Volumes,
    env: dict[str, str],
    attempt: int,
) -> context.Place:
    """Mount the container's root. Raises StartError, environment.ConfigError."""
    user = identity.user_of(scene.pod, spec)
    root = root_of(scene, spec["name"], attempt)
    workdir = spec.get("workingDir") or found.workdir
    plan = rootplan.Plan(
        root=root,
        userland=found.userland,
        files=dict(found.files),
        mounts=podfiles.mounts(scene, spec, held, env),
        workdir=workdir,
        termination_log=spec.get("terminationMessagePath") or "/dev/termination-log",
        read_only=bool((spec.get("securityContext") or {}).get("readOnlyRootFilesystem")),
        replaces=root_of(scene, spec["name"], attempt - 1) if attempt else "",
    )
    Path(scene.context.host.path(root)).mkdir(parents=True, exist_ok=True)
    await _build(scene, plan)
    return context.Place(scene.uid, root, env, workdir, user)


async def _build(scene: context.Scene, plan: rootplan.Plan) -> None:
    """Have a plan carried out inside the sandbox. Raises StartError."""
    reading, writing = os.pipe()
    spec = spawn.ProcessSpec(
        entry=ROOTFS_ENTRY, entry_args=(plan.text(),), pod=scene.uid, fds=(spawn.NO_FD, writing, writing)
    )
    with os.fdopen(reading, "rb") as trouble:
        try:
            process = await scene.context.host.spawn(spec)
            failed = await process.wait()
        except spawn.SpawnError as error:
            raise StartError(f"{error.what} {error.why}".strip()) from error
        finally:
            os.close(writing)
        if failed:
            raise StartError(trouble.read(4096).decode(errors="replace") or "its root could not be built")


def _argv(spec: resources.Object, found: image.Image, env: Mapping[str, str]) -> tuple[str, ...]:
    """The container's command line. Raises StartError where it has none."""
    command = tuple(expand.expand(word, env) for word in spec.get("command") or [])
    args = tuple(expand.expand(word, env) for word in spec.get("args") or [])
    if not (argv := found.argv(command, args)):
        raise StartError("no command specified")
    return argv


async def start(
    scene: context.Scene, spec: resources.Object, found: image.Image, place: context.Place, attempt: int
) -> Live:
    """Start the container's process in its root. Raises StartError."""
    argv = _argv(spec, found, place.env)
    if attempt > 1:
        log_path(scene, spec["name"], attempt - 2).unlink(missing_ok=True)
    wants_input = bool(spec.get("stdin"))
    with contextlib.ExitStack() as unused:
        sink = output.Output(log_path(scene, spec["name"], attempt))
        unused.callback(sink.close)
        if spec.get("tty"):
            streams = await stdio.terminal(scene.context.host, scene.uid, stdin=wants_input)
        else:
            streams = stdio.pipes(stdin=wants_input)
        unused.callback(streams.close)
        try:
            process = await scene.context.host.spawn(process_spec(found, argv, place, streams))
        except spawn.SpawnError as error:
            raise StartError(not_started(argv[0], error)) from error
        unused.pop_all()
    streams.close_theirs()
    for name, fd in streams.ours.items():
        sink.read(fd, name)
    return Live(process, place, sink, streams.stdin, streams.terminal, found)


def start_hosted(
    scene: context.Scene,
    spec: resources.Object,
    found: image.Image,
    held: volumes.Volumes,
    env: dict[str, str],
    attempt: int,
) -> Live:
    """Start the agent that the image stands for. Raises StartError where there is none of that name here."""
    agent = scene.context.agents.get(found.agent)
    if agent is None:
        raise StartError(f"nothing runs {found.agent} on this node")
    sink = output.Output(log_path(scene, spec["name"], attempt))
    setting = hosted.Setting(
        pod=scene.pod,
        argv=_argv(spec, found, env),
        env=env,
        where=lambda path: held.find(spec, path),
        say=lambda line: sink.take(b"stderr", line.encode() + b"\n"),
    )
    process = hosted.Process(agent(setting), name=f"{found.agent} {scene.full_name}")
    return Live(process, context.Place(scene.uid, "", env, "/"), sink, origin=found)


def not_started(program: str, error: spawn.SpawnError) -> str:
    """Why a program was not started, in the words of an OCI runtime."""
    if error.errno == 2 and "/" not in program:
        reason = "executable file not found in $PATH"
    elif error.errno:
        reason = f"stat {program}: {os.strerror(error.errno).lower()}"
    else:
        reason = error.what
    return f'failed to start container process: exec: "{program}": {reason}'


def process_spec(
    found: image.Image | None, argv: tuple[str, ...], place: context.Place, streams: stdio.Streams
) -> spawn.ProcessSpec:
    """The process of a command line: a program of the image where it is one, else what is executed."""
    entry = found.programs.get(argv[0], "") if found else ""
    title, args = " ".join(argv) if entry else "", argv[1:]
    if not entry and place.user:
        entry, args = identity.ENTRY, (*place.user.words(), *argv)
    return spawn.ProcessSpec(
        argv=() if entry else argv,
        entry=entry,
        entry_args=args if entry else (),
        title=title,
        env=place.env,
        cwd=place.cwd,
        pod=place.pod,
        root=place.root,
        tty=streams.terminal >= 0,
        fds=streams.theirs,
    )


async def sweep(scene: context.Scene, place: context.Place) -> None:
    """Kill what a container that has ended left behind: processes whose root is its root."""
    await asyncio.sleep(0)
    if scene.sandbox is None or not place.root:
        return
    with contextlib.suppress(OSError):
        device = os.stat(f"{scene.sandbox.path(place.root)}/").st_dev
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{pid}/root/").st_dev == device:
                    os.kill(int(pid), 9)
