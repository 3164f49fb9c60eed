"""Who answers for an address on a segment: MACs, as ARP tells them.

The truth is asked from the host where the learner stands, so that neither root on the nodes nor a list of their cards
is needed: a node's own address is asked for in the same way.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutor.checkapi import evidence, learner
from tutor.checkapi.commandline import variables

MAC = r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}"
ADDRESS = r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)"
ASKERS = frozenset({"arping", "nping", "arp-scan"})
"""Programs that ask by ARP."""
NEIGHBOUR = re.compile(
    rf'\{{[^{{}}]*"dst"\s*:\s*"(?P<address>{ADDRESS})"[^{{}}]*"lladdr"\s*:\s*"(?P<mac>{MAC})"[^{{}}]*\}}',
    re.IGNORECASE,
)
"""An entry of `ip -j neigh`, in one line with others or in several lines."""
SECONDS = 1
"""How long nobody may answer before an address is taken for silent."""


class Pair(NamedTuple):
    """An address, and the MAC (in small letters with colons) that was shown beside it."""

    address: str
    mac: str


def pairs(text: str) -> list[Pair]:
    """Every address with the MAC that stands in the same line, in order.

    As arping of both kinds, `ip neigh` (also as JSON), `arp`, `arp-scan` and captures print them. Questions (`who-has`)
    show no owner. Of two MACs (a frame's addresses and the ARP sender's) the last is the owner's.
    """
    found = []
    for line in NEIGHBOUR.sub(r"\n\g<address> \g<mac>\n", text).splitlines():
        macs = re.findall(MAC, line, re.IGNORECASE)
        addresses = re.findall(ADDRESS, line)
        if macs and addresses and not re.search("who[- ]has", line, re.IGNORECASE):
            found.append(Pair(addresses[0], _plain(macs[-1])))
    return found


def shown(records: Iterable[evidence.CommandRecord]) -> list[Pair]:
    """The pairs that these commands showed, in order; those that were typed are left out."""
    return [pair for record in records for pair in pairs(record.output) if not _typed(pair, record.text)]


def behind(seen: evidence.Evidence, address: str) -> list[str]:
    """The MACs that the learner saw for an address, in order: beside it, or alone where the line asks for it."""
    found: list[str] = []
    for at, record in enumerate(seen.commands):
        beside = [pair.mac for pair in shown([record]) if pair.address == address]
        if (
            not beside
            and not re.search(ADDRESS, record.output)
            and _asks(record, seen.commands[:at], address)
        ):
            beside = [_plain(mac) for mac in re.findall(MAC, record.output, re.IGNORECASE)]
        found += beside
    return found


def _asks(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord], address: str) -> bool:
    return asks_for(record, before, address, ASKERS | {"ip"})


def asks_for(
    record: evidence.CommandRecord,
    before: Sequence[evidence.CommandRecord],
    address: str,
    programs: frozenset[str],
) -> bool:
    """Whether one of the programs was handed the address, or what only the shell knows."""
    return any(
        word == address or variables.USE.fullmatch(word)
        for call in learner.resolved(record, before)
        if call.program in programs
        for word in call.words
    )


def _plain(mac: str) -> str:
    return mac.lower().replace("-", ":")


def _typed(pair: Pair, text: str) -> bool:
    """Whether the line itself says both, as an echo does; a grep for one of them is a fair question."""
    return pair.address in text and pair.mac in text.lower().replace("-", ":")


def answering(seen: evidence.Evidence, address: str) -> str:
    """The MAC that answers for the address on the segment of `seen.host`; "" where none does. Raises OSError."""
    device = _device(seen, address)
    asked = seen.exec(seen.host, ["arping", "-I", device, "-c", "1", "-w", str(SECONDS), address])
    if found := pairs(asked.stdout):
        return found[-1].mac
    if asked.stderr.strip():  # no arping, or no right to use it: what the kernel knows
        known = seen.exec(seen.host, ["ip", "neigh", "show", address]).stdout
        return next((pair.mac for pair in pairs(f"{address} {known}")), "")
    return ""


def _device(seen: evidence.Evidence, address: str) -> str:
    route = seen.exec(seen.host, ["ip", "-o", "route", "get", address]).stdout
    found = re.search(r"\bdev (\S+)", route)
    if not found:
        raise OSError(f"{seen.host} has no route to {address}")
    return found[1]


def macs(seen: evidence.Evidence, host: str) -> set[str]:
    """The MAC addresses of all of a host's interfaces, as that host itself tells them. Raises OSError."""
    done = seen.exec(host, ["sh", "-c", "cat /sys/class/net/*/address"])
    return {line.strip().lower() for line in done.stdout.splitlines() if line.strip()}
