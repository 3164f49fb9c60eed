"""Lines that say how often a pod answered."""

import pytest

from tutor.checkapi import testing
from tutor.checkapi.apps import tallies

PODS = ("web1", "web2")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hostname: web1", {"web1": 1}),
        ("     52 Hostname: web1", {"web1": 52}),
        ("web1 52", {"web1": 52}),
        ("web1: 52", {"web1": 52}),
        ('{"hostname": "web2", "ip": ["10.0.0.1"]}', {"web2": 1}),
        ("10.0.0.9: web1=47 web2=53", {"web1": 47, "web2": 53}),
        ("10.0.0.9 Counter({'web2': 53, 'web1': 47})", {"web1": 47, "web2": 53}),
        ("47 web1, 53 web2", {"web1": 47, "web2": 53}),
        ("web1   1/1   Running   0   3m", {}),
        ("web1 and web2", {}),
        ("web10 3", {}),
    ],
)
def test_a_line(line: str, expected: dict[str, int]) -> None:
    """A name alone, with its number on either side, several in a line; a table of pods counts nothing."""
    assert tallies.counts(line, PODS) == expected


def test_what_is_printed_by_hand_does_not_count() -> None:
    """Each line adds to those before it."""
    records = [testing.ran("curl …", "web1\nweb2\nweb1\n"), testing.ran("echo web1: 90", "web1: 90\n")]
    assert tallies.tally(records, PODS) == {"web1": 2, "web2": 1}
