"""The interfaces that ARP is answered on."""

import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.layer2 import links

MAC = b"\x02\0\0\0\0\x01"
UP, BROADCAST, NO_ARP, LOOPBACK = 0x1, 0x2, 0x80, 0x8


def link(name: str, flags: int, *, enslaved: bool = False, mac: bytes = MAC, index: int = 2) -> links.Link:
    """An interface."""
    return links.Link(index, name, mac, flags, enslaved)


@pytest.mark.parametrize(
    ("candidate", "speaks"),
    [
        (link("enp0s8", UP | BROADCAST), True),
        (link("enp0s8", BROADCAST), False),
        (link("lo", UP | LOOPBACK), False),
        (link("tunl0", UP | NO_ARP, mac=b""), False),
        (link("dummy0", UP | BROADCAST | NO_ARP), False),
        (link("port", UP | BROADCAST, enslaved=True), False),
    ],
)
def test_an_interface_must_be_up_broadcast_with_arp_and_its_own(candidate: links.Link, speaks: bool) -> None:
    """As MetalLB chooses them."""
    assert candidate.speaks_arp is speaks
    assert bool(links.eligible([candidate])) is speaks


def test_excluded_names_are_left_out() -> None:
    """By a pattern anywhere in the name, as announcedInterfacesToExclude is meant."""
    there = [link("enp0s8", UP | BROADCAST, index=2), link("cali12345", UP | BROADCAST, index=3)]
    assert list(links.eligible(there, re.compile("(^cali.*)|(^lo$)"))) == [2]


def test_a_link_message_is_read() -> None:
    """Index, flags, name, MAC and master."""

    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("=HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)

    body = struct.pack("=BxHiII", 0, 1, 7, UP | BROADCAST, 0)
    body += attribute(3, b"enp0s8\0") + attribute(1, MAC) + attribute(10, struct.pack("=I", 4))
    message = struct.pack("=IHHII", 16 + len(body), 16, 0, 1, 0) + body
    assert list(links.parse(message)) == [links.Link(7, "enp0s8", MAC, UP | BROADCAST, enslaved=True)]


@given(st.binary(max_size=200))
def test_any_bytes_end(raw: bytes) -> None:
    """The reader stops at their end, whatever lengths they claim."""
    try:
        assert len(list(links.parse(raw))) <= 12
    except (OSError, struct.error):
        pass


def test_the_machines_own_interfaces_are_read() -> None:
    """The loopback is always there, and never answered on."""
    with links.Watcher() as watcher:
        watcher.drain()
        there = watcher.read()
    assert "lo" in [one.name for one in there]
    assert "lo" not in [one.name for one in links.eligible(there).values()]
