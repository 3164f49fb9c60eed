"""Answers the control socket: status, commands, terminals and sockets on hosts, the end of the lab."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from tutor.base import aio, errors
from tutor.lab.control import address, wire
from tutor.lab.inside import running
from tutor.lab.net import netns
from tutor.lab.root import places, spawn

log = logging.getLogger(__name__)

LOG_TAIL = 60_000
"""Characters: far fewer bytes than a message may have."""


class Service:
    """Serves callers, each connection in a task of its own. Run `run()` as a task."""

    def __init__(self, lab: running.Lab, listener: socket.socket) -> None:
        self._lab = lab
        self._listener = listener
        self._requests: dict[str, Callable[[socket.socket, wire.Message, list[int]], Awaitable[None]]] = {
            "status": self._status,
            "wait": self._wait,
            "log": self._log,
            "kubeconfig": self._kubeconfig,
            "exec": self._exec,
            "pty": self._pty,
            "socket": self._socket,
            "stop": self._stop,
        }
        listener.setblocking(False)

    async def run(self) -> None:
        """Accept until cancelled."""
        loop = asyncio.get_running_loop()
        async with aio.tasks() as callers:
            while True:
                sock, _ = await loop.sock_accept(self._listener)
                sock.setblocking(False)
                callers.start(self._serve(sock), name="control caller")

    async def _serve(self, sock: socket.socket) -> None:
        with sock:
            try:
                # The lab's root is its owner: other users of the machine are not mapped to it.
                if address.peer_uid(sock) == os.getuid():
                    message, fds = await wire.receive_async(sock)
                    await self._answer(sock, message, fds)
            except wire.Closed:
                pass  # the caller went away; what ran for it has been hung up
            except Exception:  # a fault in one answer must not end the others; the log is in every report
                log.exception("a request on the control socket failed")

    async def _answer(self, sock: socket.socket, message: wire.Message, fds: list[int]) -> None:
        try:
            await self._requests[message["do"]](sock, message, fds)
        except KeyError as error:
            words = {
                "error": f"the running lab does not know {error}",
                "todo": "end it with: k8stutor lab down",
            }
            await wire.send_async(sock, {**words, "why": "it was started by another version of k8stutor"})
        except errors.TutorError as error:
            words = {"error": error.what, "why": error.why, "todo": error.todo}
            await wire.send_async(sock, {**words, "errno": getattr(error, "errno", 0)})
        finally:
            for fd in fds:
                os.close(fd)

    async def _status(self, sock: socket.socket, _message: wire.Message, _fds: list[int]) -> None:
        await wire.send_async(sock, {"status": self._lab.status()})

    async def _wait(self, sock: socket.socket, _message: wire.Message, _fds: list[int]) -> None:
        await self._lab.ready.wait()
        await wire.send_async(sock, {"status": self._lab.status()})

    async def _log(self, sock: socket.socket, _message: wire.Message, _fds: list[int]) -> None:
        """The end of what the lab's own processes printed: for reports of faults."""
        await wire.send_async(sock, {"log": Path(places.LOG).read_text(errors="replace")[-LOG_TAIL:]})

    async def _kubeconfig(self, sock: socket.socket, _message: wire.Message, _fds: list[int]) -> None:
        await wire.send_async(sock, {"kubeconfig": self._lab.kubeconfig()})

    async def _stop(self, sock: socket.socket, _message: wire.Message, _fds: list[int]) -> None:
        self._lab.stopping.set()
        await wire.send_async(sock, {"stopping": True})

    async def _socket(self, sock: socket.socket, message: wire.Message, _fds: list[int]) -> None:
        host = self._host(message["host"])
        try:
            made = netns.make_socket(
                host.namespace("net"), message["family"], message["type"], message["protocol"]
            )
        except OSError as error:
            raise errors.LabError(f"no such socket on {host.name}", why=str(error)) from error
        with made:
            await wire.send_async(sock, {"made": True}, [made.fileno()])

    async def _exec(self, sock: socket.socket, message: wire.Message, fds: list[int]) -> None:
        stdin, stdout, stderr = fds
        spec = spawn.ProcessSpec(
            argv=tuple(message["argv"]),
            env=spawn.default_env(**message["env"]),
            cwd=message["cwd"],
            fds=(stdin, stdout, stderr),
        )
        process = await self._host(message["host"]).spawn(spec)
        while fds:  # the command has them now; a pipe's reader waits for the last copy to close
            os.close(fds.pop())
        await wire.send_async(sock, {"pid": process.pid})
        await _follow(sock, process)

    async def _pty(self, sock: socket.socket, message: wire.Message, _fds: list[int]) -> None:
        host = self._host(message["host"])
        try:
            master, slave = await host.open_pty(rows=message["rows"], cols=message["cols"])
        except OSError as error:
            raise errors.LabError(f"no terminal on {host.name}", why=str(error)) from error
        try:
            spec = spawn.ProcessSpec(
                argv=tuple(message["argv"]),
                env=spawn.default_env(**message["env"]),
                cwd=message.get("cwd", "/root"),
                fds=(slave, slave, slave),
                tty=True,
            )
            process = await host.spawn(spec)
            await wire.send_async(sock, {"pid": process.pid}, [master])
        finally:
            os.close(master)
            os.close(slave)
        await _follow(sock, process)

    def _host(self, name: str) -> spawn.HostInit:
        host = self._lab.hosts.get(name)
        if host is None:
            raise errors.UsageError(
                f"there is no host {name!r} in the lab", todo=f"choose one of {', '.join(self._lab.hosts)}"
            )
        return host


async def _follow(sock: socket.socket, process: spawn.Process) -> None:
    """Hand on the caller's signals until the process ends, then tell its exit code; hang up when the caller goes."""
    signals = asyncio.create_task(_signals(sock, process), name="control signals")
    ended = asyncio.create_task(process.wait(), name="control wait")
    try:
        await asyncio.wait({signals, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            await process.signal(signal.SIGHUP, group=True)
            await signals  # raises Closed
        await wire.send_async(sock, {"exit": ended.result()})
    finally:
        for task in (signals, ended):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, wire.Closed):
            await asyncio.gather(signals, ended)


async def _signals(sock: socket.socket, process: spawn.Process) -> None:
    while True:
        message, _ = await wire.receive_async(sock)
        await process.signal(message["signal"], group=True)
