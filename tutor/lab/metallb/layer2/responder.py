"""Answers ARP requests on one interface, by a packet socket (packet(7); internal/layer2/arp.go)."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Callable

from tutor.lab.metallb import log as log_
from tutor.lab.metallb.layer2 import arp, links, stats

Wanted = Callable[[ipaddress.IPv4Address, str], bool]
"""Whether an address is announced on the interface of that name."""

_AT_ONCE = 64
"""Frames read before other work of the process has its turn."""
_LONGEST = 2048


class Responder:
    """Owns the socket of one interface; needs a running loop. Raises OSError where there is none to be had."""

    def __init__(self, link: links.Link, wanted: Wanted, counts: stats.Stats, log: log_.Log) -> None:
        self.link = link
        self._wanted, self._counts, self._log = wanted, counts, log
        kind = socket.SOCK_RAW | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        # With protocol 0 it hears nothing until it is bound to its interface.
        self._socket = socket.socket(socket.AF_PACKET, kind, 0)
        try:
            self._socket.bind((link.name, arp.ETHERTYPE))
        except OSError:
            self._socket.close()
            raise
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def close(self) -> None:
        """Answer no more."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()

    def tell(self, address: ipaddress.IPv4Address) -> None:
        """Send a gratuitous request and reply."""
        for frame in arp.gratuitous(address, self.link.mac):
            try:
                self._socket.send(arp.encode(frame))
            except OSError as error:
                what = "failed to make gratuitous ARP announcement"
                self._log.error(op="gratuitousAnnounce", error=error, ip=address, msg=what)
                return
            self._counts.gratuitous[str(address)] += 1

    def _readable(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                raw, (_, _, direction, *_) = self._socket.recvfrom(_LONGEST)
            except BlockingIOError:
                return
            except OSError:
                return  # the interface went down, which is told once; the watcher of links closes this
            if direction != socket.PACKET_OUTGOING:
                with contextlib.suppress(arp.Malformed):
                    self._consider(arp.decode(raw))

    def _consider(self, frame: arp.Frame) -> None:
        if frame.operation != arp.REQUEST or frame.destination not in (arp.BROADCAST, self.link.mac):
            return
        if not self._wanted(frame.target, self.link.name):
            return
        shown = str(frame.target)
        self._counts.requests[shown] += 1
        try:
            self._socket.send(arp.encode(arp.answer(frame, self.link.mac)))
        except OSError as error:
            where = {"interface": self.link.name, "ip": shown, "senderIP": frame.sender}
            self._log.error(op="arpReply", **where, error=error, msg="failed to send ARP reply")
            return
        self._counts.responses[shown] += 1
