"""The callers' side of the control socket: one connection for each request, so that a dead caller ends its command."""

import contextlib
import os
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tutor.base import errors
from tutor.lab.control import address, wire

FORWARDED = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGTSTP,
)
"""The signals that `execute` hands on to the command."""


class NoLabError(errors.LabError):
    """No lab is running, or it ended during the request."""

    def __init__(self) -> None:
        if name := address.unusual():
            super().__init__(f"no lab {name} is running", todo=f"start it: k8stutor lab up --lab {name}")
        else:
            super().__init__("no lab is running", todo="start one: k8stutor lab up")


class NotStartedError(errors.LabError):
    """A command could not be started on a host; `errno` is the kernel's reason."""

    def __init__(self, what: str, *, why: str, errno: int) -> None:
        super().__init__(what, why=why)
        self.errno = errno


def ask(message: wire.Message, fds: Sequence[int] = (), *, lab: str = "") -> tuple[wire.Message, list[int]]:
    """One request and its one answer, of the chosen lab or of `lab`.

    Raises LabError, or UsageError where the request's words are off.
    """
    with _connected(lab) as sock:
        wire.send(sock, message, fds)
        return _answer(sock)


async def ask_async(message: wire.Message, fds: Sequence[int] = ()) -> tuple[wire.Message, list[int]]:
    """`ask` for an event loop."""
    with _connected() as sock:
        sock.setblocking(False)
        await wire.send_async(sock, message, fds)
        try:
            return _checked(*await wire.receive_async(sock))
        except wire.Closed:
            raise NoLabError from None


def execute(
    host: str,
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: str = "/root",
    fds: tuple[int, int, int] = (0, 1, 2),
    forward: bool = False,
    timeout: float | None = None,
) -> int:
    """Run a command on a host with these descriptors; its exit code. With `forward`, signals go to it meanwhile.

    Raises NotStartedError where there is no such command, and TimeoutError after `timeout` seconds of waiting: the
    command then ends with its caller.
    """
    message = {"do": "exec", "host": host, "argv": list(argv), "env": dict(env or {}), "cwd": cwd}
    with _connected() as sock:
        sock.settimeout(timeout)
        try:
            wire.send(sock, message, fds)
        except ValueError as error:
            raise errors.LabError("the command is too long", todo="pass it on stdin") from error
        # A signal that comes before the command has begun waits for it in the socket.
        with _forwarding(sock) if forward else contextlib.nullcontext():
            _answer(sock)
            answer, _ = _answer(sock)
    code: int = answer["exit"]
    return code


class Terminal:
    """A command in a terminal of the lab: `fd` is the terminal's master side, non-blocking, and the caller's to close.

    Closing it hangs up on the command. `wait` must be called: its end, by whatever way, is the end of the connection,
    and with it of a command that ignored the hang-up.
    """

    def __init__(self, sock: socket.socket, fd: int, pid: int) -> None:
        self.fd = fd
        self.pid = pid
        self._sock = sock

    async def wait(self) -> int:
        """The command's exit code; 137 where the lab has gone."""
        with self._sock:
            try:
                answer, _ = await wire.receive_async(self._sock)
            except wire.Closed:
                return 128 + signal.SIGKILL
        code: int = answer["exit"]
        return code


async def open_terminal(
    host: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None, rows: int = 24, cols: int = 80
) -> Terminal:
    """Start a command in a new terminal of a host. Raises LabError."""
    message = {
        "do": "pty",
        "host": host,
        "argv": list(argv),
        "env": dict(env or {}),
        "rows": rows,
        "cols": cols,
    }
    sock = _connect()
    try:
        sock.setblocking(False)
        await wire.send_async(sock, message)
        answer, fds = _checked(*await wire.receive_async(sock))
    except BaseException:
        sock.close()
        raise
    os.set_blocking(fds[0], False)
    return Terminal(sock, fds[0], answer["pid"])


def make_socket(host: str, family: int, kind: int, protocol: int = 0) -> socket.socket:
    """A socket in a host's net namespace. Raises LabError."""
    _, fds = ask({"do": "socket", "host": host, "family": family, "type": kind, "protocol": protocol})
    return socket.socket(fileno=fds[0])


def status(lab: str = "") -> dict[str, Any] | None:
    """What the chosen lab, or `lab`, says of itself; None where none runs."""
    try:
        with _connected(lab) as sock:
            wire.send(sock, {"do": "status"})
            return _answer(sock)[0]["status"]  # type: ignore[no-any-return]
    except NoLabError:
        return None


def _connect(lab: str = "") -> socket.socket:
    sock = address.connect(lab)
    if sock is None:
        raise NoLabError
    return sock


@contextlib.contextmanager
def _connected(lab: str = "") -> Iterator[socket.socket]:
    with _connect(lab) as sock:
        yield sock


def _answer(sock: socket.socket) -> tuple[wire.Message, list[int]]:
    try:
        return _checked(*wire.receive(sock))
    except wire.Closed:
        raise NoLabError from None


def _checked(message: wire.Message, fds: list[int]) -> tuple[wire.Message, list[int]]:
    if "error" in message:
        if message.get("code") == errors.WRONG_USAGE:
            raise errors.UsageError(
                message["error"], why=message.get("why", ""), todo=message.get("todo", "")
            )
        if number := message.get("errno"):
            raise NotStartedError(message["error"], why=message.get("why", ""), errno=number)
        raise errors.LabError(message["error"], why=message.get("why", ""), todo=message.get("todo", ""))
    return message, fds


@contextlib.contextmanager
def _forwarding(sock: socket.socket) -> Iterator[None]:
    def hand_on(number: int, _frame: object) -> None:
        with contextlib.suppress(wire.Closed):
            wire.send(sock, {"do": "signal", "signal": number})

    before = {number: signal.signal(number, hand_on) for number in FORWARDED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
