"""Rules for addresses and networks (apimachinery: pkg/util/validation/ip.go). Pure."""

import ipaddress
from typing import Any

from tutor.lab.apiserver.validation import field

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_IP_WORDS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
_CIDR_WORDS = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"


def is_ip(text: Any) -> bool:
    """Whether it is an address of IPv4 or IPv6."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def check_ip(text: Any, path: str, errors: field.Errors) -> bool:
    """Demand an address; says whether it is one."""
    found = is_ip(text)
    if not found:
        errors.invalid(path, text, _IP_WORDS)
    return found


def check_cidr(text: Any, path: str, errors: field.Errors) -> Network | None:
    """Demand a network; gives it, without the bits beyond its prefix."""
    try:
        return ipaddress.ip_network(text, strict=False) if "/" in text else _none(text)
    except (ValueError, TypeError):
        errors.invalid(path, text, _CIDR_WORDS)
        return None


def _none(text: str) -> Network:
    raise ValueError(text)


def check_ordinary(text: str, path: str, errors: field.Errors) -> None:
    """Demand an address that other machines could have."""
    address = ipaddress.ip_address(text)
    if address.is_unspecified:
        errors.invalid(path, text, "may not be unspecified (0.0.0.0 or ::)")
    if address.is_loopback:
        errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    if address.is_link_local:
        errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)")
    if address in _NEAR_GROUPS or address in _NEAR_GROUPS_6:
        errors.invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)")


_NEAR_GROUPS = ipaddress.ip_network("224.0.0.0/24")
_NEAR_GROUPS_6 = ipaddress.ip_network("ff02::/16")
