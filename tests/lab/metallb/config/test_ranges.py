"""Addresses of a pool."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.config import invalid, ranges


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/255.0.0.0",
        "",
        "/",
        "10.0.0.9-10.0.0.1",
        "a-b",
        "10.0.0.1-",
        "10.0.0.1-fd00::1",
    ],
)
def test_refuses_what_is_no_range(text: str) -> None:
    """A single address is none either; the text is named."""
    with pytest.raises(invalid.Invalid, match="invalid"):
        ranges.parse(text)


def test_host_bits_are_cut_off() -> None:
    """As Go's net.ParseCIDR does."""
    assert [str(one) for one in ranges.parse("10.1.2.3/24")] == ["10.1.2.0/24"]
    assert [str(one) for one in ranges.parse("fd00::1/64")] == ["fd00::/64"]


def test_a_range_of_one_is_refused_by_v0_11_alone() -> None:
    """There the end must come after the start."""
    assert [str(one) for one in ranges.parse("10.0.0.1-10.0.0.1")] == ["10.0.0.1/32"]
    with pytest.raises(invalid.Invalid, match=r'start IP "10.0.0.1" is after the end IP "10.0.0.1"'):
        ranges.parse("10.0.0.1-10.0.0.1", single=False)


@given(st.integers(0, (1 << 32) - 1), st.integers(0, 2000))
def test_a_range_is_covered_exactly(first: int, more: int) -> None:
    """Every address once, in order, and none beside."""
    last = min(first + more, (1 << 32) - 1)
    text = f"{ipaddress.ip_address(first)} - {ipaddress.ip_address(last)}"
    found = [int(address) for cidr in ranges.parse(text) for address in cidr]
    assert found == list(range(first, last + 1))


@given(st.integers(8, 32), st.integers(8, 32), st.integers(0, 3), st.integers(0, 3))
def test_overlap_is_symmetric(one: int, other: int, left: int, right: int) -> None:
    """And true when either has the other's first address."""
    first = ipaddress.ip_network((left << 22, one), strict=False)
    second = ipaddress.ip_network((right << 22, other), strict=False)
    wanted = first[0] in second or second[0] in first
    assert ranges.overlap(first, second) is ranges.overlap(second, first) is wanted
