"""Names are graded by what the servers answer now, and by whether the learner got that answer."""

from typing import Any

import pytest

from tests.checks import shop, worlds
from tutor.checkapi import testing

NAME = "kubernetes.default.svc.cluster.local"
ASKED = {"name": NAME, "server": "kube-system/kube-dns"}
DIG = f";; ANSWER SECTION:\n{NAME}. 30 IN A 10.96.0.1\n"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"name": NAME, "addresses": ["10.96.0.1"]}, True),
        ({"name": NAME, "service": "default/kubernetes"}, True),
        ({"name": NAME, "service": "default/kubernetes", "server": "kube-system/kube-dns"}, True),
        ({"name": NAME, "addresses": ["10.96.0.1"], "pods": "kube-system/k8s-app=kube-dns"}, True),
        ({"name": NAME, "addresses": []}, False),
        ({"name": NAME, "service": "default/none"}, False),
        ({"name": "gone.test", "addresses": []}, True),
        ({"name": "gone.test", "addresses": ["10.0.0.1"]}, False),
    ],
)
def test_answers(args: dict[str, Any], expected: bool) -> None:
    """Exactly the wanted addresses, from each server that is to be asked."""
    assert worlds.verdicts("dns.answers", args).passed is expected


def test_each_pod_is_asked() -> None:
    """With `pods`, the Service is not in between."""
    world = worlds.world()
    worlds.check("dns.answers")(
        world.evidence(), name=NAME, service="default/kubernetes", pods="kube-system/k8s-app=kube-dns"
    )
    assert world.asked == ["172.16.116.3", "172.16.184.3"]


def test_a_pod_on_its_way_out_is_not_asked() -> None:
    """What it says does not matter any more."""
    leaving = {**worlds.OBJECTS[1], "metadata": {**worlds.OBJECTS[1]["metadata"], "deletionTimestamp": "now"}}
    world = worlds.world(objects=[leaving, worlds.OBJECTS[2]])
    args = {"name": NAME, "addresses": ["10.96.0.1"], "pods": "kube-system/k8s-app=kube-dns"}
    assert worlds.check("dns.answers")(world.evidence(), **args).passed
    assert world.asked == ["172.16.184.3"]


def test_no_pod_to_ask() -> None:
    """Without pods nothing is asked, and nothing passes."""
    args = {"name": "gone.test", "addresses": [], "pods": "kube-system/k8s-app=other"}
    found = worlds.verdicts("dns.answers", args)
    assert not found.passed
    assert "the cluster has no pods" in found.seen


@pytest.mark.parametrize(
    ("text", "output"),
    [
        (f"dig +short @10.96.0.10 {NAME}", "10.96.0.1\n"),
        (f"dig {NAME}. @10.96.0.10", DIG),
        (f"nslookup {NAME} 10.96.0.10", f"Server:\t10.96.0.10\n\nName:\t{NAME}\nAddress: 10.96.0.1\n"),
        (f"kdig @$DNS {NAME} A", DIG),
        ("kubectl exec web -- nslookup kubernetes.default", "Name: kubernetes.default\nAddress: 10.96.0.1"),
        (f"host {NAME} 10.96.0.10", f"{NAME} has address 10.96.0.1"),
    ],
)
def test_right_look_ups(text: str, output: str) -> None:
    """Any DNS tool, from the node or from a pod."""
    assert worlds.verdicts("dns.asked", ASKED, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output", "code"),
    [
        ("echo 10.96.0.1", "10.96.0.1", 0),
        (f"dig +short {NAME}; echo 10.96.0.1", "10.96.0.1", 0),
        (f"dig +short {NAME}", "", 0),
        (f"nslookup {NAME}", f"** server can't find {NAME}: NXDOMAIN", 1),
        ("dig +short @10.96.0.10 kube-dns.kube-system.svc.cluster.local", "10.96.0.10", 0),
        (f"dig @10.96.0.9 {NAME}", ";; no servers could be reached", 9),
    ],
)
def test_wrong_look_ups(text: str, output: str, code: int) -> None:
    """Another server, another name, or an echo does not show the answer."""
    assert not worlds.verdicts("dns.asked", ASKED, (text, output, code)).passed


IN_SHOP, IN_DEFAULT = "pod/shop/inside", "pod/outside"


@pytest.mark.parametrize(
    ("args", "text", "output", "host", "expected"),
    [
        (("web", "shop"), "nslookup web", f"Name: web.shop.{shop.ZONE}\nAddress: 10.96.1.1", IN_SHOP, True),
        (("web", "shop"), "getent hosts web", "10.96.1.1 web", IN_SHOP, True),
        (("web", "shop"), "nslookup web", "** server can't find web: NXDOMAIN", IN_DEFAULT, False),
        (("web", "shop"), "dig web", "status: NXDOMAIN", IN_SHOP, False),
        (("web", "default"), "nslookup web", "** server can't find web: NXDOMAIN", IN_DEFAULT, True),
        (("web", "default"), "curl http://web", "curl: (6) Could not resolve host: web", IN_DEFAULT, True),
        (("web", "default"), "echo nslookup web NXDOMAIN", "nslookup web NXDOMAIN", IN_DEFAULT, False),
        (("web", "default"), "nc -vz web 80", "nc: getaddrinfo: Name does not resolve", IN_DEFAULT, True),
        (("web", "shop"), "curl -v web:80/x", "* IPv4: 10.96.1.1", IN_SHOP, True),
        (("web.shop", "default"), "host web.shop.svc", "has address 10.96.1.1", IN_DEFAULT, True),
        (
            ("web.shop", "default"),
            "kubectl exec outside -- host web.shop",
            "has address 10.96.1.1",
            "k8s-m",
            True,
        ),
        (("web.shop", "default"), "host web.shop", "has address 10.96.1.2", IN_DEFAULT, False),
    ],
)
def test_short_names(args: tuple[str, str], text: str, output: str, host: str, expected: bool) -> None:
    """What a pod's search list makes of a name, seen in a pod of that namespace."""
    with_ = dict(zip(("typed", "namespace"), args, strict=True))
    code = 0 if "10.96" in output or text.startswith("dig") else 1
    found = shop.grade("dns.completed", with_, testing.ran(text, output, code, host=host))
    assert found.passed is expected


def test_getent_finds_nothing_without_a_word() -> None:
    """Its exit code says it."""
    args = {"typed": "web", "namespace": "default"}
    for code, expected in ((2, True), (1, False), (0, False)):
        record = testing.ran("getent hosts web", "", code, host=IN_DEFAULT)
        assert shop.grade("dns.completed", args, record).passed is expected


def test_a_name_that_is_found_and_not_reached() -> None:
    """Nobody answers a ping at a Service's address; the name is resolved all the same."""
    args = {"typed": "web", "namespace": "shop"}
    output = (
        "PING web.shop.svc.cluster.local (10.96.1.1) 56(84) bytes of data.\n1 packets transmitted, 0 received"
    )
    assert shop.grade("dns.completed", args, testing.ran("ping -c1 web", output, 1, host=IN_SHOP)).passed
    assert not shop.grade(
        "dns.completed", args, testing.ran("dig +search web", output, 9, host=IN_SHOP)
    ).passed


def test_the_namespace_of_kubectls_context() -> None:
    """Where none is named, or by a variable, it is the pod's own."""
    args = {"typed": "web", "namespace": "shop"}
    for text in (
        "kubectl exec web-1 -- nslookup web",
        "kubectl exec -n $NS pod/web-1 -- nslookup web",
        "kubectl exec deploy/web -- nslookup web",
    ):
        assert shop.grade("dns.completed", args, testing.ran(text, "Address: 10.96.1.1")).passed
    text = "kubectl exec outside -- nslookup web"
    assert not shop.grade("dns.completed", args, testing.ran(text, "Address: 10.96.1.1")).passed


def test_the_advice_names_a_tool_and_not_the_command() -> None:
    """Neither where nothing was asked, nor where a server answers otherwise."""
    other = {"name": NAME, "addresses": ["10.0.0.1"], "server": "kube-system/kube-dns"}
    for found in (worlds.verdicts("dns.asked", ASKED), worlds.verdicts("dns.answers", other)):
        assert not found.passed
        assert "dig" in found.next
        assert "@" not in found.next


def test_a_pod_of_coredns_may_be_asked() -> None:
    """The pods behind the Service are that server too."""
    args = {"name": f"web.shop.{shop.ZONE}", "server": "kube-system/kube-dns"}
    asked = testing.ran(f"dig +short @{shop.COREDNS} web.shop.{shop.ZONE}", "10.96.1.1")
    assert shop.grade("dns.asked", args, asked).passed
    assert not shop.grade(
        "dns.asked", args, testing.ran(f"dig +short web.shop.{shop.ZONE}", "10.96.1.1")
    ).passed
