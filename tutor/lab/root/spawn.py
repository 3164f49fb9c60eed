"""The supervisor's side of a host's init: start processes and pod sandboxes there, and hear of their end."""

import asyncio
import contextlib
import itertools
import os
import signal
import socket

from tutor.base import errors
from tutor.lab.control import wire
from tutor.lab.root import spec as specs
from tutor.lab.root import terminal, within

ProcessSpec = specs.ProcessSpec
NO_FD = specs.NO_FD


class SpawnError(errors.LabError):
    """A process or a sandbox could not be started; `errno` is the kernel's reason, or 0."""

    def __init__(self, what: str, *, errno: int = 0) -> None:
        super().__init__(what, why=os.strerror(errno) if errno else "")
        self.errno = errno


class Process:
    """A process on a host. `pid` counts in the host's pid namespace (also for one that runs in a pod)."""

    def __init__(self, host: "HostInit", pid: int) -> None:
        self.pid = pid
        self._host = host
        self._exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def returncode(self) -> int | None:
        """The exit code once it ended, 128+n for a death by signal n."""
        return self._exit.result() if self._exit.done() else None

    async def wait(self) -> int:
        """The exit code, 128+n for a death by signal n; 137 where the whole host has gone."""
        return await asyncio.shield(self._exit)

    async def signal(self, number: int, *, group: bool = False) -> None:
        """Send a signal to it, or to its process group. One that has already ended is no error."""
        await self._host.request({"do": "signal", "pid": self.pid, "signal": int(number), "group": group})

    def ended(self, code: int) -> None:
        """Told by the host's init."""
        if not self._exit.done():
            self._exit.set_result(code)


class Sandbox:
    """A pod's namespaces, kept by a pause process. `pid` is the pause process as the supervisor sees it."""

    def __init__(self, pod_id: str, pid: int, pidfd: int) -> None:
        self.pod_id = pod_id
        self.pid = pid
        self.pidfd = pidfd

    def namespace(self, kind: str) -> str:
        """The path of its "net", "mnt", "pid", "uts" or "ipc" namespace, for `os.open`."""
        return f"/proc/{self.pid}/ns/{kind}"

    def path(self, inside: str) -> str:
        """A path of its mount namespace as the supervisor reaches it, free of links. Raises OSError (ELOOP)."""
        return within.within(f"/proc/{self.pid}/root", inside)


class HostInit:
    """The supervisor's handle on one host. `pid` is the host's PID 1 as the supervisor sees it.

    `disk` is a descriptor of its mounts, which stay when the host ends; NO_FD where the kernel does not do that.
    """

    def __init__(self, name: str, pid: int, channel: socket.socket, *, disk: int = specs.NO_FD) -> None:
        self.name = name
        self.pid = pid
        self.disk = disk
        self._channel = channel
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[tuple[wire.Message, list[int]]]] = {}
        self._processes: dict[int, Process] = {}
        self._sandboxes: dict[str, Sandbox] = {}
        self.ended = asyncio.Event()
        """Set once the host has ended, and all who waited for something of it have been told."""
        self.terminal = asyncio.Event()
        """Set once a terminal of the host itself has been opened."""
        channel.setblocking(False)

    @property
    def alive(self) -> bool:
        """False once the host's first process has ended, as by `reboot -f` on the host."""
        return self._channel.fileno() >= 0

    async def run(self) -> None:
        """Listen to the host's init until it ends; run this as a task before asking for anything."""
        try:
            while True:
                message, fds = await wire.receive_async(self._channel)
                self._heard(message, fds)
        except wire.Closed:
            pass  # the host has gone: whoever waits is told below
        finally:
            self._gone()

    def namespace(self, kind: str) -> str:
        """The path of its "net", "mnt", "pid", "uts" or "ipc" namespace, for `os.open`."""
        return f"/proc/{self.pid}/ns/{kind}"

    def path(self, inside: str) -> str:
        """A path of the host as the supervisor reaches it, free of links. Raises OSError (ELOOP)."""
        return within.within(f"/proc/{self.pid}/root", inside)

    async def spawn(self, spec: ProcessSpec) -> Process:
        """Start a process. Its descriptors stay open here too: close what you made for it.

        Raises SpawnError with errno where the program, the directory or the sandbox does not exist.
        """
        words, passed = spec.message()
        answer, _ = await self.request({"do": "spawn", "spec": words}, passed)
        process: Process = answer["process"]
        return process

    async def create_sandbox(self, pod_id: str, *, hostname: str, host_network: bool = False) -> Sandbox:
        """New net, mount, pid, uts and ipc namespaces with a pause process; host_network keeps the host's net, uts.

        The mount namespace is a private copy of the host's, with the pod's own /proc, /dev/pts and /dev/shm.
        """
        request = {"do": "sandbox", "pod": pod_id, "hostname": hostname, "host_network": host_network}
        _, fds = await self.request(request)
        sandbox = Sandbox(pod_id, _pid_of(fds[0]), fds[0])
        self._sandboxes[pod_id] = sandbox
        return sandbox

    async def remove_sandbox(self, pod_id: str) -> None:
        """Kill everything in a sandbox and forget it; returns when its processes have ended."""
        await self.request({"do": "unsandbox", "pod": pod_id})
        sandbox = self._sandboxes.pop(pod_id, None)
        if sandbox is not None:
            os.close(sandbox.pidfd)

    async def open_pty(self, pod: str = "", rows: int = 24, cols: int = 80) -> tuple[int, int]:
        """A new terminal (master, slave) of the host's or the sandbox's own /dev/pts."""
        root = self._sandboxes[pod].path("") if pod else self.path("")
        if not pod:
            self.terminal.set()
        return terminal.open_pty(f"{root}dev/pts/ptmx", rows, cols)

    async def request(
        self, message: wire.Message, fds: list[int] | None = None
    ) -> tuple[wire.Message, list[int]]:
        """One question and its answer. Raises SpawnError."""
        if not self.alive:
            raise SpawnError(f"{self.name}: the host has gone")
        number = next(self._numbers)
        answer: asyncio.Future[tuple[wire.Message, list[int]]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            await wire.send_async(self._channel, {**message, "id": number}, fds or [])
            return await answer
        except wire.Closed:
            raise SpawnError(f"{self.name}: the host has gone") from None
        except ValueError as error:
            raise SpawnError(f"{self.name}: {error}") from error
        finally:
            self._waiting.pop(number, None)

    async def stop(self) -> None:
        """Kill every process of the host."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _heard(self, message: wire.Message, fds: list[int]) -> None:
        if "exited" in message:
            process = self._processes.pop(message["exited"], None)
            if process is not None:
                process.ended(message["code"])
            return
        if "pid" in message:  # made before its waiter runs: its end may be the very next message
            message["process"] = self._processes[message["pid"]] = Process(self, message["pid"])
        waiter = self._waiting.get(message["id"])
        if waiter is None or waiter.done():
            for fd in fds:
                os.close(fd)
        elif "error" in message:
            waiter.set_exception(
                SpawnError(f"{self.name}: {message['error']}", errno=message.get("errno", 0))
            )
        else:
            waiter.set_result((message, fds))

    def _gone(self) -> None:
        self._channel.close()
        for process in self._processes.values():
            process.ended(128 + signal.SIGKILL)
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_exception(SpawnError(f"{self.name}: the host has gone"))
        for sandbox in self._sandboxes.values():
            os.close(sandbox.pidfd)
        self._sandboxes.clear()
        self.ended.set()


def _pid_of(pidfd: int) -> int:
    """The pid behind a pidfd, as this process's /proc counts (pidfd_open(2), fdinfo)."""
    with open(f"/proc/self/fdinfo/{pidfd}") as lines:
        for line in lines:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    raise SpawnError("the sandbox ended at once")


def default_env(**more: str) -> dict[str, str]:
    """The environment of a root login on a host."""
    return {
        "HOME": "/root",
        "USER": "root",
        "LOGNAME": "root",
        "SHELL": "/bin/bash",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        **more,
    }
