"""Addresses and MACs are read off whatever program prints them side by side."""

import pytest

from tutor.checkapi import testing
from tutor.checkapi.routing import lanhosts

PAIR = lanhosts.Pair("192.168.10.200", "08:00:27:4d:2d:3e")


@pytest.mark.parametrize(
    "line",
    [
        "Unicast reply from 192.168.10.200 [08:00:27:4D:2D:3E]  0.846ms",
        "42 bytes from 08:00:27:4d:2d:3e (192.168.10.200): index=0 time=1.2 msec",
        "192.168.10.200 dev enp0s8 lladdr 08:00:27:4d:2d:3e STALE",
        "192.168.10.200           ether   08:00:27:4d:2d:3e   C                     enp0s8",
        "? (192.168.10.200) at 08:00:27:4d:2d:3e [ether] on enp0s8",
        "192.168.10.200   0x1         0x2         08:00:27:4d:2d:3e     *        enp0s8",
        "192.168.10.200\t08-00-27-4D-2D-3E\tPCS Systemtechnik",
        "23:46:09.107874 ARP, Reply 192.168.10.200 is-at 08:00:27:4d:2d:3e, length 46",
        "08:00:27:4d:2d:3e > 08:00:27:6d:dc:02, ARP (0x0806): Reply 192.168.10.200 is-at 08:00:27:4d:2d:3e",
        '{"dst":"192.168.10.200","dev":"enp0s8","lladdr":"08:00:27:4d:2d:3e","state":["STALE"]}',
    ],
)
def test_a_pair(line: str) -> None:
    """In small letters, with colons."""
    assert lanhosts.pairs(f"something before\n{line}\n") == [PAIR]


@pytest.mark.parametrize(
    "line",
    [
        "ARPING 192.168.10.200 from 192.168.10.254 enp0s8",
        "aa:bb:cc:dd:ee:ff > ff:ff:ff:ff:ff:ff, ARP: Request who-has 192.168.10.200 tell 192.168.10.254",
        "192.168.10.200 dev enp0s8 FAILED",
        "link/ether 08:00:27:4d:2d:3e brd ff:ff:ff:ff:ff:ff",
        "2 packets captured",
    ],
)
def test_no_pair(line: str) -> None:
    """A question, a failure, a card without an address."""
    assert lanhosts.pairs(line) == []


def test_what_was_typed_is_not_shown() -> None:
    """A grep for a MAC is fair, an echo of both is not."""
    line = f"{PAIR.address} dev enp0s8 lladdr {PAIR.mac} STALE"
    assert lanhosts.shown([testing.ran(f"ip neigh | grep {PAIR.mac}", line)]) == [PAIR]
    assert lanhosts.shown([testing.ran(f"echo {line}", line)]) == []
