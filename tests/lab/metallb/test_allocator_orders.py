"""Sequences of requests to the allocator: keys that change, families, edges of pools, and their order."""

import dataclasses
import ipaddress

import pytest

from tests.lab.metallb import test_allocator as base
from tutor.lab.metallb import allocator, asking, model, pooling


def told(given: allocator.Allocator, request: asking.Request, address: str = "", pool_name: str = "") -> str:
    """Ask for an address, any or this one; what is got, or why not."""
    try:
        if address:
            given.assign(request, [ipaddress.ip_address(one) for one in address.split(",")])
            return ",".join(base.shown(given.addresses(request.service)))
        got = given.allocate_from(request, pool_name) if pool_name else given.allocate(request)
    except allocator.Refused as refused:
        return str(refused)
    return ",".join(base.shown(got))


def test_a_key_may_change_while_the_address_is_not_shared() -> None:
    """Alone in place; together only as the others have it; ports may always change."""
    given = base.holding(base.pool("p", "10.0.0.0/30"))
    assert told(given, base.web("a/a", "one"), "10.0.0.1") == "10.0.0.1"
    assert told(given, base.web("a/a", "two", backend="x"), "10.0.0.1") == "10.0.0.1"
    assert told(given, base.web("a/b", "two", 443, backend="y"), "10.0.0.1").startswith(
        "can't change sharing key"
    )
    assert told(given, base.web("a/b", "two", 443, backend="x"), "10.0.0.1") == "10.0.0.1"
    assert told(given, base.web("a/b", "two", 53, backend="x"), "10.0.0.1") == "10.0.0.1"
    assert told(given, base.web("a/b", "two", 80, backend="x"), "10.0.0.1").startswith(
        "port TCP/80 is already"
    )
    assert told(given, base.web("a/a", "", backend="x"), "10.0.0.1").startswith("can't change sharing key")
    given.release("a/b")
    assert told(given, base.web("a/a", "", backend=""), "10.0.0.1") == "10.0.0.1"
    assert told(given, base.web("a/b", "", 443), "10.0.0.1").startswith("can't change sharing key")


def test_protocols_are_part_of_a_port() -> None:
    """TCP and UDP 53 go together on one address."""
    given = base.holding(base.pool("p", "10.0.0.0/32"))
    udp = asking.Request("a/udp", (asking.Port("UDP", 53),), asking.Key("dns"))
    tcp = asking.Request("a/tcp", (asking.Port("TCP", 53),), asking.Key("dns"))
    assert (told(given, udp), told(given, tcp)) == ("10.0.0.0", "10.0.0.0")
    assert told(given, dataclasses.replace(udp, service="a/other")) == "no available IPs"


def test_the_first_address_that_can_be_shared_is_shared() -> None:
    """In the order of the pool, before one that is free."""
    given = base.holding(base.pool("p", "10.0.0.0/30"))
    assert told(given, base.web("a/plain")) == "10.0.0.0"
    assert told(given, base.web("a/one", "key", 80)) == "10.0.0.1"
    assert told(given, base.web("a/two", "key", 81)) == "10.0.0.1"
    assert told(given, base.web("a/three", "key", 80)) == "10.0.0.2"


@pytest.mark.parametrize(
    ("cidrs", "wanted"),
    [
        (("10.0.0.255/32",), []),
        (("10.0.0.0/32", "10.0.0.1/32"), ["10.0.0.1"]),
        (("10.0.0.254/31", "10.0.1.0/31"), ["10.0.0.254", "10.0.1.1"]),
        (("10.0.0.252/30",), ["10.0.0.252", "10.0.0.253", "10.0.0.254"]),
        (("fd00::/127", "fd00::ff/128"), ["fd00::", "fd00::1", "fd00::ff"]),
    ],
)
def test_avoided_addresses_at_the_edges(cidrs: tuple[str, ...], wanted: list[str]) -> None:
    """Of any length of network, and of IPv4 only; the capacity is what is given."""
    made = base.pool("p", *cidrs, avoid_buggy_ips=True)
    family = (asking.V6,) if ":" in cidrs[0] else (asking.V4,)
    given = base.holding(made)
    got = [told(given, base.web(f"a/{number}", families=family)) for number in range(len(wanted) + 1)]
    assert got == [*wanted, "no available IPs"]
    assert pooling.capacity(made) == len(wanted)


def test_both_families_and_their_order() -> None:
    """The order of the service's families is that of its addresses; one family's end is the end of both."""
    given = base.holding(base.pool("p", "10.0.0.0/31", "fd00::/128"))
    both = (asking.V6, asking.V4)
    assert told(given, base.web("a/a", families=both)) == "fd00::,10.0.0.0"
    assert told(given, base.web("a/a", families=both)) == "fd00::,10.0.0.0"
    assert (
        told(given, base.web("a/b", families=both), pool_name="p")
        == 'no available IPs in pool "p" for dual IPFamily'
    )
    assert told(given, base.web("a/b", families=(asking.V6,)), pool_name="p").endswith("for ipv6 IPFamily")
    assert told(given, base.web("a/b")) == "10.0.0.1"
    assert told(given, base.web("a/a")) == 'IP for wrong family assigned ["fd00::" "10.0.0.0"]'


def test_what_can_never_be_assigned() -> None:
    """Two of one family, more than two, addresses of two pools, and of none."""
    given = base.holding(base.pool("p", "10.0.0.0/24", "fd00::/64"), base.pool("q", "10.0.1.0/24"))
    assert told(given, base.web("a/a"), "10.0.0.1,10.0.0.2").endswith("has the same family")
    assert told(given, base.web("a/a"), "10.0.0.1,10.0.0.2,fd00::").startswith("more than two addresses")
    assert told(given, base.web("a/a"), "10.0.1.1,fd00::").endswith("is not allowed in config")
    assert told(given, base.web("a/a"), "10.9.9.9").endswith("is not allowed in config")
    assert told(given, base.web("a/a"), "10.0.0.1,fd00::1") == "10.0.0.1,fd00::1"
    assert given.in_use() == {"p": 2, "q": 0}


def test_pools_are_used_up_in_their_order() -> None:
    """Those that give unasked, one after another; an address that comes back is given again."""
    given = base.holding(
        base.pool("a", "10.0.0.0/31"),
        base.pool("asked", "10.0.1.0/31", auto_assign=False),
        base.pool("b", "10.0.2.0/32"),
    )
    got = [told(given, base.web(f"x/{number}")) for number in range(4)]
    assert got == ["10.0.0.0", "10.0.0.1", "10.0.2.0", "no available IPs"]
    given.release("x/0")
    assert told(given, base.web("x/3")) == "10.0.0.0"
    assert told(given, base.web("x/0"), pool_name="asked") == "10.0.1.0"
    assert told(given, base.web("x/9"), "10.0.1.1") == "10.0.1.1"


def test_namespaces_and_labels_both_have_to_fit() -> None:
    """A pool kept for both takes only services of that namespace with those labels, asked for by name too."""
    labels = model.Selector((model.Requirement("app", "In", ("web",)),))
    kept = base.pool("kept", "10.0.0.0/30", allocation=model.Allocation(1, frozenset({"shop"}), (labels,)))
    given = base.holding(kept)
    assert told(given, base.web("shop/a", namespace="shop", labels={"app": "web"})) == "10.0.0.0"
    for namespace, app in (("shop", "db"), ("other", "web")):
        request = base.web(f"{namespace}/{app}", namespace=namespace, labels={"app": app})
        assert told(given, request) == "no available IPs"
        assert told(given, request, "10.0.0.1") == "pool kept not compatible for ip assignment"
