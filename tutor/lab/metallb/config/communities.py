"""BGP communities, by number and by name (RFC 1997; MetalLB: internal/bgp/community). Pure."""

from collections.abc import Iterable, Mapping

from tutor.lab.metallb.config import invalid
from tutor.lab.metallb.config.quoting import quoted

LARGE = "large"
HALF = 1 << 16


class FormatError(invalid.Transient):
    """Not written as a community: it may be a name that is defined later."""


def number(text: str) -> int:
    """`AS:value` as a 32-bit number, the AS in the high half.

    Raises FormatError for what is no such pair, Invalid for a half that does not fit into 16 bits.
    """
    halves = text.split(":")
    if len(halves) != 2:
        raise FormatError(f"invalid community format: {text}")
    high, low = (_half(half, text) for half in halves)
    return high * HALF + low


def _half(digits: str, whole: str) -> int:
    if not (digits.isascii() and digits.isdigit()):
        reason = "invalid syntax"
    elif int(digits) >= HALF:
        reason = "value out of range"
    else:
        return int(digits)
    told = f"strconv.ParseUint: parsing {quoted(digits)}: {reason}"
    what = f"invalid section {quoted(digits)} of community {quoted(whole)}, err: {quoted(told)}"
    raise invalid.Invalid(f"invalid community value: {what}")


def is_large(text: str) -> bool:
    """Whether it is a large community (RFC 8092), which MetalLB's native BGP cannot send."""
    parts = text.split(":")
    return len(parts) == 4 and parts[0] == LARGE


def resolve(asked: Iterable[str], known: Mapping[str, int]) -> frozenset[int]:
    """The numbers of communities that are given by name or as numbers. Raises Invalid, FormatError."""
    found = set()
    for text in asked:
        try:
            found.add(known[text] if text in known else number(text))
        except invalid.Invalid as error:
            what = f"{error}\ninvalid community {quoted(text)} in BGP advertisement"
            raise type(error)(what) from error
    return frozenset(found)
