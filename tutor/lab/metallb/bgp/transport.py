"""The TCP connection to a peer: where it begins, its MD5 signature (RFC 2385), and messages over it."""

import asyncio
import ipaddress
import os
import socket
import struct

from tutor.lab.metallb import model
from tutor.lab.metallb.bgp import messages

TCP_MD5SIG = 14
LONGEST_KEY = 80

_SOCKET_ADDRESS = struct.Struct("=HH4s120s")
_SIGNATURE = struct.Struct("=BBHI80s")
"""struct tcp_md5sig of linux/tcp.h, in two parts."""


class DialError(Exception):
    """No connection; the text is for the log."""


async def dial(peer: model.Peer) -> socket.socket:
    """A connected, non-blocking socket. Raises DialError."""
    where = f"{peer.address}:{peer.port}" if peer.address.version == 4 else f"[{peer.address}]:{peer.port}"
    if not isinstance(peer.address, ipaddress.IPv4Address):
        raise DialError(f'dial "{where}": the lab has no IPv6')
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    step = "setsockopt"
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if peer.password:
            _sign(sock, peer.address, peer.password)
        step = "bind"
        sock.bind((str(peer.source or "0.0.0.0"), 0))
        step = "connect"
        await asyncio.get_running_loop().sock_connect(sock, (str(peer.address), peer.port))
    except OSError as error:
        sock.close()
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise DialError(f'dial "{where}": {step}: {reason}') from error
    except BaseException:
        sock.close()
        raise
    return sock


def _sign(sock: socket.socket, address: ipaddress.IPv4Address, password: str) -> None:
    """Let the kernel sign and check every segment. Raises OSError where it cannot."""
    key = password.encode()
    if len(key) > LONGEST_KEY:
        raise OSError(f"the password is longer than {LONGEST_KEY} octets")
    whom = _SOCKET_ADDRESS.pack(socket.AF_INET, 0, address.packed, b"")
    sock.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, whom + _SIGNATURE.pack(0, 0, len(key), 0, key))


class Link:
    """Messages over one connection. `wide` tells how AS numbers in paths are written."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.wide = True
        self._reader = reader
        self._writer = writer

    @property
    def local(self) -> ipaddress.IPv4Address:
        """This side's address."""
        return ipaddress.IPv4Address(self._writer.get_extra_info("sockname")[0])

    async def receive(self) -> messages.Message:
        """The next message. Raises Fault, OSError, asyncio.IncompleteReadError (EOFError) at the end."""
        header = await self._reader.readexactly(messages.HEADER_LENGTH)
        body = await self._reader.readexactly(messages.wanted(header))
        return messages.decode(header + body, wide=self.wide)

    async def send(self, message: messages.Message) -> None:
        """Raises OSError."""
        self.send_now(message)
        await self._writer.drain()

    def send_now(self, message: messages.Message) -> None:
        """Hand it to the kernel, or to what is sent before `close` ends the connection."""
        self._writer.write(messages.encode(message, wide=self.wide))

    def close(self) -> None:
        """End it once all is sent."""
        self._writer.close()


async def connect(peer: model.Peer) -> Link:
    """Raises DialError."""
    sock = await dial(peer)
    reader, writer = await asyncio.open_connection(sock=sock)
    return Link(reader, writer)
