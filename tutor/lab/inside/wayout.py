"""Relays the lab's connections to web servers on the Internet, by sockets of the machine's own network."""

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import Mapping, Sequence

from tutor.base import aio, errors
from tutor.lab.control import wire
from tutor.lab.net import netns, topology, wayout
from tutor.lab.root import spawn, syscalls

IP_TRANSPARENT = 19
CONNECT_SECONDS = 10.0
QUIET_SECONDS = 20
"""After which a silent caller is asked whether it is still there; three times without an answer it is not."""
CHUNK = 65536
RESET = struct.pack("ii", 1, 0)
"""struct linger: closing sends RST (socket(7), SO_LINGER)."""
MAKE = 'printf %s "$1" | ip -batch - && printf %s "$2" | iptables-restore --noflush'


def sockets(fd: int) -> list[socket.socket]:
    """The sockets that the launcher has put into the channel `fd`; none where it is -1."""
    found: list[int] = []
    if fd < 0:
        return []
    with socket.socket(fileno=fd) as channel, contextlib.suppress(wire.Closed):
        while True:
            found += wire.receive(channel)[1]
    return [socket.socket(fileno=fd) for fd in found]


class WayOut:
    """Run `run()` as a task. A connection takes one of the outside sockets, and waits where all are in use.

    Without such sockets every connection is refused.
    """

    def __init__(self, outside: Sequence[socket.socket]) -> None:
        self._open = bool(outside)
        self._free: asyncio.Queue[socket.socket] = asyncio.Queue()
        for sock in outside:
            sock.setblocking(False)
            self._free.put_nowait(sock)

    async def run(self, namespaces: Mapping[str, int], host: spawn.HostInit) -> None:
        """Serve every NAT segment until cancelled; `host` has the programs that this takes.

        Raises LabError where the kernel lacks what is needed.
        """
        async with aio.tasks() as tasks:
            for name in (each.name for each in topology.HOSTS):
                segment = namespaces[f"nat-{name}"]
                await _route(host, segment, open_=self._open)
                for port in wayout.PORTS if self._open else ():
                    tasks.start(self._accept(_listener(segment, port), tasks), name=f"way out of {name}")
            raise await tasks.failed

    async def _accept(self, listener: socket.socket, tasks: aio.Tasks) -> None:
        with listener:
            while True:
                inside = await aio.accept(listener)
                try:
                    # Whoever comes while none is free waits in the kernel, and costs this process no descriptor.
                    outside = await self._free.get()
                except BaseException:
                    inside.close()
                    raise
                tasks.start(self._serve(inside, outside), name="way out")

    async def _serve(self, inside: socket.socket, outside: socket.socket) -> None:
        with inside:
            target = inside.getsockname()  # where the caller meant to go
            inside.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            _keep_alive(inside)
            try:
                if wayout.allowed(*target) and await _connected(outside, target):
                    await _relay(inside, outside)
                    inside.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 0, 0))
            except OSError:
                pass  # either side broke off: the caller hears it as a reset
            finally:
                syscalls.disconnect(outside.fileno())
                self._free.put_nowait(outside)


def _keep_alive(inside: socket.socket) -> None:
    """Notice that the caller's host has lost its power: it says no word then (tcp(7))."""
    inside.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    inside.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, QUIET_SECONDS)
    inside.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, QUIET_SECONDS)
    inside.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


async def _connected(outside: socket.socket, target: tuple[str, int]) -> bool:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(outside, target)
    except OSError:  # TimeoutError among them
        return False
    return bool(outside.getsockname()[0] != target[0])  # an address of the machine itself is not outside


async def _relay(inside: socket.socket, outside: socket.socket) -> None:
    """Both ways until both have ended. Raises OSError."""
    async with aio.tasks() as tasks:
        ways = [
            tasks.start(_pump(inside, outside), name="way out, sending"),
            tasks.start(_pump(outside, inside), name="way out, receiving"),
        ]
        await asyncio.gather(*ways)


async def _pump(source: socket.socket, sink: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while data := await loop.sock_recv(source, CHUNK):
        await loop.sock_sendall(sink, data)
    sink.shutdown(socket.SHUT_WR)


def _listener(segment: int, port: int) -> socket.socket:
    """A socket that takes connections to any address that is routed here (ip(7), IP_TRANSPARENT)."""
    sock = netns.make_socket(segment, socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
        sock.bind(("0.0.0.0", port))
        sock.listen(64)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


async def _route(host: spawn.HostInit, segment: int, *, open_: bool) -> None:
    """Make the segment's routes and rules, by programs of a host: this machine itself need not have them."""
    argv = (
        "nsenter",
        "--net=/proc/self/fd/0",
        "sh",
        "-c",
        MAKE,
        "sh",
        wayout.routes(),
        wayout.rules(open_=open_),
    )
    said = os.memfd_create("said")
    try:
        spec = spawn.ProcessSpec(argv=argv, env=spawn.default_env(), fds=(segment, said, said))
        process = await host.spawn(spec)
        if await process.wait():
            why = os.pread(said, os.fstat(said).st_size, 0).decode(errors="replace")
            raise errors.LabError("there is no way out of the lab", why=" ".join(why.split()))
    finally:
        os.close(said)
