"""What ping prints at its end, as iputils and busybox have it. Text in, data out. Pure."""

import re
from typing import NamedTuple

PINGED = re.compile(r"^PING (?P<name>\S+) \((?P<address>[\d.]+)\)", re.MULTILINE)
"""Ping's first line: the address behind the name that it was given."""
STATISTICS = re.compile(
    r"--- (?P<name>\S+) ping statistics ---\s+"
    r"(?P<sent>\d+) packets transmitted, (?P<received>\d+) (?:packets )?received"
)


class Summary(NamedTuple):
    """How many of the packets to an address were answered."""

    address: str
    sent: int
    received: int


def summaries(text: str) -> list[Summary]:
    """What each ping sums up, in order; by the address, whatever name it was given."""
    addresses = {found["name"]: found["address"] for found in PINGED.finditer(text)}
    return [
        Summary(addresses.get(found["name"], found["name"]), int(found["sent"]), int(found["received"]))
        for found in STATISTICS.finditer(text)
    ]
