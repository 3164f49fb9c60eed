"""Interfaces, addresses and routes by rtnetlink. Imports pyroute2: nobody imports this at start-up for nothing."""

import contextlib
import errno
from collections.abc import Iterator

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError

from tutor.lab.net import netns


@contextlib.contextmanager
def opened(namespace: int | str) -> Iterator[IPRoute]:
    """A netlink socket of another net namespace; it stays there, so the block itself runs outside."""
    with netns.entered(namespace):
        route = IPRoute()
    with route:
        yield route


def index(route: IPRoute, name: str) -> int:
    """The index of an interface. Raises LookupError."""
    found = route.link_lookup(ifname=name)
    if not found:
        raise LookupError(f"there is no interface {name}")
    number: int = found[0]
    return number


def loopback_up(route: IPRoute) -> None:
    """Bring up lo, always interface 1."""
    route.link("set", index=1, state="up")


def add_address(route: IPRoute, number: int, address: str) -> None:
    """Give an interface an address "a.b.c.d/prefix", with the broadcast address that belongs to it."""
    ip, _, prefix = address.partition("/")
    route.addr("add", index=number, address=ip, prefixlen=int(prefix), broadcast=True)


def add_stub(route: IPRoute, name: str, address: str) -> None:
    """An interface that leads nowhere: a dummy, or an empty bridge where the kernel has no such device."""
    for kind in ("dummy", "bridge"):
        try:
            route.link("add", ifname=name, kind=kind)
            break
        except NetlinkError as error:
            if error.code != errno.EOPNOTSUPP:
                raise
    number = index(route, name)
    add_address(route, number, address)
    route.link("set", index=number, state="up")
