"""Ranges of IP addresses as load balancers' configurations write them: `10.0.0.1-10.0.0.9`, `10.0.0.0/24`. Pure."""

import ipaddress
from collections.abc import Iterable

Span = tuple[int, int]
"""First and last address as numbers, both included."""


def span(text: str) -> Span:
    """What one entry covers. Raises ValueError where it is none, or ends before it begins."""
    first, dash, last = (part.strip() for part in text.partition("-"))
    if dash:
        found = (int(ipaddress.ip_address(first)), int(ipaddress.ip_address(last)))
    else:
        network = ipaddress.ip_network(first, strict=False)
        found = (int(network[0]), int(network[-1]))
    if found[0] > found[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return found


def merged(texts: Iterable[str]) -> tuple[Span, ...]:
    """The addresses of all entries in as few spans as there can be: equal for equal sets. Raises ValueError."""
    found: list[Span] = []
    for first, last in sorted(span(text) for text in texts):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def holds(spans: Iterable[Span], address: str) -> bool:
    """Whether the address is in one of the spans; false for what is no address."""
    try:
        number = int(ipaddress.ip_address(address))
    except ValueError:
        return False
    return any(first <= number <= last for first, last in spans)
