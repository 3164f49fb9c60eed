"""Questions to the lab's DNS by four clients, their answers in one form: response code and records without TTLs."""

import itertools
import re
import socket

import dns.flags
import dns.message
import dns.query
import dns.rcode

from tests.lab.wire import asking
from tutor.lab.control import client

SERVER = "10.96.0.10"
Answer = tuple[str, frozenset[tuple[str, str, str]]]
"""Response code; (name, type, data) of each record of the answer section, in lower case."""

TOOLS = {
    ("dig", "udp"): "dig +tries=2 +time=5 +nocookie @{server} {name} {kind}",
    ("dig", "tcp"): "dig +tcp +tries=2 +time=5 @{server} {name} {kind}",
    ("kdig", "udp"): "kdig +retry=1 +time=5 @{server} {name} {kind}",
    ("kdig", "tcp"): "kdig +tcp +retry=1 +time=5 @{server} {name} {kind}",
    ("drill", "udp"): "drill -a @{server} {name} {kind}",
    ("drill", "tcp"): "drill -t @{server} {name} {kind}",
}


def told(tool: tuple[str, str], questions: list[tuple[str, str]], server: str = SERVER) -> list[Answer]:
    """What a tool on k8s-m prints for each question, read."""
    commands = [TOOLS[tool].format(server=server, name=name, kind=kind) for name, kind in questions]
    text = asking.said("k8s-m", "; echo =====; ".join(commands))
    return [_read(part) for part in text.split("=====\n")]


def _read(text: str) -> Answer:
    status = re.search(r"(?:status|rcode): (\w+)", text)
    assert status, text
    _, _, rest = text.partition("ANSWER SECTION:\n")
    lines = itertools.takewhile(str.strip, rest.splitlines())
    fields = [line.split(None, 4) for line in lines if not line.startswith(";")]
    return status[1], frozenset(_record(name, kind, data) for name, _, _, kind, data in fields)


def _record(name: str, kind: str, data: str) -> tuple[str, str, str]:
    words = data.lower().split()
    if kind == "SOA":
        words[2] = "serial"  # the time of the last change that the one server saw that answered
    return name.lower(), kind, " ".join(words)


def exchange(
    name: str, kind: str, *, tcp: bool = False, edns: bool = False, server: str = SERVER, port: int = 53
) -> dns.message.Message:
    """dnspython's own question, from a socket of k8s-m."""
    question = dns.message.make_query(name, kind, use_edns=0 if edns else None)
    with client.make_socket(
        "k8s-m", socket.AF_INET, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM
    ) as sock:
        sock.settimeout(5)
        if tcp:
            sock.connect((server, port))
            sock.setblocking(False)
            return dns.query.tcp(question, server, timeout=5, port=port, sock=sock)
        sock.setblocking(False)
        return dns.query.udp(question, server, timeout=5, port=port, sock=sock)


def asked(name: str, kind: str, *, tcp: bool) -> Answer:
    """dnspython's answer; over UDP a truncated one is asked for again over TCP, as the tools do."""
    found = exchange(name, kind, tcp=tcp)
    if found.flags & dns.flags.TC:
        found = exchange(name, kind, tcp=True)
    records = [
        _record(rrset.name.to_text(), rrset.rdtype.name, rdata.to_text())
        for rrset in found.answer
        for rdata in rrset
    ]
    return dns.rcode.to_text(found.rcode()), frozenset(records)
