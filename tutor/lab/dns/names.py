"""Names as text: zones, reverse names, and the parts of a cluster's name. Pure."""

import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

import dns.exception
import dns.name
import dns.reversename


class NoSuchName(Exception):  # noqa: N818 - the fact of DNS that it stands for
    """The name does not exist."""


class Request(NamedTuple):
    """A question's name taken apart; parts that it does not have are empty."""

    kind: str = ""
    namespace: str = ""
    service: str = ""
    endpoint: str = ""
    port: str = ""
    protocol: str = ""
    cluster: str = ""


def fqdn(name: str) -> str:
    """With the dot at its end."""
    return name if name.endswith(".") else f"{name}."


def within(name: str, zone: str) -> bool:
    """Whether `name` is `zone` or lies below it; case does not matter."""
    name, zone = fqdn(name).lower(), fqdn(zone).lower()
    return zone == "." or name == zone or name.endswith(f".{zone}")


def best_zone(name: str, zones: Iterable[str]) -> str:
    """The longest of `zones` that holds `name`, or an empty text."""
    return max((zone for zone in zones if within(name, zone)), key=len, default="")


def is_reverse(name: str) -> bool:
    """Whether a name belongs to the tree of addresses."""
    return name.lower().rstrip(".").endswith(("in-addr.arpa", "ip6.arpa"))


def address_of_reverse(name: str) -> str:
    """The address that a name under in-addr.arpa or ip6.arpa spells in full; else an empty text."""
    if not is_reverse(name):
        return ""
    try:
        return str(ipaddress.ip_address(dns.reversename.to_address(dns.name.from_text(name.lower()))))
    except (dns.exception.DNSException, ValueError):
        return ""


def is_address(text: str) -> bool:
    """Whether `text` is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def address_type(address: str) -> str:
    """ "A" or "AAAA"."""
    return "AAAA" if ":" in address else "A"


def parse(name: str, zone: str, *, clusters: bool = False) -> Request:
    """Take a cluster's name (lower case) apart. Raises NoSuchName for one that can never exist.

    What is left of `svc` or `pod`: namespace, service, then one label (an endpoint) or two (`_port._protocol`; in a
    zone of several clusters also `endpoint.cluster`).
    Source: coredns plugin/kubernetes/parse.go.
    """
    base = name[: len(name) - len(zone)].rstrip(".") if zone != "." else name.rstrip(".")
    if base in ("", "svc", "pod"):
        return Request()
    *rest, kind = base.split(".")
    if kind not in ("svc", "pod") or len(rest) > 4:
        raise NoSuchName
    namespace, service, left = rest[-1], rest[-2] if len(rest) > 1 else "", rest[:-2]
    if len(left) == 2 and clusters and not any(label.startswith("_") for label in left):
        return Request(kind, namespace, service, left[0], cluster=left[1])
    if len(left) == 2:
        return Request(kind, namespace, service, "", left[0].removeprefix("_"), left[1].removeprefix("_"))
    return Request(kind, namespace, service, left[0] if left else "")
