"""The node's interfaces, by rtnetlink, and word of their changes (rtnetlink(7)).

MetalLB reads the list anew every ten seconds; being told takes no time and no waking up.
"""

import dataclasses
import os
import re
import socket
import struct
from collections.abc import Iterator
from types import TracebackType

_HEADER = struct.Struct("=IHHII")
_LINK = struct.Struct("=BxHiII")
_ATTRIBUTE = struct.Struct("=HH")
_DONE, _ERROR, _NEW_LINK, _GET_LINK = 3, 2, 16, 18
_REQUEST_DUMP = 0x1 | 0x300
_GROUP_LINK = 1
_ADDRESS, _NAME, _MASTER = 1, 3, 10
_UP, _BROADCAST, _NO_ARP = 0x1, 0x2, 0x80


@dataclasses.dataclass(frozen=True)
class Link:
    """An interface; `enslaved` to a bridge or bond."""

    index: int
    name: str
    mac: bytes
    flags: int
    enslaved: bool

    @property
    def speaks_arp(self) -> bool:
        """Whether MetalLB answers there: up, able to broadcast, with ARP, and no part of another interface."""
        flagged = self.flags & (_UP | _BROADCAST | _NO_ARP) == _UP | _BROADCAST
        return flagged and not self.enslaved and len(self.mac) == 6

    def same_as(self, other: "Link") -> bool:
        """Whether a socket that was bound to the one does for the other."""
        return (self.index, self.name, self.mac) == (other.index, other.name, other.mac)


def parse(data: bytes) -> Iterator[Link]:
    """The links of a datagram from the kernel. Raises OSError for a refusal."""
    offset = 0
    while offset + _HEADER.size <= len(data):
        length, kind, *_ = _HEADER.unpack_from(data, offset)
        body = data[offset + _HEADER.size : offset + length]
        if kind == _ERROR:
            (code,) = struct.unpack_from("=i", body)
            if code:
                raise OSError(-code, os.strerror(-code))
        if kind == _NEW_LINK:
            yield _link(body)
        offset += max((length + 3) & ~3, _HEADER.size)


def eligible(links: Iterator[Link] | list[Link], exclude: re.Pattern[str] | None = None) -> dict[int, Link]:
    """Those to answer on, by index, without those that `exclude` finds by name (announcedInterfacesToExclude)."""
    taken = (link for link in links if link.speaks_arp and not (exclude and exclude.search(link.name)))
    return {link.index: link for link in taken}


def _link(body: bytes) -> Link:
    _, _, index, flags, _ = _LINK.unpack_from(body)
    found = dict(_attributes(body[_LINK.size :]))
    name = found.get(_NAME, b"").rstrip(b"\0").decode(errors="replace")
    return Link(index, name, found.get(_ADDRESS, b""), flags, _MASTER in found)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, offset)
        if length < _ATTRIBUTE.size:
            return
        yield kind & 0x3FFF, data[offset + _ATTRIBUTE.size : offset + length]
        offset += (length + 3) & ~3


class Watcher:
    """A netlink socket that becomes readable when a link changes; `changes` is its file descriptor's number."""

    def __init__(self) -> None:
        self._news = _netlink(_GROUP_LINK)
        self._news.setblocking(False)

    def __enter__(self) -> "Watcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._news.close()

    @property
    def changes(self) -> int:
        """Readable when something has changed since the last `drain`."""
        return self._news.fileno()

    def drain(self) -> None:
        """Forget what was told: the list is read anew in any case, so that nothing can be missed."""
        while True:
            try:
                self._news.recv(1 << 16)
            except BlockingIOError:
                return
            except OSError:
                continue  # ENOBUFS: more was told than fits, which is said once

    def read(self) -> list[Link]:
        """All links there are. Raises OSError."""
        found: list[Link] = []
        with _netlink(0) as asking:
            body = _LINK.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
            head = _HEADER.pack(_HEADER.size + len(body), _GET_LINK, _REQUEST_DUMP, 1, 0)
            asking.send(head + body)
            while True:
                data = asking.recv(1 << 17)
                found += parse(data)
                if _ends(data):
                    return found


def _ends(data: bytes) -> bool:
    offset = 0
    while offset + _HEADER.size <= len(data):
        length, kind, *_ = _HEADER.unpack_from(data, offset)
        if kind == _DONE:
            return True
        offset += max((length + 3) & ~3, _HEADER.size)
    return False


def _netlink(groups: int) -> socket.socket:
    made = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
    made.bind((0, groups))
    return made
