"""Connections as the kernel's table has them: `conntrack -L`, /proc/net/nf_conntrack. Text in, flows out. Pure."""

import re
from dataclasses import dataclass

PROGRAMS = frozenset({"conntrack"})
FILE = "nf_conntrack"
TUPLE = re.compile(r"src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)")


@dataclass(frozen=True)
class Ends:
    """Where packets of one direction come from and go to."""

    src: str
    dst: str
    sport: int
    dport: int


@dataclass(frozen=True)
class Flow:
    """A connection: what its first packet said, and what an answer says.

    Where nothing is translated, the answer is the first packet with its ends swapped.
    """

    protocol: str
    original: Ends
    reply: Ends

    @property
    def translated_to(self) -> tuple[str, int]:
        """Address and port of who really answers (DNAT)."""
        return self.reply.src, self.reply.sport

    @property
    def comes_from(self) -> str:
        """The address that who answers takes for the sender's (SNAT)."""
        return self.reply.dst


def flows(text: str) -> list[Flow]:
    """Every connection of a protocol with ports in the text; -o extended and the file of /proc will do as well."""
    found = []
    for line in text.splitlines():
        both = TUPLE.findall(line)
        protocol = re.search(r"\b(tcp|udp|sctp|dccp|udplite)\b", line)
        if len(both) >= 2 and protocol:
            first, second = (Ends(src, dst, int(sport), int(dport)) for src, dst, sport, dport in both[:2])
            found.append(Flow(protocol[1], first, second))
    return found
