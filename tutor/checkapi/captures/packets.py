"""Packets as capture programs print them: tcpdump, ngrep, tshark. Text in, packets out. Pure.

What a program does not print is left empty: ngrep shows a DNS question's name, but neither its type nor the answer's
code; tcpdump shows an answer's name only with -vv, elsewhere it is taken from the question with the same id.
"""

import dataclasses
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

SERVICES = {"domain": 53, "http": 80, "https": 443, "bgp": 179, "ssh": 22, "redis": 6379, "bootps": 67}
"""Names that tcpdump without -nn puts in place of ports (IANA's registry)."""

BROADCAST = "ff:ff:ff:ff:ff:ff"


Ends = tuple[str, str, int, int, str]
"""Source, destination, their ports, interface: what every packet begins with."""


@dataclass(frozen=True)
class Packet:
    """Addresses and ports ("" and 0 where a protocol has none). `interface` only where the line names it (-i any).

    `protocol` is "udp", "tcp", "icmp" or "arp".
    """

    protocol: str
    src: str = ""
    dst: str = ""
    sport: int = 0
    dport: int = 0
    interface: str = ""


@dataclass(frozen=True)
class Dns(Packet):
    """A question, or with `response` an answer. `name` has no dot at its end; `rcode` is as in "NXDOMAIN"."""

    ident: int | None = None
    response: bool = False
    name: str = ""
    kind: str = ""
    rcode: str = ""
    data: tuple[str, ...] = ()
    """The words of the answer section, as far as they are printed: addresses among them."""


@dataclass(frozen=True)
class Tcp(Packet):
    """`flags` in tcpdump's letters ("S", "S.", "P.", "R"), "" where not printed (-q); `length` of the data in bytes."""

    flags: str = ""
    length: int = 0


@dataclass(frozen=True)
class Icmp(Packet):
    """`what` in tcpdump's words: "echo request", "host 10.0.0.1 unreachable"."""

    what: str = ""


@dataclass(frozen=True)
class Arp(Packet):
    """Who asks for, or says that it has, an address.

    `src` is the sender's address, `dst` the one asked for (in a reply "" : tcpdump does not print it); `mac` is the
    sender's, in small letters, "" where not printed.
    """

    reply: bool = False
    mac: str = ""
    to: str = ""
    """The MAC that the frame goes to, where printed (tcpdump -e)."""
    unasked: bool = False
    """A reply that no request in the capture asked for, or that went to everyone."""

    @property
    def gratuitous(self) -> bool:
        """Whether it announces an address rather than asks or answers (RFC 5227, RFC 2002 section 4.6)."""
        return self.unasked if self.reply else bool(self.src) and self.src == self.dst


def paired(found: Iterable[Packet]) -> list[Packet]:
    """The packets, with the names of DNS answers and the unasked ARP replies worked out from those before them."""
    questions: dict[tuple[int | None, str, int], Dns] = {}
    asked: dict[str, int] = {}
    done: list[Packet] = []
    for packet in found:
        if isinstance(packet, Dns):
            done.append(_named(packet, questions))
        elif isinstance(packet, Arp):
            done.append(_answering(packet, asked))
        else:
            done.append(packet)
    return done


def _named(packet: Dns, questions: dict[tuple[int | None, str, int], Dns]) -> Dns:
    if not packet.response:
        questions[packet.ident, packet.src, packet.sport] = packet
        return packet
    question = questions.get((packet.ident, packet.dst, packet.dport))
    if question is None or packet.name:
        return packet
    return dataclasses.replace(packet, name=question.name, kind=question.kind)


def _answering(packet: Arp, asked: dict[str, int]) -> Arp:
    if not packet.reply:
        # Who announces an address with a request and a reply (RFC 5227's two ways; MetalLB: arp.go, Gratuitous) answers
        # nobody: what others asked before, as a router does that hears nothing, was in vain.
        asked[packet.dst] = 0 if packet.gratuitous else asked.get(packet.dst, 0) + 1
        return packet
    if packet.to == BROADCAST or not asked.get(packet.src):
        return dataclasses.replace(packet, unasked=True)
    asked[packet.src] -= 1
    return packet


def end(word: str) -> tuple[str, int]:
    """Address and port of one end as tcpdump writes it: 10.0.0.1.53, 10.0.0.1, fe80::1.53, k8s-m.domain."""
    if re.fullmatch(r"\d+(\.\d+){3}", word):
        return word, 0
    address, dot, last = word.rpartition(".")
    if dot and (number := port(last)):
        return address, number
    return word, 0


def port(word: str) -> int:
    """A port's number, also by the name that tcpdump gives it; 0 for an unknown one."""
    return int(word) if word.isdecimal() else SERVICES.get(word, 0)


def questions(found: Sequence[Packet], name: str = "") -> list[Dns]:
    """The DNS questions, of this name where one is given."""
    wanted = name.rstrip(".").lower()
    return [
        one
        for one in found
        if isinstance(one, Dns) and not one.response and (not wanted or one.name.lower() == wanted)
    ]


def responses(found: Sequence[Packet], question: Dns) -> list[Dns]:
    """The answers to a question: the same name, back to where it came from."""
    return [
        one
        for one in found
        if isinstance(one, Dns)
        and one.response
        and (one.dst, one.dport) == (question.src, question.sport)
        and one.name.lower() == question.name.lower()
        and one.ident == question.ident
    ]


def forwarding(
    found: Sequence[Packet],
    addresses: Collection[str],
    inner: tuple[str, ...],
    services: Collection[str] = (),
) -> list[tuple[int, int]]:
    """For each name and type: how often these addresses asked for it, and how often the servers that they asked.

    Names that end with one of `inner` are left out, and so are questions to `services`: where their address is not yet
    translated, nothing comes by of what the server asks. A packet captured on several interfaces counts once.
    """
    asks = [one for one in questions(found) if one.dst not in services]
    once = {(one.ident, one.src, one.sport, one.name, one.kind): one for one in asks}.values()
    servers = {one.dst for one in once if one.src in addresses}
    counts: dict[tuple[str, str], list[int]] = {}
    for one in once:
        if not one.name.lower().endswith(inner):
            pair = counts.setdefault((one.name.lower(), one.kind), [0, 0])
            pair[0] += one.src in addresses
            pair[1] += one.src in servers
    return [(first, further) for first, further in counts.values()]
