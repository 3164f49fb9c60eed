"""What DNS has to say of a Service, against what CoreDNS's own documentation and tests say of each kind."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks import shop
from tutor.checkapi.dns import servicerecords

ADDRESSES = st.ip_addresses(v=4).map(str)


def about(service: dict[str, Any], kind: str, *slices: dict[str, Any]) -> list[servicerecords.Question]:
    """The questions about a Service that is alone in the cluster."""
    return servicerecords.about(service, kind, [service], slices)


@given(st.lists(st.tuples(ADDRESSES, st.booleans()), unique_by=lambda one: one[0], max_size=5))
def test_a_headless_service_has_its_ready_endpoints(ends: list[tuple[str, bool]]) -> None:
    """Those that are not ready are what an older answer would have."""
    service = shop.service("db", clusterIP="None")
    part = shop.part("db", *(shop.end("p", address, ready=ready) for address, ready in ends))
    (found,) = about(service, "A", part)
    assert found.values == {address for address, ready in ends if ready}
    assert found.stale == {address for address, ready in ends if not ready}


@given(ADDRESSES)
def test_dual_stack(address: str) -> None:
    """Each type has the addresses of its own version."""
    service = shop.service("web", clusterIP=address, clusterIPs=[address, "fd00::1"])
    assert about(service, "A")[0].values == {address}
    assert about(service, "AAAA")[0].values == {"fd00::1"}


def test_slices_of_others_do_not_count() -> None:
    """Neither another Service's nor those of another namespace."""
    service = shop.service("db", clusterIP="None")
    others = [
        shop.part("web", shop.end("p", "10.0.0.1")),
        shop.part("db", shop.end("p", "10.0.0.2"), namespace="bank"),
    ]
    assert about(service, "A", *others)[0].values == frozenset()


def test_ports() -> None:
    """One name for each named port, of the pods' names where the Service is headless."""
    service = shop.service("db", clusterIP="None")
    part = shop.part("db", shop.end("p", "10.0.0.1", hostname="db-0"), shop.end("q", "10.0.0.2"))
    named, plain = about(service, "SRV", part)
    assert named.name == f"_http._tcp.db.shop.{shop.ZONE}"
    assert named.values == {f"80 db-0.db.shop.{shop.ZONE}", f"80 10-0-0-2.db.shop.{shop.ZONE}"}
    assert (plain.name, plain.values) == (f"db.shop.{shop.ZONE}", named.values)


@given(ADDRESSES)
def test_backwards(address: str) -> None:
    """An address of a Service has its name, that of an endpoint one below it."""
    own = shop.service("web", clusterIP=address)
    assert about(own, "PTR")[0].name == ipaddress.ip_address(address).reverse_pointer
    assert about(own, "PTR")[0].values == {f"web.shop.{shop.ZONE}"}
    headless = shop.service("db", clusterIP="None")
    (found,) = about(headless, "PTR", shop.part("db", shop.end("p", address)))
    assert found.values == {f"{address.replace('.', '-')}.db.shop.{shop.ZONE}"}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("SRV", "0 50 6379 db-0.db", "6379 db-0.db"),
        ("A", "10.0.0.1", "10.0.0.1"),
        ("PTR", "web.shop", "web.shop"),
    ],
)
def test_plain(kind: str, value: str, expected: str) -> None:
    """Priority and weight of an SRV are left out."""
    assert servicerecords.plain(kind, [value]) == {expected}
