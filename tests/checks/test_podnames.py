"""A pod's own name is graded by the pod's fields, the Service's endpoints, DNS, and what the learner saw."""

from typing import Any

import pytest

from tests.checks import shop
from tutor.checkapi import testing

STATEFUL = {"namespace": "shop", "owner": "StatefulSet"}
NAME = f"db-0.db.shop.{shop.ZONE}"
BEFORE = testing.ran(f"dig +short @{shop.DNS} {NAME}", "172.16.1.8")
AFTER = testing.ran(
    f"dig @{shop.DNS} {NAME}", f"{NAME}. 30 IN A 172.16.1.9\n;; SERVER: 10.96.0.10#53(10.96.0.10)"
)
TILL = f"till.desk.shop.{shop.ZONE}"
DIG_TILL = testing.ran(f"host {TILL} {shop.DNS}", f"{TILL} has address 172.16.1.7")
APPLIED = testing.ran("kubectl apply -f till.yaml", "pod/till-pod created")


def test_the_pod_of_a_statefulset() -> None:
    """Its name gives its address."""
    assert shop.grade("dns.member", STATEFUL, AFTER).passed
    assert not shop.grade("dns.member", STATEFUL, BEFORE).passed
    assert not shop.grade("dns.member", STATEFUL).passed


def test_moved() -> None:
    """The learner saw the address of before as well, which is not that of the server."""
    args = {**STATEFUL, "moved": True}
    assert shop.grade("dns.member", args, BEFORE, AFTER).passed
    once = shop.grade("dns.member", args, AFTER)
    assert not once.passed
    assert once.credit == pytest.approx(4 / 5)


def till(**spec: Any) -> list[dict[str, Any]]:
    """The shop with a pod of the learner's own, and a Service that selects it."""
    more: dict[str, Any] = {"hostname": "till"} if spec.get("subdomain") == "desk" else {}
    ends = [shop.end("till-pod", "172.16.1.7", **more)]
    return [
        *shop.objects(),
        shop.pod("till-pod", "172.16.1.7", owner="Node", **spec),
        shop.service("desk", clusterIP="None"),
        shop.part("desk", *ends),
    ]


def test_a_pod_of_ones_own() -> None:
    """Host name and subdomain, and no StatefulSet."""
    names = {**shop.names(), (TILL, "A"): ["172.16.1.7"]}
    args = {"namespace": "shop"}
    whole = till(hostname="till", subdomain="desk")
    assert shop.grade("dns.member", args, APPLIED, DIG_TILL, objects=whole, names=names).passed
    assert not shop.grade("dns.member", args, APPLIED, objects=whole, names=names).passed


@pytest.mark.parametrize(
    ("spec", "credit"),
    [
        ({}, 0.0),
        ({"hostname": "till"}, 1 / 4),
        ({"hostname": "till", "subdomain": "other"}, 2 / 4),
        ({"hostname": "till", "subdomain": "web"}, 2.5 / 4),
    ],
)
def test_credit_by_rungs(spec: dict[str, Any], credit: float) -> None:
    """Host name, subdomain, a Service of that name, and that it lists the pod."""
    found = shop.grade("dns.member", {"namespace": "shop"}, APPLIED, objects=till(**spec))
    assert not found.passed
    assert found.credit == pytest.approx(credit)


def test_a_pod_that_may_still_come_is_waited_for() -> None:
    """Controllers make pods after the command has ended."""
    assert not shop.grade("dns.member", {"namespace": "shop"}, APPLIED).final
    assert shop.grade("dns.member", {"namespace": "shop"}, DIG_TILL).final


def test_no_pod_at_all() -> None:
    """Another namespace has none."""
    found = shop.grade("dns.member", {"namespace": "bank"}, APPLIED)
    assert not found.passed
    assert "no such pod" in found.seen
