"""PID 1 of a host: single-threaded, starts and reaps every process of the host as the supervisor asks.

Requests and answers are `wire` messages with a number: spawn, signal, sandbox, unsandbox. The end of each spawned
process is told as {"exited": pid, "code": code}. It ends when the supervisor closes its side.
"""

import json
import os
import select
import signal
import socket
from collections.abc import Callable

from tutor.lab.control import wire
from tutor.lab.root import child, sandbox, syscalls
from tutor.lab.root import spec as specs


class Init:
    """The host's processes, and what is being waited for."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._pause = os.open(sandbox.PAUSE, os.O_RDONLY)
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._spawned: set[int] = set()
        self._early: dict[int, int] = {}  # ended before their start was told
        self._starting: dict[int, int] = {}  # pid -> number of its request
        self._sandboxes: dict[str, tuple[int, int]] = {}  # pod id -> pid, pidfd of its pause
        self._removing: dict[int, int] = {}  # pid of a pause -> number of the request to remove it

    def run(self) -> None:
        """Serve until the supervisor's side closes."""
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._watch(self._channel.fileno(), self._request)
        self._watch(woken.fileno(), lambda: self._reap(woken))
        try:
            while True:
                for fd, _ in self._poll.poll():
                    if fd in self._handlers:
                        self._handlers[fd]()
        except wire.Closed:
            return

    def _watch(self, fd: int, handler: Callable[[], None]) -> None:
        self._handlers[fd] = handler
        self._poll.register(fd, select.POLLIN)

    def _unwatch(self, fd: int) -> None:
        del self._handlers[fd]
        self._poll.unregister(fd)

    def _request(self) -> None:
        message, fds = wire.receive(self._channel)
        work = {
            "spawn": self._spawn,
            "signal": self._signal,
            "sandbox": self._sandbox,
            "unsandbox": self._unsandbox,
        }
        try:
            work[message["do"]](message, fds)
        except OSError as error:
            self._answer(message["id"], error=str(error), errno=error.errno or 0)
        except LookupError as error:
            self._answer(message["id"], error=f"no such sandbox: {error}")
        finally:
            for fd in fds:
                os.close(fd)

    def _answer(self, number: int, *, fds: tuple[int, ...] = (), **words: object) -> None:
        wire.send(self._channel, {"id": number, **words}, fds)

    def _spawn(self, message: wire.Message, fds: list[int]) -> None:
        spec = specs.parse(message["spec"], fds)
        pidfd = self._sandboxes[spec.pod][1] if spec.pod else -1
        news, report = os.pipe()
        pid = sandbox.fork_into(pidfd) if spec.pod else os.fork()
        if pid == 0:
            child.become(spec, pidfd, report)
        os.close(report)
        self._spawned.add(pid)
        self._starting[pid] = message["id"]
        self._watch(news, lambda: self._started(pid, news))

    def _started(self, pid: int, news: int) -> None:
        """The child has begun its work, or has told why it cannot."""
        trouble = os.read(news, 8000)
        self._unwatch(news)
        os.close(news)
        number = self._starting.pop(pid)
        if trouble:
            self._spawned.discard(pid)
            self._early.pop(pid, None)
            self._answer(number, **json.loads(trouble))
            return
        self._answer(number, pid=pid)
        if pid in self._early:
            self._exited(pid, self._early.pop(pid))

    def _signal(self, message: wire.Message, _fds: list[int]) -> None:
        pid = message["pid"]
        if pid in self._spawned:  # never a pid that was reaped and given to another
            try:
                (os.killpg if message["group"] else os.kill)(pid, message["signal"])
            except ProcessLookupError:
                pass  # it has ended and is about to be reaped
        self._answer(message["id"])

    def _sandbox(self, message: wire.Message, _fds: list[int]) -> None:
        news, report = os.pipe()
        host_network = bool(message["host_network"])
        pid = sandbox.create(
            message["hostname"], host_network=host_network, report=report, program=self._pause
        )
        os.close(report)
        pidfd = os.pidfd_open(pid)
        self._watch(news, lambda: self._sandboxed(message, (pid, pidfd), news))

    def _sandboxed(self, message: wire.Message, made: tuple[int, int], news: int) -> None:
        trouble = os.read(news, 8000)
        self._unwatch(news)
        os.close(news)
        if trouble:
            os.close(made[1])
            self._answer(message["id"], error=trouble.decode(errors="replace"))
            return
        self._sandboxes[message["pod"]] = made
        self._answer(message["id"], fds=(made[1],))

    def _unsandbox(self, message: wire.Message, _fds: list[int]) -> None:
        pid, pidfd = self._sandboxes.pop(message["pod"])
        try:
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        except ProcessLookupError:
            self._answer(message["id"])  # the pause process was killed and reaped before
        else:
            self._removing[pid] = message["id"]
        finally:
            os.close(pidfd)

    def _reap(self, woken: socket.socket) -> None:
        woken.recv(4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._reaped(pid, _code(status))

    def _reaped(self, pid: int, code: int) -> None:
        if pid in self._removing:
            self._answer(self._removing.pop(pid))
        elif pid in self._starting:
            self._early[pid] = code
        elif pid in self._spawned:
            self._exited(pid, code)

    def _exited(self, pid: int, code: int) -> None:
        self._spawned.discard(pid)
        wire.send(self._channel, {"exited": pid, "code": code})


def _code(status: int) -> int:
    """An exit code as a shell tells it: 128+n for a death by signal n."""
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code


def main(channel: socket.socket) -> None:
    """Run as the host's PID 1, in its namespaces, until the supervisor lets go."""
    syscalls.rename_process("/sbin/init")
    Init(channel).run()
