"""Which Host and which Origin are ours. Pure.

A page of somebody else's can make its own name lead to this machine (DNS rebinding): the browser then sends that name
as the Host. And it can open a websocket to us, which no browser forbids: the Origin tells on it (RFC 6455, 10.2).
"""

import ipaddress
import urllib.parse
from collections.abc import Iterable

LOOPBACK = ("localhost",)


def known(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names us: by an address, which cannot be rebound, or by one of our names. Any port will do,
    since a tunnel has one of its own."""
    name = _name(host)
    return _is_address(name) or name in {one.lower() for one in names}


def same(origin: str, host: str) -> bool:
    """Whether a page of `origin` was served under the Host that is asked for now. A proxy may have ended its TLS."""
    parts = urllib.parse.urlsplit(origin)
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches what is bound to this address or name."""
    return address in LOOPBACK or (_is_address(address) and ipaddress.ip_address(address).is_loopback)


def in_url(address: str, port: int) -> str:
    """Address and port as a URL has them (RFC 3986, 3.2.2)."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _name(host: str) -> str:
    try:
        return urllib.parse.urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
