"""Who gets which address."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.lab.metallb import allocator, asking, model, pooling


def pool(name: str, *texts: str, **more: Any) -> model.Pool:
    """A pool of these networks."""
    return model.Pool(name, tuple(ipaddress.ip_network(text) for text in texts), **more)


def holding(*pools: model.Pool, listed: bool = True) -> allocator.Allocator:
    """An allocator with these pools."""
    made = allocator.Allocator(listed=listed)
    made.set_pools({one.name: one for one in pools}, evict=False)
    return made


def web(service: str = "default/web", sharing: str = "", port: int = 80, **more: Any) -> asking.Request:
    """A request."""
    key = asking.Key(sharing, more.pop("backend", ""))
    return asking.Request(service, (asking.Port("TCP", port),), key, **more)


def shown(addresses: tuple[model.Address, ...]) -> list[str]:
    """As text."""
    return [str(one) for one in addresses]


def test_addresses_ascend_in_the_order_of_the_asking() -> None:
    """From the first address of the first network on."""
    given = holding(pool("p", "10.0.0.0/31", "10.0.1.0/30"))
    got = [shown(given.allocate(web(f"default/{number}")))[0] for number in range(4)]
    assert got == ["10.0.0.0", "10.0.0.1", "10.0.1.0", "10.0.1.1"]


def test_addresses_that_confuse_old_routers_can_be_avoided() -> None:
    """.0 and .255 stay unused, and cannot be asked for."""
    given = holding(pool("p", "10.0.0.0/24", avoid_buggy_ips=True))
    assert shown(given.allocate(web())) == ["10.0.0.1"]
    with pytest.raises(allocator.Refused, match=r'\["10.0.0.255"\] is not allowed in config'):
        given.assign(web("default/other"), [ipaddress.ip_address("10.0.0.255")])


def test_a_pool_without_auto_assign_gives_only_by_name() -> None:
    """Exhausted and unknown pools are told apart."""
    given = holding(pool("p", "10.0.0.0/32", auto_assign=False))
    with pytest.raises(allocator.Refused, match=r"^no available IPs$"):
        given.allocate(web())
    assert shown(given.allocate_from(web(), "p")) == ["10.0.0.0"]
    with pytest.raises(allocator.Refused, match=r'^no available IPs in pool "p" for ipv4 IPFamily$'):
        given.allocate_from(web("default/other"), "p")
    with pytest.raises(allocator.Refused, match=r'^unknown pool "q"$'):
        given.allocate_from(web("default/other"), "q")


def test_services_share_an_address_by_key_port_and_backend() -> None:
    """All three must fit."""
    given = holding(pool("p", "10.0.0.0/30"))
    first = ipaddress.ip_address("10.0.0.0")
    given.assign(web("a/a", "key", 80), [first])
    given.assign(web("a/b", "key", 81), [first])
    with pytest.raises(allocator.Refused, match=r'port TCP/80 is already in use on "10.0.0.0"'):
        given.assign(web("a/c", "key", 80), [first])
    with pytest.raises(
        allocator.Refused, match='can\'t change sharing key for "a/c", address also in use by a/a,a/b'
    ):
        given.assign(web("a/c", "other", 82), [first])
    with pytest.raises(allocator.Refused, match="also in use"):
        given.assign(web("a/c", "key", 82, backend="app=x"), [first])
    assert given.in_use() == {"p": 1}
    given.release("a/a")
    given.release("a/b")
    assert given.in_use() == {"p": 0}


def test_a_configuration_that_takes_an_address_away() -> None:
    """Is refused, or the service loses it."""
    given = holding(pool("p", "10.0.0.0/30"), listed=False)
    given.allocate(web())
    other = {"q": pool("q", "10.9.0.0/30")}
    what = '^new config not compatible with assigned IPs: service "default/web" cannot own "10.0.0.0" under new config$'
    with pytest.raises(allocator.Refused, match=what):
        given.set_pools(other, evict=False)
    assert given.pool("default/web") == "p"
    given.set_pools(other, evict=True)
    assert given.addresses("default/web") == ()


def test_an_address_moves_with_its_network_to_another_pool() -> None:
    """It stays, under the new pool's name."""
    given = holding(pool("p", "10.0.0.0/30"))
    given.allocate(web())
    given.set_pools({"q": pool("q", "10.0.0.0/24")}, evict=False)
    assert given.pool("default/web") == "q"
    assert given.in_use() == {"q": 1}


def test_a_service_of_both_families_gets_both_or_nothing() -> None:
    """Of one pool."""
    given = holding(pool("four", "10.0.0.0/30"), pool("both", "10.0.1.0/30", "fd00::/126"))
    both = web(families=(asking.V4, asking.V6))
    assert shown(given.allocate(both)) == ["10.0.1.0", "fd00::"]
    with pytest.raises(allocator.Refused, match="for dual IPFamily"):
        given.allocate_from(web("default/other", families=(asking.V6, asking.V4)), "four")


def test_pools_kept_for_a_service_come_first_by_priority() -> None:
    """A lower number first, none last; the others only when those are used up, and not for strangers."""
    kept = [
        ("last", model.Allocation(0, frozenset({"shop"}))),
        ("second", model.Allocation(20, frozenset({"shop"}))),
        (
            "first",
            model.Allocation(
                10, service_selectors=(model.Selector((model.Requirement("app", "In", ("web",)),)),)
            ),
        ),
    ]
    pools = [pool("open", "10.0.0.0/30")]
    pools += [
        pool(name, f"10.0.{number}.0/32", allocation=allocation)
        for number, (name, allocation) in enumerate(kept, 1)
    ]
    mine = web(namespace="shop", labels={"app": "web"})
    assert [one.name for one in pooling.candidates({one.name: one for one in pools}, mine)] == [
        "first",
        "second",
        "last",
        "open",
    ]
    given = holding(*pools)
    assert shown(given.allocate(web("other/x", namespace="other"))) == ["10.0.0.0"]
    with pytest.raises(allocator.Refused, match="pool second not compatible for ip assignment"):
        given.assign(web("other/y", namespace="other"), [ipaddress.ip_address("10.0.2.0")])


def test_counts_what_a_pool_can_give() -> None:
    """Without the avoided ones; an enormous network never runs out."""
    assert pooling.capacity(pool("p", "10.0.0.0/23")) == 512
    assert pooling.capacity(pool("p", "10.0.0.0/23", avoid_buggy_ips=True)) == 508
    assert pooling.capacity(pool("p", "10.0.0.0/25", "10.0.1.64/26", avoid_buggy_ips=True)) == 127 + 64
    assert pooling.capacity(pool("p", "10.0.0.0/32", avoid_buggy_ips=True)) == 0
    assert pooling.capacity(pool("p", "fd00::/64")) == (1 << 63) - 1


@given(st.integers(18, 32), st.integers(0, 1 << 16))
def test_capacity_is_what_can_be_given(length: int, offset: int) -> None:
    """Whatever the network, avoided or not."""
    network = ipaddress.ip_network((int(ipaddress.ip_address("10.0.0.0")) + offset, length), strict=False)
    for avoid in (False, True):
        one = model.Pool("p", (network,), avoid_buggy_ips=avoid)
        assert pooling.capacity(one) == sum(1 for _ in pooling.usable(one, asking.V4))


services = st.sampled_from([f"ns/{letter}" for letter in "abcdefg"])
steps = st.lists(
    st.tuples(
        st.sampled_from(["allocate", "allocate", "release", "pool"]),
        services,
        st.sampled_from(["", "one", "two"]),
        st.integers(80, 82),
    ),
    max_size=40,
)


@given(steps)
@settings(deadline=None)
def test_no_address_has_two_owners_that_do_not_share(story: list[tuple[str, str, str, int]]) -> None:
    """However services come, go and change: shared only by key with other ports; what is given is the pool's."""
    given = holding(pool("p", "10.0.0.0/30"), pool("q", "10.0.1.0/31"))
    asked: dict[str, asking.Request] = {}
    for verb, service, sharing, port in story:
        request = web(service, sharing, port)
        before = given.addresses(service)
        if verb == "release":
            assert given.release(service) == bool(before)
            assert given.addresses(service) == ()
            asked.pop(service, None)
            continue
        try:
            got = given.allocate(request) if verb == "allocate" else given.allocate_from(request, "q")
        except allocator.Refused:
            assert given.addresses(service) == before
            continue
        assert got == (before or got), "an address once given is kept"
        asked[service] = request
        check(given, asked)


def check(given: allocator.Allocator, asked: dict[str, asking.Request]) -> None:
    """No two services have one address unless they may."""
    for one, first in asked.items():
        for other, second in asked.items():
            if one < other and set(given.addresses(one)) & set(given.addresses(other)):
                assert allocator.sharable(first.key, second.key)
                assert not set(first.ports) & set(second.ports)
    used = {address for service in asked for address in given.addresses(service)}
    assert sum(given.in_use().values()) == len(used)
    assert set(asked) == {service for service in asked if given.pool(service)}
