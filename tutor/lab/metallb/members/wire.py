"""The UDP socket of the members' protocol: seals what goes out, and hands on only what is to be trusted."""

import asyncio
import typing
from collections.abc import Callable

from tutor.lab.metallb import log as log_
from tutor.lab.metallb.members import message, seal

Handler = Callable[[message.Message, str], None]
"""Called with a message and the address it came from."""


class Wire(asyncio.DatagramProtocol):
    """Made by `opened`; `close` it when done."""

    def __init__(self, own: seal.Seal, port: int, handler: Handler, log: log_.Log) -> None:
        self._seal, self._port, self._handler, self._log = own, port, handler, log
        self._replays = seal.Replays()
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def opened(
        cls, own: seal.Seal, address: tuple[str, int], handler: Handler, log: log_.Log
    ) -> "Wire":
        """Listen at an address and port. Raises OSError."""
        loop = asyncio.get_running_loop()
        _, made = await loop.create_datagram_endpoint(
            lambda: cls(own, address[1], handler, log), local_addr=address
        )
        return made

    def close(self) -> None:
        """Let go of the socket; what was sent is on its way."""
        if self._transport is not None:
            self._transport.close()

    def send(self, address: str, what: message.Message) -> None:
        """Send to a speaker's address; a datagram that is lost is probed for again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(self._seal.close(message.encode(what)), (address, self._port))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's call."""
        # asyncio's own datagram transports are not all of this class by inheritance.
        self._transport = typing.cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """asyncio's call: what does not hold is dropped, for anybody may send to a port."""
        try:
            opened = self._seal.open(data)
            found = message.decode(opened.body)
            self._replays.check(found.sender, opened.session, opened.count)
        except (seal.Refused, message.Malformed) as error:
            self._log.debug(component="Memberlist", msg=f"message from {addr[0]} ignored: {error}")
            return
        self._handler(found, addr[0])

    def error_received(self, exc: Exception) -> None:
        """asyncio's call: an address that cannot be reached is noticed by its silence."""
        self._log.debug(component="Memberlist", msg=str(exc))
