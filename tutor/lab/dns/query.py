"""One question on its way through the plugins, and what may come back."""

import dataclasses
import functools
import time
from collections.abc import Awaitable, Callable

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

UDP_SIZE = 512
TCP_SIZE = 65535


@dataclasses.dataclass
class Query:
    """A client's message and where it came from. `answered_by` names the plugin whose answer it was."""

    message: dns.message.Message
    client: tuple[str, int]
    protocol: str = "udp"
    size: int = 0
    server: str = "dns://:53"
    local: str = ""
    began: float = dataclasses.field(default_factory=time.perf_counter)
    answered_by: str = ""
    lookups: int = 0
    """How often this question has led to another one; ends chains of aliases that never end."""

    @functools.cached_property
    def qname(self) -> str:
        """The name as the client spelt it, with its last dot."""
        return self.message.question[0].name.to_text()

    @functools.cached_property
    def name(self) -> str:
        """The name in lower case."""
        return self.qname.lower()

    @property
    def rdtype(self) -> dns.rdatatype.RdataType:
        """The type asked for."""
        return self.message.question[0].rdtype

    @property
    def type(self) -> str:
        """The type's name, as "A"."""
        return dns.rdatatype.to_text(self.rdtype)

    @property
    def dnssec(self) -> bool:
        """The DO bit."""
        return bool(self.message.ednsflags & dns.flags.DO)

    @property
    def buffer(self) -> int:
        """How large an answer may be."""
        if self.protocol == "tcp":
            return TCP_SIZE
        return max(self.message.payload, UDP_SIZE) if self.message.edns >= 0 else UDP_SIZE

    @property
    def family(self) -> str:
        """ "1" for IPv4, "2" for IPv6."""
        return "2" if ":" in self.client[0] else "1"

    def ask(self, name: str, rdtype: dns.rdatatype.RdataType | None = None) -> "Query":
        """The same client asking for another name."""
        message = dns.message.make_query(name, rdtype or self.rdtype, self.message.question[0].rdclass)
        message.id, message.flags = self.message.id, self.message.flags
        return dataclasses.replace(self, message=message, lookups=self.lookups + 1)

    def reply(self, *, authoritative: bool = True) -> dns.message.Message:
        """An empty answer to this question."""
        message = dns.message.Message(self.message.id)
        message.flags = dns.flags.QR | (self.message.flags & (dns.flags.RD | dns.flags.CD))
        if authoritative:
            message.flags |= dns.flags.AA
        message.set_opcode(self.message.opcode())
        message.question = list(self.message.question)
        return message

    def refuse(self, rcode: dns.rcode.Rcode) -> dns.message.Message:
        """An answer that holds a response code alone."""
        message = self.reply(authoritative=False)
        message.set_rcode(rcode)
        return message


Handler = Callable[[Query], Awaitable[dns.message.Message]]
Middleware = Callable[[Handler], Handler]


class Failure(Exception):  # noqa: N818 - no answer is often no error
    """No answer: the server sends the response code, and the errors plugin prints the text when there is one."""

    def __init__(self, rcode: dns.rcode.Rcode, text: str = "") -> None:
        super().__init__(text)
        self.rcode, self.text = rcode, text


def parse(data: bytes) -> dns.message.Message:
    """Read a client's message. Raises dns.exception.DNSException."""
    return dns.message.from_wire(data, ignore_trailing=True)
