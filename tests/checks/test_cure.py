"""What was broken is mended if users get what they want, and nobody has lost anything."""

import copy
import json
from typing import Any

import pytest

from tests.checks import routed, worlds
from tutor.checkapi import evidence
from tutor.checkapi.services import announcing

PAGE, STOCK = "http://192.168.10.101:30081", "http://192.168.10.101:30091"
PAGES = {**worlds.PAGES, f"{PAGE}/": "Name: shop page\n", f"{STOCK}/": "Name: shop stock\n"}
NODE = {
    "kind": "Node",
    "metadata": {"name": "k8s-m"},
    "spec": {},
    "status": {"conditions": [{"type": "Ready", "status": "True"}]},
}


def deployment(name: str, namespace: str = "shop", replicas: int = 2) -> dict[str, Any]:
    """A Deployment that has all it wants."""
    return {
        "kind": "Deployment",
        "metadata": worlds.meta(name, namespace, generation=2),
        "spec": {"replicas": replicas, "template": {"metadata": {"labels": {"app": name, "tier": "front"}}}},
        "status": {"observedGeneration": 2, "availableReplicas": replicas, "updatedReplicas": replicas},
    }


def service(name: str, address: str = "", **selector: str) -> dict[str, Any]:
    """A Service, with an external address if one is given."""
    given = {"loadBalancer": {"ingress": [{"ip": address}]}} if address else {}
    spec = {"type": "NodePort", "selector": {"app": name, **selector}, "clusterIP": "10.96.7.7"}
    return {"kind": "Service", "metadata": worlds.meta(name, "shop"), "spec": spec, "status": given}


def shop(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A cluster in which all is well but for these objects, by their names."""
    well = [
        NODE,
        *(item for item in worlds.OBJECTS if item["kind"] != "Deployment"),
        deployment("coredns", "kube-system"),
        deployment("page"),
        service("page"),
    ]
    return [copy.deepcopy(changes.get(item["metadata"]["name"], item)) for item in well]


def page(**args: Any) -> bool:
    """Whether the page is found to open."""
    given = {"pages": {f"{PAGE}/": "Name: shop page"}, "pause": 0.0}
    return worlds.verdicts("cure.pages", given, **{"pages": PAGES, **args}).passed


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (PAGES, True),
        ({f"{PAGE}/": "Name: shop stock\n"}, False),
        ({f"{PAGE}/other": "Name: shop page\n"}, False),
        ({f"{STOCK}/": "Name: shop page\n"}, False),
    ],
)
def test_the_page_is_the_right_one(pages: dict[str, str], expected: bool) -> None:
    """Another page, another path and another port are not what users asked for."""
    assert page(pages=pages) is expected


def test_what_is_right_already_counts() -> None:
    """One of two pages is half of it."""
    args = {"pages": {f"{PAGE}/": "shop page", f"{STOCK}/": "shop stock"}, "pause": 0.0}
    found = worlds.verdicts("cure.pages", args, pages={f"{STOCK}/": "Name: shop stock"})
    assert (found.passed, found.credit) == (False, 0.5)
    assert PAGE in found.seen


@pytest.mark.parametrize(
    ("address", "expected"), [("192.168.10.200", True), ("192.168.10.201", False), ("", False)]
)
def test_a_service_is_asked_by_its_external_address(address: str, expected: bool) -> None:
    """Without an address, or with one at which nobody answers, there is no page."""
    args = {"pages": {"shop/page": "shop page"}, "pause": 0.0}
    pages = {"http://192.168.10.200:80/": "Name: shop page"}
    assert (
        worlds.verdicts("cure.pages", args, objects=[service("page", address)], pages=pages).passed
        is expected
    )


UNHARMED = {
    "namespace": "shop",
    "deployments": {"page": 2},
    "services": {"page": {"spec.type": "NodePort"}},
    "pages": {f"{STOCK}/": "Name: shop stock"},
    "pause": 0.0,
}
BUSY = deployment("page")
BUSY["metadata"]["generation"] = 3
SMALL = deployment("page", replicas=1)
LACKS = deployment("page")
LACKS["status"]["availableReplicas"] = 1
GONE = deployment("page")
GONE["metadata"]["deletionTimestamp"] = "2026-11-30T00:00:00Z"
OTHER_KIND = service("page")
OTHER_KIND["spec"]["type"] = "ClusterIP"
NO_SELECTOR = service("page")
NO_SELECTOR["spec"]["selector"] = {}
CORDONED = {**NODE, "spec": {"unschedulable": True}}
NOT_READY = {**NODE, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}}
IDLE = deployment("coredns", "kube-system", replicas=0)


def test_nothing_was_lost() -> None:
    """A cluster in which all is well passes."""
    assert worlds.verdicts("cure.unharmed", UNHARMED, objects=shop(), pages=PAGES).passed


@pytest.mark.parametrize("broken", [BUSY, SMALL, LACKS, GONE])
def test_pods_are_all_there(broken: dict[str, Any]) -> None:
    """Fewer replicas, unavailable ones, a change under way, a deletion: each is a loss."""
    objects = [item for item in shop() if item["metadata"]["name"] != "page"]
    found = worlds.verdicts(
        "cure.unharmed", UNHARMED, objects=[*objects, broken, service("page")], pages=PAGES
    )
    assert not found.passed
    assert "page" in found.seen


def daemons(name: str, app: str, count: int = 2) -> dict[str, Any]:
    """A DaemonSet of pods with that label, on so many nodes."""
    made = deployment(name)
    made["spec"]["template"]["metadata"]["labels"]["app"] = app
    status = {"desiredNumberScheduled": count, "numberAvailable": count, "updatedNumberScheduled": count}
    return {**made, "kind": "DaemonSet", "status": {"observedGeneration": 2, **status}}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (daemons("page", "page"), True),
        (daemons("pages-everywhere", "page"), True),
        (daemons("page", "page", 1), False),
        (daemons("pages-everywhere", "other"), False),
    ],
)
def test_another_workload_in_its_place(other: dict[str, Any], expected: bool) -> None:
    """What runs the pods is the learner's business, as long as the Service finds as many."""
    objects = [item for item in shop() if (item["kind"], item["metadata"]["name"]) != ("Deployment", "page")]
    found = worlds.verdicts("cure.unharmed", UNHARMED, objects=[*objects, other], pages=PAGES)
    assert found.passed is expected, found


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (service("page", tier="front"), True),
        (service("page", tier="frontend"), False),
        (OTHER_KIND, False),
        (NO_SELECTOR, False),
    ],
)
def test_services_are_as_they_were_and_last(broken: dict[str, Any], expected: bool) -> None:
    """The kind is kept, and tomorrow's pods are chosen as well as those that someone labelled today."""
    objects = [item for item in shop() if item["kind"] != "Service" or item["metadata"]["name"] != "page"]
    found = worlds.verdicts("cure.unharmed", UNHARMED, objects=[*objects, broken], pages=PAGES)
    assert found.passed is expected


@pytest.mark.parametrize("changes", [{"k8s-m": CORDONED}, {"k8s-m": NOT_READY}, {"coredns": IDLE}])
def test_what_is_everybodys_is_well(changes: dict[str, dict[str, Any]]) -> None:
    """Nodes take pods, and the system's workloads run."""
    assert not worlds.verdicts("cure.unharmed", UNHARMED, objects=shop(**changes), pages=PAGES).passed


NEW = {
    "kind": "Pod",
    "metadata": worlds.meta("coredns-new", labels=worlds.LABELS),
    "spec": {"containers": [{"name": "coredns"}]},
    "status": {},
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pages": {f"{STOCK}/": "Name: shop stock\n"}}, "172.16.116.3"),
        ({"names": {}}, "kubernetes.default"),
        ({"objects": [*shop(), NEW]}, "coredns-new"),
        ({"pages": worlds.PAGES}, "30091"),
    ],
)
def test_neighbours_are_well(changes: dict[str, Any], said: str) -> None:
    """CoreDNS is ready and answers, and the other pages open."""
    given = {"objects": shop(), "pages": PAGES, **changes}
    found = worlds.verdicts("cure.unharmed", UNHARMED, **given)
    assert not found.passed
    assert said in found.seen


NAMES = {
    **worlds.NAMES,
    ("page.shop.svc.cluster.local", "A"): ["10.96.7.7"],
    ("www.example.com", "A"): ["198.51.100.23"],
}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (NAMES, True),
        ({**NAMES, ("page.shop.svc.cluster.local", "A"): ["10.96.7.8"]}, False),
        ({key: value for key, value in NAMES.items() if "example" not in key[0]}, False),
        (worlds.NAMES, False),
    ],
)
def test_coredns_answers_for_both_worlds(names: dict[tuple[str, str], list[str]], expected: bool) -> None:
    """A wrong address inside and no address outside are equally bad."""
    args = {"services": ["shop/page"], "outside": ["www.example.com"]}
    assert worlds.verdicts("cure.names", args, names=names, objects=shop()).passed is expected


LABELS = {"app": "desk"}
DESK = {
    "kind": "Pod",
    "metadata": worlds.meta("desk-1", "shop", labels=LABELS),
    "spec": {"nodeName": "k8s-w1", "containers": [{"name": "desk"}]},
    "status": {"podIP": "172.16.158.2"},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:00:00 catalogue: found\n", True),
        ("curl: (6) Could not resolve host: catalogue\n12:00:00 catalogue: found\n", False),
        ("", False),
    ],
)
def test_the_app_itself_is_content(text: str, expected: bool) -> None:
    """What it says now has success in it, and no error."""
    args = {
        "namespace": "shop",
        "selector": "app=desk",
        "shows": ["catalogue: found"],
        "lacks": ["not resolve"],
        "pause": 0.0,
    }
    assert worlds.verdicts("cure.log", args, objects=[DESK], logs={"desk-1": text}).passed is expected
    assert not worlds.verdicts("cure.log", args, objects=[], logs={"desk-1": text}).passed


ASKED = "12:00:01.000001 IP 172.16.158.2.4123 > 10.96.0.10.53: {0}+ A? {1}. (55)\n"
MISSING = "12:00:01.000002 IP 10.96.0.10.53 > 172.16.158.2.4123: {0} NXDomain*- 0/1/0 (148)\n"
EMPTY = "12:00:01.000003 IP 10.96.0.10.53 > 172.16.158.2.4123: {0}* 0/1/0 (60)\n"
FOUND = "12:00:01.000003 IP 10.96.0.10.53 > 172.16.158.2.4123: {0}* 1/0/0 A 198.51.100.23 (60)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ASKED.format(1, "www.example.com") + FOUND.format(1), True),
        (ASKED.format(1, "www.example.com.shop.svc.cluster.local") + MISSING.format(1), False),
        (
            ASKED.format(1, "www.example.com.shop.svc.cluster.local")
            + MISSING.format(1)
            + ASKED.format(2, "www.example.com")
            + FOUND.format(2),
            False,
        ),
        (ASKED.format(1, "page.shop.svc.cluster.local") + FOUND.format(1), False),
        # The server completed the search by itself (autopath).
        (ASKED.format(1, "www.example.com.shop.svc.cluster.local") + FOUND.format(1), True),
        (ASKED.format(1, "www.example.com.shop.svc.cluster.local") + EMPTY.format(1), False),
        (ASKED.format(1, "www.example.com.shop.svc.cluster.local"), False),
        ("", False),
    ],
)
def test_an_app_asks_only_for_what_is_there(text: str, expected: bool) -> None:
    """Packets tell: the name is asked for, and nothing that does not exist."""
    programs = {
        "ip -j route get 172.16.158.2": evidence.Completed(0, '[{"dev": "cali1"}]', ""),
        "timeout -s INT 3 tcpdump -l -nn -i cali1 port 53": evidence.Completed(124, text, ""),
    }
    args = {"namespace": "shop", "selector": "app=desk", "asks": "www.example.com"}
    assert worlds.verdicts("cure.lookups", args, objects=[DESK], programs=programs).passed is expected


ALL, WORKERS = list(routed.NODES.values()), list(routed.NODES.values())[1:]


def learned(*hops: str, to: str = "172.20.1.1", by: str = "bgp") -> list[dict[str, Any]]:
    """A route as `ip -j route` shows it."""
    return [{"dst": to, "protocol": by, "nexthops": [{"gateway": hop} for hop in hops]}]


@pytest.mark.parametrize(
    ("routes", "expected", "labelled"),
    [
        (learned(*ALL), True, True),
        (learned(*ALL, to="172.20.1.0/24", by="zebra"), True, True),
        (learned(*WORKERS), False, True),
        (learned(*ALL[:2]), False, False),
        ([{"dst": "172.20.1.1", "protocol": "bgp", "gateway": ALL[1]}], False, False),
        (learned(*ALL, by="static"), False, False),
        (learned(*ALL, to="default"), False, False),
        (learned(*ALL, "192.168.10.103"), False, False),
        ([], False, False),
    ],
)
def test_the_way_was_learned(routes: list[dict[str, Any]], expected: bool, labelled: bool) -> None:
    """From all that announce it, by BGP, and to this address: a route by hand or the default route is none.

    A control plane with kubeadm's label may announce it (MetalLB up to 0.13), or leave it (since 0.14).
    """
    line = "ip -j route show match 172.20.1.1"
    programs = {
        line: evidence.Completed(0, json.dumps([{"dst": "default", "gateway": "10.0.2.2"}, *routes]), "")
    }
    args = {"service": "default/svc1", "pause": 0.0}
    world = copy.deepcopy(routed.OBJECTS)
    assert worlds.verdicts("cure.routes", args, objects=world, programs=programs).passed is expected
    world[0]["metadata"]["labels"] = {announcing.EXCLUDED: ""}
    assert worlds.verdicts("cure.routes", args, objects=world, programs=programs).passed is labelled
    assert not worlds.verdicts("cure.routes", args, objects=[service("svc1")], programs=programs).passed
