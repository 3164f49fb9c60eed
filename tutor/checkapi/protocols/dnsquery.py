"""One DNS question over sockets that someone else makes."""

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dns.message

SECONDS = 6.0
"""Longer than a forwarding server waits for its upstream (CoreDNS: 5 s) before it says SERVFAIL."""
PORT = 53

Opener = Callable[[int, int], socket.socket]
"""Family and type to a new socket, in the network where the question is to be asked."""


def nameserver(resolv_conf: str) -> str:
    """The first nameserver of an /etc/resolv.conf, else the local host, as resolv.conf(5) says."""
    for line in resolv_conf.splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            return words[1]
    return "127.0.0.1"


def ask(opener: Opener, server: str, name: str, kind: str) -> "dns.message.Message":
    """The server's answer, by UDP, and by TCP where that one is truncated.

    `server` is an address, or address:port. Raises OSError; TimeoutError where nothing answers.
    """
    # dnspython takes 0.1 s: only a check that asks has to wait for it.
    import dns.exception

    try:
        return _ask(opener, server, name, kind)
    except dns.exception.Timeout as error:
        raise TimeoutError(f"no answer within {SECONDS:g} s") from error
    except dns.exception.DNSException as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


def _ask(opener: Opener, server: str, name: str, kind: str) -> "dns.message.Message":
    import dns.flags
    import dns.message
    import dns.query

    address, port = endpoint(server)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    question = dns.message.make_query(name, kind)
    with opener(family, socket.SOCK_DGRAM) as datagrams:
        datagrams.setblocking(False)
        answer = dns.query.udp(question, address, timeout=SECONDS, port=port, sock=datagrams)
    if not answer.flags & dns.flags.TC:
        return answer
    with opener(family, socket.SOCK_STREAM) as stream:
        stream.settimeout(SECONDS)
        stream.connect((address, port))
        stream.setblocking(False)
        return dns.query.tcp(question, address, timeout=SECONDS, sock=stream)


def records(message: "dns.message.Message", kind: str) -> tuple[set[str], str]:
    """The data of the answer's records of that type, without trailing dots, and the response code."""
    import dns.rcode
    import dns.rdatatype

    wanted = dns.rdatatype.from_text(kind)
    found = [item for rrset in message.answer if rrset.rdtype == wanted for item in rrset]
    return {item.to_text().rstrip(".") for item in found}, dns.rcode.to_text(message.rcode())


def endpoint(server: str) -> tuple[str, int]:
    """Address and port of "10.96.0.10", "10.96.0.10:53" or an IPv6 address."""
    address, colon, port = server.rpartition(":")
    if colon and "." in address and port.isdecimal():
        return address, int(port)
    return server, PORT
