"""A cable that delays and loses frames, for kernels without netem: packet sockets in place of a bridge's port.

The far end of a host's cable leaves the bridge, and every frame passes through here (packet(7)). What comes from the
host waits and may be lost; what goes to it passes at once. So it is as if the host's card had netem as its queue.
"""

import asyncio
import collections
import contextlib
import random
import socket
import struct

from tutor.lab.net import cards, impairment, netns

ETH_P_ALL = 0x0003
SOL_PACKET = 263
ADD_MEMBERSHIP, VNET_HDR, IGNORE_OUTGOING = 1, 15, 23
PROMISCUOUS = struct.Struct("iHH8s")
"""struct packet_mreq: interface, type (1: promiscuous), length and address."""

VNET = 10
"""Bytes of struct virtio_net_hdr, which carries checksums that are not yet computed and segments yet to be cut."""

LARGEST = VNET + 14 + 65536
BATCH = 64
"""Frames in one go: the lab has other work, too."""

QUEUE = 1000
"""Frames that wait at most: netem's own limit (tc-netem(8))."""


def start(namespace: int | str, bridge: str, port: str, mac: str) -> "Line":
    """Put a line in place of the plain cable between a bridge's port and a host's card `mac`. Raises OSError."""
    host, trunk = _opened(namespace, port), _opened(namespace, bridge)
    try:
        with netns.entered(namespace):
            membership = PROMISCUOUS.pack(socket.if_nametoindex(bridge), 1, 0, b"")
        trunk.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, membership)
        cards.leave(namespace, bridge, port)
    except BaseException:
        host.close()
        trunk.close()
        raise
    return Line((namespace, bridge, port), (host, trunk), bytes.fromhex(mac.replace(":", "")))


class Line:
    """The cable of one host to a bridge; `close` puts the plain one back."""

    def __init__(
        self, where: tuple[int | str, str, str], sockets: tuple[socket.socket, socket.socket], mac: bytes
    ) -> None:
        self.impairment = impairment.Impairment()
        self._where = where
        self._host, self._bridge = sockets
        self._mac = mac
        self._waiting: collections.deque[tuple[float, bytes]] = collections.deque()
        self._timer: asyncio.TimerHandle | None = None
        loop = asyncio.get_running_loop()
        loop.add_reader(self._host, self._from_host)
        loop.add_reader(self._bridge, self._to_host)

    def close(self) -> None:
        """Back to the plain cable, if it is still there; what waits is lost."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        for sock in (self._host, self._bridge):
            loop.remove_reader(sock)
            sock.close()
        with contextlib.suppress(OSError):  # a host that was switched off has no cable
            cards.join(*self._where)

    def _from_host(self) -> None:
        due = asyncio.get_running_loop().time() + self.impairment.delay / 1000
        for frame in _frames(self._host):
            lost = random.random() * 100 < self.impairment.loss
            if not lost and len(self._waiting) < QUEUE:
                self._waiting.append((due, frame))
        self._forward()

    def _forward(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and self._waiting[0][0] <= loop.time():
            _send(self._bridge, self._waiting.popleft()[1])
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._timer = loop.call_at(self._waiting[0][0], self._forward)

    def _to_host(self) -> None:
        for frame in _frames(self._bridge):
            to = frame[VNET : VNET + 6]
            if to == self._mac or to[0] & 1:  # its own, or for many: a switch sends it no others
                _send(self._host, frame)


def _opened(namespace: int | str, card: str) -> socket.socket:
    sock = netns.make_socket(namespace, socket.AF_PACKET, socket.SOCK_RAW, 0)
    try:
        sock.setblocking(False)
        sock.setsockopt(SOL_PACKET, VNET_HDR, 1)
        sock.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
        sock.bind((card, ETH_P_ALL))
    except BaseException:
        sock.close()
        raise
    return sock


def _frames(sock: socket.socket) -> list[bytes]:
    found: list[bytes] = []
    # Nothing more for now; or the card has gone (ENETDOWN), as with a host that was switched off.
    with contextlib.suppress(OSError):
        while len(found) < BATCH:
            found.append(sock.recv(LARGEST))
    return found


def _send(sock: socket.socket, frame: bytes) -> None:
    # A full queue, or a card that is down, loses frames as any switch does.
    with contextlib.suppress(OSError):
        sock.send(frame)
