"""Addresses as a pool lists them: a CIDR or `first-last` (MetalLB: internal/config, ParseCIDR). Pure."""

import ipaddress
import re

from tutor.lab.metallb import model
from tutor.lab.metallb.config import invalid
from tutor.lab.metallb.config.quoting import quoted

_CIDR = re.compile(r"[0-9A-Fa-f:.]+/[0-9]{1,3}")


def parse(text: str, *, single: bool = True) -> tuple[model.Network, ...]:
    """The networks of one entry, ascending; a range becomes the fewest CIDRs that cover it.

    `single` False refuses a range of one address, as 0.11 does. Raises Invalid.
    """
    if "-" not in text:
        return (_cidr(text),)
    first_text, _, last_text = text.partition("-")
    first = _address(text, first_text, "start")
    last = _address(text, last_text, "end")
    if first.version != last.version or int(first) > int(last) or (first == last and not single):
        after = f"start IP {quoted(first)} is after the end IP {quoted(last)}"
        raise invalid.Invalid(f"invalid IP range {quoted(text)}: {after}")
    found: list[model.Network] = []
    found.extend(ipaddress.summarize_address_range(first, last))
    return tuple(found)


def _cidr(text: str) -> model.Network:
    if _CIDR.fullmatch(text):
        try:
            return ipaddress.ip_network(text, strict=False)
        except ValueError:
            pass  # told below, as any other text that is no CIDR
    raise invalid.Invalid(f"invalid CIDR {quoted(text)}")


def _address(whole: str, part: str, end: str) -> model.Address:
    try:
        return ipaddress.ip_address(part.strip())
    except ValueError as error:
        what = f"invalid IP range {quoted(whole)}: invalid {end} IP {quoted(part)}"
        raise invalid.Invalid(what) from error


def overlap(one: model.Network, other: model.Network) -> bool:
    """Whether two networks share an address."""
    if isinstance(one, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return one.overlaps(other)
    if isinstance(one, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return one.overlaps(other)
    return False


def claim(cidrs: tuple[model.Network, ...], pool: str, taken: list[model.Network]) -> None:
    """Add a pool's networks to those that are `taken`. Raises Invalid for one that overlaps any before it."""
    for cidr in cidrs:
        for before in taken:
            if overlap(cidr, before):
                what = f"CIDR {quoted(cidr)} in pool {quoted(pool)} overlaps with already defined CIDR"
                raise invalid.Invalid(f"{what} {quoted(before)}")
        taken.append(cidr)
