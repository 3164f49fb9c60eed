"""Whole plugin chains without sockets."""

import dns.message
import dns.rdatatype

from tutor.lab.dns import corefile, instance, plugins, query, setup


class Connection:
    """Stands for a connection that has synced."""

    synced = True
    failure = ""

    async def start(self) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing to stop."""


def build(text: str) -> instance.Instance:
    """An instance of a Corefile; raises CorefileError."""
    return instance.Instance(corefile.parse(text, "Corefile", plugins.ORDER), setup.Process("Corefile"))


async def ask(
    made: instance.Instance, name: str, kind: str = "A", *, client: str = "10.244.0.9", edns: bool = False
) -> dns.message.Message:
    """The answer as a client reads it off the wire."""
    message = dns.message.make_query(name, kind)
    if edns:
        message.use_edns(0, payload=1232)
    data = await made.serve(message.to_wire(), (client, 40000), "udp", ":53")
    assert data is not None
    return dns.message.from_wire(data)


def texts(answer: dns.message.Message) -> list[str]:
    """The answer section, a line for each record, without times to live."""
    return [
        f"{rrset.name} {dns.rdatatype.to_text(rrset.rdtype)} {rdata}"
        for rrset in answer.answer
        for rdata in rrset
    ]


def asked(name: str, kind: str = "A") -> query.Query:
    """A question."""
    return query.Query(dns.message.make_query(name, kind), ("192.0.2.1", 53000), size=40)
