"""Takes a snapshot of the running lab, and makes the lab what a snapshot says."""

import asyncio
import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from tutor.base import clock, errors
from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import stillness
from tutor.lab.inside import readiness, running
from tutor.lab.root import spawn
from tutor.lab.router import config
from tutor.lab.router import running as routing
from tutor.lab.snapshots import archive, keys, variables

API = "/lab/snapshot"
LONGEST_SHELL = 1 << 20
PODS_SECONDS = 15.0
"""MetalLB's own probes give its pods ten before they look."""
RETRY_SECONDS = 0.2

Object = dict[str, Any]


class Nodes(Protocol):
    """What is asked of the nodes."""

    still: stillness.Stillness

    def wish(self, addresses: Mapping[tuple[str, str], str]) -> None:
        """Pods of these namespaces and names shall have these addresses if they come while this holds."""


class Snapshots:
    """One restore at a time, and no snapshot meanwhile. `mark` says, to whoever set it, which state this is."""

    def __init__(self, lab: running.Lab, client: rest.Client, nodes: Nodes) -> None:
        self._lab = lab
        self._client = client
        self._nodes = nodes
        self._turn = asyncio.Lock()
        self._first: asyncio.Task[bytes] | None = None
        self.mark = ""

    async def begin(self) -> None:
        """Keep the state of this moment for `reset`."""
        self._first = asyncio.create_task(self._taken(), name="first snapshot")
        await self._first

    async def _taken(self) -> bytes:
        for _ in self._lab.hosts:
            with contextlib.suppress(errors.LabError):
                return await self.take("ready")
            await asyncio.sleep(RETRY_SECONDS)  # a host was switched off meanwhile: then it is left out
        return await self.take("ready")

    async def take(self, about: str) -> bytes:
        """The file of a snapshot. Raises LabError."""
        async with self._turn:
            hosts = {name: host for name, host in self._lab.hosts.items() if host.alive}
            routers = [hosts[one.host] for one in config.ROUTERS if one.host in hosts]
            listed, *files = await asyncio.gather(
                self._client.request("GET", API),
                *(_agent(host, "capture", b"") for host in hosts.values()),
            )
            texts = await asyncio.gather(*(routing.read(host) for host in routers))
        content = archive.Content(
            objects=listed["objects"],
            files=dict(zip(hosts, files, strict=True)),
            shells={name: shell for name, host in hosts.items() if (shell := _shell(host))},
            routers={host.name: text for host, text in zip(routers, texts, strict=True) if text},
        )
        return archive.pack(archive.Header(clock.rfc3339(clock.now()), about), content)

    async def reset(self) -> Object:
        """Make the lab what it was when it became ready; as `restore`."""
        if self._first is None:
            raise errors.LabError("the lab is not ready yet", todo="try again")
        return await self.restore(await asyncio.shield(self._first))

    async def restore(self, packed: bytes) -> Object:
        """Make the lab what the file says; what was done, and what could not be. Raises LabError."""
        content = keys.renewed(archive.unpack(packed), self._lab.kubeconfig())
        async with self._turn:
            self.mark = ""
            await self._mended()
            try:
                self._nodes.wish(_addresses(content.objects))
                done, failed = await asyncio.gather(self._objects(content), self._files(content))
                for name, host in self._lab.hosts.items():
                    _remember(host, content.shells.get(name))
                await self._routers(content)
                begun = {f"{one['namespace']}/{one['name']}" for one in done["begun"]}
                waiting = await self._until_ready(content.objects, begun) if begun else []
            finally:
                self._nodes.wish({})
        return {
            "written": done["written"],
            "removed": done["removed"],
            "begun": len(done["begun"]),
            "failed": failed,
            "waiting": waiting,
        }

    async def _mended(self) -> None:
        """No fault outlives a restore: hosts are on, links are whole, the resolver answers."""
        faults = self._lab.faults
        for one in faults.said():
            if one["kind"] == "dns":
                faults.mute_resolver(mute=False)
            else:
                await faults.link(one["host"], one["card"], "up", "")
                await faults.link(one["host"], one["card"], "delay", "0")
                await faults.link(one["host"], one["card"], "loss", "0")
        for name, host in list(self._lab.hosts.items()):
            if not host.alive and self._lab.power is not None:
                await self._lab.power.start(name)

    async def _objects(self, content: archive.Content) -> Object:
        async with self._nodes.still.held():
            try:
                done = await self._client.request("PUT", API, body={"objects": content.objects})
            except rest.ApiError as error:
                raise errors.LabError(
                    "the snapshot cannot be used", why=str(error), todo="take a new one"
                ) from error
            await self._nodes.still.caught_up(done["versions"])
            return done

    async def _files(self, content: archive.Content) -> list[str]:
        """Paths that could not be made so, host by host."""
        hosts = {name: host for name, host in self._lab.hosts.items() if name in content.files}
        done = await asyncio.gather(
            *(_agent(host, "apply", json.dumps(content.files[name]).encode()) for name, host in hosts.items())
        )
        return [f"{name}: {line}" for name, told in zip(hosts, done, strict=True) for line in told["failed"]]

    async def _routers(self, content: archive.Content) -> None:
        hosts = [self._lab.hosts[router.host] for router in config.ROUTERS]
        await asyncio.gather(*(_route(host, content.routers.get(host.name, "")) for host in hosts))

    async def _until_ready(self, objects: list[Object], begun: set[str]) -> list[str]:
        """Wait for the pods begun anew that were ready; those that are not in time."""
        were = {_key(obj) for obj in objects if obj["kind"] == "Pod" and readiness.condition(obj, "Ready")}
        wanted = were & begun
        pods = informer.Informer(self._client, resources.PODS)
        changed = asyncio.Event()
        pods.on_change(lambda *_: changed.set())
        following = asyncio.create_task(pods.run(), name="pods of a restore")

        def missing() -> list[str]:
            ready = {_key(pod) for pod in pods if readiness.condition(pod, "Ready")}
            return sorted(wanted - ready)

        try:
            async with asyncio.timeout(PODS_SECONDS):
                while not pods.synced.is_set() or missing():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            return missing()
        finally:
            following.cancel()
        return []


async def _route(host: spawn.HostInit, wanted: str) -> None:
    """Let a router run as it did; where it did not run, as its configuration file says if it runs now."""
    if not wanted and await routing.read(host):
        wanted = routing.settings(Path(host.path(routing.CONF)).read_text())
    if wanted:
        await routing.replace(host, wanted)


def _key(obj: Object) -> str:
    return f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}"


def _addresses(objects: list[Object]) -> dict[tuple[str, str], str]:
    found = {}
    for obj in objects:
        if obj.get("kind") == "Pod":
            address = (obj.get("status") or {}).get("podIP")
            if address and not (obj.get("spec") or {}).get("hostNetwork"):
                found[obj["metadata"].get("namespace", ""), obj["metadata"]["name"]] = str(address)
    return found


async def _agent(host: spawn.HostInit, work: str, given: bytes) -> Object:
    """Run a part of `tutor.lab.snapshots.hostfiles` on the host. Raises LabError."""
    told, said = os.memfd_create("told"), os.memfd_create("said")
    try:
        os.write(told, given)
        os.lseek(told, 0, os.SEEK_SET)
        spec = spawn.ProcessSpec(
            entry=f"tutor.lab.snapshots.hostfiles:{work}", env=spawn.default_env(), fds=(told, said, 2)
        )
        code = await (await host.spawn(spec)).wait()
        text = os.pread(said, os.fstat(said).st_size, 0)
        if code:
            raise errors.LabError(
                f"the files of {host.name} could not be looked at",
                todo="look at the lab's log, and try again",
            )
        found: Object = json.loads(text)
        return found
    finally:
        os.close(told)
        os.close(said)


def _shell(host: spawn.HostInit) -> Object | None:
    """What the host's lesson shell remembered at its last prompt."""
    try:
        with open(host.path(variables.FILE), errors="surrogateescape") as file:
            text = file.read(LONGEST_SHELL)
        return variables.as_data(variables.parse(text))
    except (OSError, variables.MalformedError):
        return None  # no lesson shell was open there, or it is just writing


def _remember(host: spawn.HostInit, shell: Object | None) -> None:
    """Let the host's shells, those that are open and those to come, take in a snapshot's variables."""
    text = variables.render(variables.from_data(shell) if shell else variables.Shell())
    file = os.open(host.path(variables.RESTORE), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(file, "w", errors="surrogateescape") as opened:
        opened.write(text)
