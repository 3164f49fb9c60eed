"""A Service's name is graded by the Service's kind, its endpoints, DNS, and what the learner saw."""

from typing import Any

import pytest

from tests.checks import shop
from tutor.checkapi import testing

HEADLESS = {"spec.clusterIP": "None", "spec.publishNotReadyAddresses": None}
PUBLISHING = {"spec.clusterIP": "None", "spec.publishNotReadyAddresses": True}


def dig(name: str, *values: str, kind: str = "A") -> Any:
    """A look-up of a name in the shop, with what it printed."""
    return testing.ran(f"dig +short @{shop.DNS} {kind} {name}.shop.{shop.ZONE}", "\n".join(values))


@pytest.mark.parametrize(
    ("args", "record"),
    [
        ({"service": "web"}, dig("web", "10.96.1.1")),
        ({"having": HEADLESS}, dig("web-pods", "172.16.1.2", "172.16.1.1")),
        ({"having": PUBLISHING}, dig("members", "172.16.1.2", "172.16.1.1")),
        (
            {"having": {"spec.type": "ExternalName"}, "kind": "CNAME"},
            dig("store", f"web.shop.{shop.ZONE}.", kind="CNAME"),
        ),
        (
            {"service": "web", "kind": "SRV"},
            dig("_http._tcp.web", f"0 100 80 web.shop.{shop.ZONE}.", kind="SRV"),
        ),
        (
            {"service": "db", "kind": "SRV"},
            dig("_http._tcp.db", f"0 100 80 db-0.db.shop.{shop.ZONE}.", kind="SRV"),
        ),
        (
            {"service": "web", "kind": "PTR"},
            testing.ran("host 10.96.1.1 10.96.0.10", f"pointer web.shop.{shop.ZONE}."),
        ),
        (
            {"having": HEADLESS, "kind": "PTR"},
            testing.ran(
                f"dig @{shop.COREDNS} -x $POD",
                "\n".join(f"172-16-1-1.{one}.shop.{shop.ZONE}." for one in ("web", "web-pods", "members")),
            ),
        ),
    ],
)
def test_right(args: dict[str, Any], record: Any) -> None:
    """Each kind of Service and each type of record, the Service by name or by what it is."""
    assert shop.grade("dns.matches", {"namespace": "shop", **args}, record).passed


@pytest.mark.parametrize(
    ("args", "record"),
    [
        ({"service": "web"}, testing.ran("kubectl get svc -n shop", "web ClusterIP 10.96.1.1")),
        (
            {"service": "web"},
            testing.ran(f"dig +short web.shop.{shop.ZONE}; kubectl get svc -n shop", "10.96.1.1"),
        ),
        (
            {"service": "web"},
            testing.ran(f"echo web.shop.{shop.ZONE} 10.96.1.1", f"web.shop.{shop.ZONE} 10.96.1.1"),
        ),
        ({"service": "web"}, dig("web-pods", "172.16.1.2", "172.16.1.1")),
        ({"service": "web"}, dig("web", "10.96.1.2")),
        ({"service": "web", "at_least": 3}, dig("web", "10.96.1.1")),
        ({"having": HEADLESS}, dig("web-pods", "172.16.1.1")),
        ({"having": {"spec.type": "NodePort"}}, dig("web", "10.96.1.1")),
        ({"having": PUBLISHING, "unready": 1}, dig("members", "172.16.1.1", "172.16.1.2")),
        ({"service": "gone"}, dig("gone", "10.96.1.1")),
        ({"service": "web", "kind": "SRV"}, dig("web", "10.96.1.1")),
    ],
)
def test_wrong(args: dict[str, Any], record: Any) -> None:
    """Not asked, asked elsewhere, another name, an old or a partial answer, a Service that does not fit."""
    assert not shop.grade("dns.matches", {"namespace": "shop", **args}, record).passed


def test_the_wrong_namespace() -> None:
    """A Service of that name elsewhere is another."""
    found = shop.grade("dns.matches", {"namespace": "bank", "service": "web"}, dig("web", "10.96.1.1"))
    assert not found.passed
    assert "no such Service in namespace bank" in found.seen


def test_who_is_not_ready_is_left_out() -> None:
    """The answer of before, with the pod still in it, is not the answer of now."""
    args = {"namespace": "shop", "having": HEADLESS, "unready": 1}
    assert shop.grade("dns.matches", args, dig("web-pods", "172.16.1.1"), up=False).passed
    assert not shop.grade("dns.matches", args, dig("web-pods", "172.16.1.2", "172.16.1.1"), up=False).passed
    assert not shop.grade("dns.matches", args, dig("web-pods", "172.16.1.2", "172.16.1.1")).passed


def test_published_though_not_ready() -> None:
    """All addresses, and one of the pods is not ready."""
    args = {"namespace": "shop", "having": PUBLISHING, "unready": 1, "at_least": 2}
    assert shop.grade("dns.matches", args, dig("members", "172.16.1.2", "172.16.1.1"), up=False).passed


def test_nothing_behind_a_headless_service() -> None:
    """The status has to have been seen."""
    args = {"namespace": "shop", "service": "nobody", "at_least": 0, "at_most": 0}
    assert not shop.grade("dns.matches", args, dig("nobody")).passed
    said = testing.ran(f"dig @{shop.DNS} nobody.shop.{shop.ZONE}", "status: NXDOMAIN")
    assert shop.grade("dns.matches", args, said).passed
    in_pod = testing.ran(
        "nslookup nobody", "** server can't find nobody: NXDOMAIN", 1, host="pod/shop/inside"
    )
    assert shop.grade("dns.matches", args, in_pod).passed


def test_dns_that_lags_behind_is_waited_for() -> None:
    """What the API says already, DNS will say: that is not final, while a look-up that was not made is."""
    args = {"namespace": "shop", "service": "web"}
    late = shop.grade("dns.matches", args, dig("web", "10.96.1.1"), names={})
    assert not late.passed
    assert not late.final
    assert shop.grade("dns.matches", args).final


def test_a_selector_that_fits_no_pod_is_final() -> None:
    """There is nothing to wait for, unlike for pods that may still become ready."""
    args = {"namespace": "shop", "at_least": 2}
    assert shop.grade("dns.matches", {**args, "service": "nobody"}, dig("nobody")).final
    assert not shop.grade("dns.matches", {**args, "service": "web"}, dig("web", "10.96.1.1"), up=False).final


def test_credit_for_what_is_right_already() -> None:
    """Each rung counts, and nothing counts that was there before the learner did anything."""
    args = {"namespace": "shop", "having": PUBLISHING, "unready": 1}
    made = testing.ran("kubectl apply -f members.yaml", "service/members created")
    assert shop.grade("dns.matches", args, up=False).credit == 0
    assert shop.grade("dns.matches", args, made, up=False).credit == pytest.approx(3 / 4)
    healed = shop.grade("dns.matches", args, made)
    assert healed.credit == pytest.approx(2 / 4)


def test_a_failing_verdict_gives_nothing_away() -> None:
    """Neither the field that is missing nor the address that is to be found."""
    args = {"namespace": "shop", "having": {"spec.sessionAffinity": "ClientIP"}}
    found = shop.grade("dns.matches", args, testing.ran("kubectl apply -f x.yaml"))
    other = shop.grade("dns.matches", {"namespace": "shop", "service": "web"}, dig("web", "10.96.1.2"))
    for one in (found, other):
        text = f"{one.expected} {one.seen} {one.next}"
        assert "sessionAffinity" not in text
        assert "10.96.1.1" not in text
