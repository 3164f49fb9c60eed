"""The machine's own resolver, asked through a socket that was handed over."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import cast

import dns.message
import dns.rcode
import dns.rdatatype
import pytest

from tutor.lab.dns import upstream


class Resolver(asyncio.DatagramProtocol):
    """Answers every question with `code`, or with an answer to another one."""

    def __init__(self, code: dns.rcode.Rcode = dns.rcode.NOERROR, *, other_question: bool = False) -> None:
        self._code = code
        self._other = other_question
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        asked = dns.message.from_wire(data)
        reply = dns.message.make_response(asked)
        if self._other:
            reply.question = dns.message.make_query("other.example.", dns.rdatatype.A).question
        reply.set_rcode(self._code)
        assert self._transport is not None
        self._transport.sendto(reply.to_wire(), addr)


@contextlib.asynccontextmanager
async def machine(resolver: Resolver, *, port: int = 0) -> AsyncIterator[upstream.Machine]:
    """A machine whose resolver is `resolver`; `port` is where it is believed to be, when that is another place."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: resolver, local_addr=("127.0.0.1", 0))
    made = upstream.Machine(["127.0.0.1"], port or transport.get_extra_info("sockname")[1])
    await made.open(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    try:
        yield made
    finally:
        made.close()
        transport.close()


QUESTION = dns.message.make_query("example.org.", dns.rdatatype.A)


@pytest.mark.parametrize(
    "code", [dns.rcode.NOERROR, dns.rcode.NXDOMAIN, dns.rcode.SERVFAIL, dns.rcode.REFUSED]
)
async def test_what_the_resolver_says_is_handed_on(code: dns.rcode.Rcode) -> None:
    """A failure for one name is an answer as well: it does not turn the machine into one without a resolver."""
    async with machine(Resolver(code)) as made:
        answer = await made.ask(QUESTION, 10.0)
    assert answer is not None
    assert answer.rcode() == code


async def test_an_answer_to_another_question_is_none() -> None:
    """Whatever number it carries."""
    async with machine(Resolver(other_question=True)) as made:
        assert await made.ask(QUESTION, 10.0) is None


async def test_strangers_are_not_believed() -> None:
    """An answer with the right number from a port that was not asked is as good as none."""
    async with machine(Resolver(), port=9) as made:
        waiting = asyncio.create_task(made.ask(QUESTION, 0.3), name="ask")
        await asyncio.sleep(0)
        (ident,) = made._waiting
        forged = dns.message.make_response(QUESTION).to_wire()
        made.datagram_received(ident.to_bytes(2, "big") + forged[2:], ("127.0.0.1", 5353))
        assert await waiting is None
