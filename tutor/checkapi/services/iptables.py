"""Rules of iptables as programs print them, and the chains that kube-proxy makes. Text in, rules out. Pure.

Read are `iptables -S`, `iptables-save` and `iptables -L` (with and without -n, -v, --line-numbers). Names of chains:
kubernetes pkg/proxy/iptables/proxier.go; both the form of 1.22 and that of 1.24 and later are known.
"""

import base64
import hashlib
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

SUFFIX_LENGTH = 16
HEADER = re.compile(r"^Chain (\S+) \(")
TARGET = re.compile(
    r"^\s*(?:\d+\s+)??(?:[\d.]+[KMGT]?\s+[\d.]+[KMGT]?\s+)?([A-Z][\w-]+)\s+(?:all|tcp|udp|sctp|\d+)\s"
)
"""A row of `-L`: its number, packets and bytes where asked for, then target and protocol."""


@dataclass(frozen=True)
class Rule:
    """One rule: its chain, where it leads, and what it asks. What was not printed is empty.

    `probability` is None where chance has no part, `dport` 0 where any will do, `source` and `destination` have no
    prefix length where they are one address; `source` begins with "!" where all others are meant.
    """

    chain: str
    target: str
    probability: float | None = None
    source: str = ""
    destination: str = ""
    dport: int = 0
    to: str = ""
    """`ip:port` of DNAT"""
    comment: str = ""


def rules(text: str) -> list[Rule]:
    """Every rule in the text, in its order; other lines are passed over."""
    found: list[Rule] = []
    chain = ""
    for line in text.splitlines():
        if header := HEADER.match(line):
            chain = header[1]
        elif (start := line.find("-A ")) >= 0 and not line[:start].strip(" \t[]:0123456789"):
            found += _saved(line[start:])
        elif row := TARGET.match(line):
            found.append(_listed(chain, row[1], line))
    return found


def _saved(line: str) -> list[Rule]:
    """The rule of a line of `-S`; none where it is cut off."""
    try:
        words = shlex.split(line)
    except ValueError:
        return []
    values: dict[str, str] = {}
    no = ""
    for word, value in zip(words, [*words[1:], ""], strict=True):
        if word.startswith("-"):
            values.setdefault(word, no + value)
        no = "!" if word == "!" else ""
    chance = values.get("--probability")
    return [
        Rule(
            chain=values.get("-A", ""),
            target=values.get("-j") or values.get("-g", ""),
            probability=float(chance) if chance else None,
            source=_single(values.get("-s", "")),
            destination=_single(values.get("-d", "")),
            dport=_number(values.get("--dport", "")),
            to=values.get("--to-destination", ""),
            comment=values.get("--comment", ""),
        )
    ]


def _listed(chain: str, target: str, line: str) -> Rule:
    """The rule of a row of `-L`."""
    comment = _first(r"/\* (.*?) \*/", line)
    bare = re.sub(r"/\*.*?\*/", "", line)
    chance = _first(r"probability ([\d.]+)", bare)
    ends = re.findall(r"(?<![\w.])!?(?:\d+\.){3}\d+(?:/\d+)?(?![\w.:])|\banywhere\b", bare)
    source, destination = (*ends, "", "")[:2]
    return Rule(
        chain=chain,
        target=target,
        probability=float(chance) if chance else None,
        source=_end(source),
        destination=_end(destination),
        dport=_number(_first(r"dpt:(\d+)", bare) or _first(r"dports (\d+)", bare)),
        to=_first(r"\bto:(\S+)", bare),
        comment=comment,
    )


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _single(address: str) -> str:
    """The address without /32 or /128: kube-proxy writes it in one release and not in the other."""
    return re.sub(r"/(?:32|128)$", "", address)


def _end(address: str) -> str:
    return "" if address in ("anywhere", "0.0.0.0/0") else _single(address)


def port_name(namespace: str, service: str, port: str) -> str:
    """`namespace/service:port`; without a colon where the port has no name."""
    return f"{namespace}/{service}:{port}" if port else f"{namespace}/{service}"


def suffix(name: str, protocol: str, endpoint: str = "") -> str:
    """What the chains of a port (`port_name`) end in, or with `ip:port` the KUBE-SEP- chain of that endpoint."""
    digest = hashlib.sha256((name + protocol.lower() + endpoint).encode()).digest()
    return base64.b32encode(digest).decode()[:SUFFIX_LENGTH]


def endpoint(address: str, port: int) -> str:
    """`ip:port`, with brackets around an IPv6 address."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def shares(jumps: Iterable[Rule]) -> dict[str, float]:
    """Which part of the connections each target gets, where rules are asked in this order."""
    left = 1.0
    found: dict[str, float] = {}
    for rule in jumps:
        part = left * (1.0 if rule.probability is None else rule.probability)
        found[rule.target] = found.get(rule.target, 0.0) + part
        left -= part
    return found


def even(jumps: Iterable[Rule], count: int) -> bool:
    """Whether so many targets get the same part each, as exactly as the kernel keeps a probability (31 bits)."""
    parts = shares(jumps).values()
    return len(parts) == count and all(abs(part - 1 / count) < 1e-6 for part in parts)
