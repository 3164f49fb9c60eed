"""Addresses of load balancers: given by the pool, noted by the learner, and used from outside."""

from typing import Any

import pytest

from tests.checks import segment
from tutor.checkapi import evidence, testing

ASSIGNED = {"services": segment.SERVICES, "addresses": [segment.RANGE], "selector": "app=webpod"}
NOTED = {"services": segment.SERVICES, "hosts": ["k8s-rtr", "k8s-pc"]}
REACHED = {"services": segment.SERVICES, "source": True}
SPREAD = {"services": segment.SERVICES, "requests": 100}
LIST = "\n".join(f"{name} LoadBalancer 10.96.9.9 {ip} 80:31000/TCP" for name, ip in segment.VIPS.items())
FILTER = "egrep 'Hostname|RemoteAddr|Host:'"


def replaced(*items: dict[str, Any]) -> list[dict[str, Any]]:
    """The cluster with some objects in place of those of their kind and name."""
    keys = {(item["kind"], item["metadata"]["name"]) for item in items}
    rest = [item for item in segment.OBJECTS if (item["kind"], item["metadata"]["name"]) not in keys]
    return [*rest, *items]


def pc(text: str, output: str) -> evidence.CommandRecord:
    """What was run on the client."""
    return testing.ran(text, output, host="k8s-pc")


def test_assigned() -> None:
    """Three Services, three addresses, pods behind each."""
    assert segment.verdicts("metallb.assigned", ASSIGNED).passed


@pytest.mark.parametrize(
    ("item", "credit"),
    [
        (segment.service("svc3", ""), 2 / 3),
        (segment.service("svc3", segment.VIPS["svc3"], type="ClusterIP"), 2 / 3),
        (segment.service("svc3", "192.168.10.250"), 2.3 / 3),
        (segment.slice_of("svc3", {}), 2.5 / 3),
        (segment.slice_of("svc3", {"other": "k8s-m"}), 2.5 / 3),
    ],
)
def test_two_of_three(item: dict[str, Any], credit: float) -> None:
    """What is right already is worth its share."""
    found = segment.verdicts("metallb.assigned", ASSIGNED, objects=replaced(item))
    assert not found.passed
    assert found.credit == pytest.approx(credit)


def test_a_shared_address_is_nobodys_own() -> None:
    """Two Services with one address are both wrong."""
    objects = replaced(segment.service("svc3", segment.VIPS["svc2"]))
    assert segment.verdicts("metallb.assigned", ASSIGNED, objects=objects).credit == pytest.approx(1.6 / 3)


def test_noted_on_both_hosts() -> None:
    """The table will do, and so do variables."""
    echoed = [testing.ran("echo $SVC1EXIP", f"{ip}\n", host="k8s-rtr") for ip in segment.VIPS.values()]
    assert segment.verdicts("metallb.noted", NOTED, *echoed, pc("kubectl get svc", LIST)).passed


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ([pc("kubectl get svc", LIST)], 0.5),
        ([testing.ran("kubectl get svc", LIST)], 0),
        ([pc(f"echo {' '.join(segment.VIPS.values())}", " ".join(segment.VIPS.values()))], 0),
        ([pc("kubectl get svc", LIST.replace(".200", ".209"))], 2 / 6),
    ],
)
def test_noted_in_part(records: list[evidence.CommandRecord], credit: float) -> None:
    """Elsewhere, by hand, or an address of before: not noted."""
    found = segment.verdicts("metallb.noted", NOTED, *records)
    assert not found.passed
    assert found.credit == pytest.approx(credit)


PAGES = "".join(segment.PAGE.format(ip) for ip in segment.VIPS.values())


@pytest.mark.parametrize(
    "records",
    [
        [pc(f"curl -s $SVC1EXIP | {FILTER}", segment.PAGE.format(ip)) for ip in segment.VIPS.values()],
        [pc("for a in $A $B $C; do curl -s $a; done", PAGES)],
        [pc(f"curl -s $SVC{n}EXIP | grep -E …", segment.PAGE.partition("GET")[0]) for n in (1, 2, 3)],
        [pc("wget -qO- http://192.168.10.200 http://192.168.10.201 http://192.168.10.202", PAGES)],
    ],
)
def test_reached(records: list[evidence.CommandRecord]) -> None:
    """By any client, one by one or in a loop."""
    assert segment.verdicts("metallb.reached", REACHED, *records, host="k8s-pc").passed


@pytest.mark.parametrize(
    ("record", "credit"),
    [
        (pc("curl -s $SVC1EXIP", segment.PAGE.format("192.168.10.200")), 1 / 3),
        (testing.ran("curl -s $SVC1EXIP", PAGES), 0),
        (pc("curl -s $SVC1EXIP | grep -E …", segment.PAGE.partition("GET")[0]), 1 / 3),
        (pc("curl -s 10.96.9.9 | grep -E …", segment.PAGE.partition("GET")[0] * 3), 0),
        (pc("curl -s $A", segment.PAGE.format("192.168.10.101:31000")), 0),
        (pc("curl -s $A $B $C | grep -E 'Hostname|Host:'", PAGES.replace("RemoteAddr", "X")), 0.5),
        (pc(f"printf '{PAGES}'", PAGES), 0),
        (pc("curl -s $A $B $C", PAGES.replace("webpod1", "other")), 0),
    ],
)
def test_not_reached(record: evidence.CommandRecord, credit: float) -> None:
    """From elsewhere, through another address, by hand, from another server."""
    found = segment.verdicts("metallb.reached", REACHED, record, host="k8s-pc")
    assert not found.passed
    assert found.credit == pytest.approx(credit)


def test_a_service_that_does_not_answer() -> None:
    """What the learner saw is not so any more."""
    found = segment.verdicts("metallb.reached", REACHED, pc("curl $A $B $C", PAGES), host="k8s-pc", pages={})
    assert not found.passed
    assert not found.final


COUNTS = "     52 Hostname: webpod2\n     48 Hostname: webpod1\n"
RAW = "Hostname: webpod1\n" * 140 + "Hostname: webpod2\n" * 160
LOOP = "for i in {1..100}; do curl -s $A | grep Hostname; done"


@pytest.mark.parametrize(
    "records",
    [
        [pc(f"{LOOP} | sort | uniq -c | sort -nr", COUNTS)] * 3,
        [pc(LOOP, RAW)],
        [pc(f"{LOOP} > f", ""), pc("sort f | uniq -c", " 150 Hostname: webpod1\n 150 Hostname: webpod2\n")],
        [pc(f"{LOOP} | awk …", "webpod1 150\nwebpod2 151\n")],
        [pc("python3 - $SVC1EXIP", "192.168.10.200 Counter({'webpod2': 153, 'webpod1': 147})\n")],
        [pc("for i in $N; do curl -s $A; done; …", "192.168.10.200: webpod1=150 webpod2=150\n")],
        [pc("for i in $N; do curl -s $A; done; …", "150 webpod1, 150 webpod2\n")],
        [pc("for i in $(seq 300); do curl -s 192.168.10.200; done", RAW)],
    ],
)
def test_counted(records: list[evidence.CommandRecord]) -> None:
    """Whoever counts, and however the counts are written."""
    assert segment.verdicts("metallb.spread", SPREAD, *records, host="k8s-pc").passed


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ([pc(f"{LOOP} | uniq -c", COUNTS)], 1 / 3),
        ([testing.ran(f"{LOOP} | uniq -c", COUNTS)] * 3, 0),
        ([pc(f"{LOOP} | uniq -c", "300 Hostname: webpod1")], 0),
        (
            [
                pc(
                    "echo 150 Hostname: webpod1; echo 150 Hostname: webpod2",
                    "150 Hostname: webpod1\n150 Hostname: webpod2",
                )
            ],
            0,
        ),
        ([pc("for i in $(seq 300); do curl -s 192.168.10.101:31000; done", RAW)], 0),
    ],
)
def test_not_counted(records: list[evidence.CommandRecord], credit: float) -> None:
    """Too few, from elsewhere, of one pod, by hand, or through a node's address."""
    found = segment.verdicts("metallb.spread", SPREAD, *records, host="k8s-pc")
    assert not found.passed
    assert found.credit == pytest.approx(credit)
