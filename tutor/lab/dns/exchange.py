"""Asking another server, by UDP or TCP, with errors worded as Go's net package words them."""

import asyncio
import struct

import dns.exception
import dns.message

TIMEOUT_SECONDS = 2.0


class UpstreamError(Exception):
    """No usable answer; the text is what the real server logs."""


def place(host: str, port: int) -> str:
    """`host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def ask(
    message: dns.message.Message, host: str, port: int, *, tcp: bool = False, seconds: float = TIMEOUT_SECONDS
) -> dns.message.Message:
    """The answer of one server. Raises UpstreamError."""
    network, local, far = "tcp" if tcp else "udp", list[str](), place(host, port)
    try:
        async with asyncio.timeout(seconds):
            data = await (_tcp if tcp else _udp)(message.to_wire(), host, port, local)
        return dns.message.from_wire(data, ignore_trailing=True)
    except (OSError, EOFError) as error:
        reason = "i/o timeout" if isinstance(error, TimeoutError) else _reason(error)
        if local and not isinstance(error, EOFError | TimeoutError):
            reason = f"read: {reason}"
        text = (
            f"read {network} {local[0]}->{far}: {reason}"
            if local
            else f"dial {network} {far}: connect: {reason}"
        )
        raise UpstreamError(text) from error
    except dns.exception.DNSException as error:
        raise UpstreamError(f"dns: {error}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "EOF"
    return (getattr(error, "strerror", "") or str(error)).lower()


class _Once(asyncio.DatagramProtocol):
    """Waits for the datagram that answers one question."""

    def __init__(self, ident: bytes) -> None:
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._ident = ident

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        if data[:2] == self._ident and not self.answer.done():
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _udp(data: bytes, host: str, port: int, local: list[str]) -> bytes:
    """The answer; the socket's own address goes to `local` as soon as it is known."""
    loop = asyncio.get_running_loop()
    transport, once = await loop.create_datagram_endpoint(lambda: _Once(data[:2]), remote_addr=(host, port))
    local.append(place(*transport.get_extra_info("sockname")[:2]))
    try:
        transport.sendto(data)
        return await once.answer
    finally:
        transport.close()


async def _tcp(data: bytes, host: str, port: int, local: list[str]) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    local.append(place(*writer.get_extra_info("sockname")[:2]))
    try:
        writer.write(struct.pack("!H", len(data)) + data)
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    finally:
        writer.close()
