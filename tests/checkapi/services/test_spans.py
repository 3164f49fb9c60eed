"""Ranges are equal where their addresses are, however they are written."""

import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.services import spans

NUMBERS = st.integers(0, 2**32 - 1)


def written(first: int, last: int) -> str:
    """A range as MetalLB writes it."""
    return f"{ipaddress.IPv4Address(first)}-{ipaddress.IPv4Address(last)}"


@given(NUMBERS, NUMBERS)
def test_a_range_and_its_networks_are_the_same(one: int, two: int) -> None:
    """MetalLB itself cuts ranges into networks."""
    first, last = sorted((one, two))
    ends = ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
    networks = [str(network) for network in ipaddress.summarize_address_range(*ends)]
    assert spans.merged(networks) == spans.merged([written(first, last)]) == ((first, last),)


@given(st.lists(st.tuples(NUMBERS, NUMBERS).map(sorted), max_size=6), NUMBERS)
def test_merging_keeps_every_address(pairs: list[list[int]], number: int) -> None:
    """Also where ranges overlap or touch; what is merged is apart and in order."""
    found = spans.merged(written(first, last) for first, last in pairs)
    within = any(first <= number <= last for first, last in pairs)
    assert spans.holds(found, str(ipaddress.IPv4Address(number))) is within
    assert all(one[1] + 1 < two[0] for one, two in itertools.pairwise(found))


@pytest.mark.parametrize("text", ["", "10.0.0.9-10.0.0.1", "hello", "10.0.0.1-", "10.0.0.0/33"])
def test_no_ranges(text: str) -> None:
    """What is none is said to be none."""
    with pytest.raises(ValueError):
        spans.merged([text])


def test_no_address_is_within() -> None:
    """A Service that waits has none."""
    assert not spans.holds([(0, 2**32)], "")
    assert not spans.holds([(0, 2**32)], "<pending>")
