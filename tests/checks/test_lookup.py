"""Look-ups are graded by the questions that the pod's own resolv.conf makes, as the learner's tool showed them."""

import hashlib
from typing import Any

import pytest

from tests.checks import test_capture, worlds
from tutor.checkapi import evidence, testing

SEARCH = test_capture.SEARCH
WORLD = test_capture.WORLD
POD = "pod/netdebug"
SERVICE = "kubernetes.default.svc.cluster.local"


def nslookup(*names: str) -> str:
    """What grep QUESTIONS -A1 leaves of nslookup -debug."""
    return "--\n".join(f"    QUESTIONS:\n\t{name}, type = A, class = IN\n" for name in names)


def dig(*names: str) -> str:
    """The question sections of dig."""
    return "".join(f";; QUESTION SECTION:\n;{name}.\t\tIN\tA\n\n;; ANSWER SECTION:\n" for name in names)


def ran(text: str, output: str, host: str = POD) -> evidence.CommandRecord:
    """A command in the pod."""
    return testing.ran(text, output, host=host)


FOUR = [*(f"google.com.{domain}" for domain in SEARCH), "google.com"]
DEBUG = "nslookup -type=A google.com -debug | grep QUESTIONS -A1"


def host(*names: str) -> str:
    """What `host -v -t A` prints."""
    return "".join(f'Trying "{name}"\n' for name in names) + dig(names[-1])


def asked_by_hand(text: str, *names: str) -> str:
    """What nslookup prints to who types a name into it, debug set before."""
    return f"> set debug\n> {text}\n{nslookup(*names)}> exit\n"


@pytest.mark.parametrize(
    ("lookup", "records", "passes"),
    [
        ("google.com", [ran(DEBUG, nslookup(*FOUR))], True),
        ("google.com", [ran(f"kubectl exec netdebug -- {DEBUG}", nslookup(*FOUR), "k8s-m")], True),
        ("google.com", [ran("dig +search +showsearch google.com", dig(*FOUR))], True),
        (
            "google.com",
            [ran("nslookup google.com", ""), ran("tcpdump -i cali1 -nn port 53", test_capture.ALL, "k8s-w1")],
            True,
        ),
        ("google.com", [ran("host -v -t A google.com", host(*FOUR))], True),
        ("google.com", [ran("D=google.com", ""), ran("nslookup -debug $D", nslookup(*FOUR))], True),
        (
            "google.com",
            [
                ran("getent hosts google.com", ""),
                ran("tcpdump -i cali1 -nn port 53", test_capture.ALL.replace(" A? ", " AAAA? "), "k8s-w1"),
            ],
            True,
        ),
        (
            "google.com.",
            [ran("host -v google.com; host -v google.com.", host(*FOUR) + host("google.com"))],
            True,
        ),
        ("google.com", [ran("host -v -t A google.com.", host("google.com"))], False),
        ("google.com.", [ran("host -v google.com.", host("google.com"))], True),
        ("google.com.", [ran("host -v google.com; : google.com.", host(*FOUR))], False),
        ("google.com", [ran("nslookup", asked_by_hand("google.com", *FOUR))], True),
        (
            "google.com",
            [ran("kubectl exec -it netdebug -- nslookup", asked_by_hand("google.com", *FOUR), "k8s-m")],
            True,
        ),
        ("google.com", [ran("nslookup", asked_by_hand("google.com", *FOUR), "k8s-m")], False),
        ("google.com.", [ran("nslookup", asked_by_hand("google.com", "google.com"))], False),
        # Nothing was asked in the pod.
        ("google.com", [ran("tcpdump -i cali1 -nn port 53", test_capture.ALL, "k8s-w1")], False),
        ("google.com", [ran(DEBUG, nslookup(*FOUR), "k8s-m")], False),
        ("google.com", [ran(DEBUG, nslookup("google.com"))], False),
        ("google.com", [ran("nslookup google.com", "Name:\tgoogle.com\nAddress: 198.51.100.1\n")], False),
        ("google.com", [ran(DEBUG, nslookup(*reversed(FOUR)))], False),
        ("google.com", [ran(f"nslookup x; echo '{nslookup(*FOUR)}'", nslookup(*FOUR))], False),
        ("google.com", [], False),
        ("google.com.", [ran("nslookup -debug google.com.", nslookup("google.com"))], True),
        ("google.com.", [ran("dig google.com", dig("google.com"))], True),
        (
            "google.com.",
            [ran("for n in google.com google.com.; do nslookup $n; done", nslookup(*FOUR))],
            False,
        ),
        # One question for the name, and the dot was not typed: another name led to it.
        (f"{SERVICE}.", [ran("nslookup -debug kubernetes", nslookup(SERVICE))], False),
        ("google.com.", [ran("nslookup -debug google.com", nslookup(*FOUR))], False),
        (
            "kubernetes.default",
            [ran("nslookup -debug kubernetes.default", nslookup(f"kubernetes.default.{SEARCH[0]}", SERVICE))],
            True,
        ),
        ("kubernetes.default", [ran("nslookup -debug kubernetes.default", nslookup(SERVICE))], False),
        ("kubernetes", [ran("nslookup -debug kubernetes", nslookup(SERVICE))], True),
    ],
)
def test_questions(lookup: str, records: list[evidence.CommandRecord], passes: bool) -> None:
    """As many as the search list makes, in its order, and none where a dot ends the name."""
    seen = worlds.world(**WORLD).evidence(*records)
    found = worlds.check("lookup.questions")(seen, pod="default/netdebug", lookup=lookup)
    assert found.passed is passes, found
    assert found.passed or found.next


def test_a_pod_chosen_by_its_policy() -> None:
    """Any name will do."""
    found = []
    for policy in ("None", "Default"):
        objects = [
            {
                **item,
                "spec": {**item["spec"], "dnsPolicy": policy},
                "status": {**item["status"], "phase": "Running"},
            }
            if item["kind"] == "Pod" and item["metadata"]["name"] == "netdebug"
            else item
            for item in WORLD["objects"]
        ]
        seen = worlds.world(**{**WORLD, "objects": objects}).evidence(ran(DEBUG, nslookup(*FOUR)))
        args = {"pod": "default/dns-none", "policy": "None", "lookup": "google.com"}
        found.append(worlds.check("lookup.questions")(seen, **args).passed)
    assert found == [True, False]


ANSWER = "google.com.\t30\tIN\tA\t198.51.100.1\n"
EACH = [ran(f"{tool} google.com.", ANSWER) for tool in ("dig", "drill", "kdig")]
LOOP = (
    "; <<>> DiG 9.18 <<>> google.com\n;; opcode: QUERY, rcode: NOERROR\n;; QUERY; status: NOERROR\n" + ANSWER
)


@pytest.mark.parametrize(
    ("records", "passes", "credit"),
    [
        (EACH, True, 0.0),
        ([ran("for t in dig drill kdig; do $t google.com; done", LOOP)], True, 0.0),
        ([ran("dig +short google.com", "198.51.100.1\n"), *EACH[1:]], True, 0.0),
        (EACH[:2], False, 2 / 3),
        ([ran("dig google.com", ANSWER, "k8s-m"), *EACH[1:]], False, 2 / 3),
        ([ran("dig google.com", ";; status: NXDOMAIN\n"), *EACH[1:]], False, 2 / 3),
        ([ran(f"dig -v google.com; echo '{ANSWER}'", ANSWER), *EACH[1:]], False, 2 / 3),
        ([], False, 0.0),
    ],
)
def test_tools(records: list[evidence.CommandRecord], passes: bool, credit: float) -> None:
    """Each tool got what the server answers now."""
    args: dict[str, Any] = {"name": "google.com", "tools": ["dig", "drill", "kdig"]}
    found = worlds.check("lookup.tools")(worlds.world(**WORLD).evidence(*records), **args)
    assert found.passed is passes, found
    assert found.credit == pytest.approx(credit)


FOUND = ran("nslookup kubernetes.default", f"Name:\t{SERVICE}\nAddress: 10.96.0.1\n")
MISSED = ran("dig kubernetes.default", ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n")


@pytest.mark.parametrize(
    ("records", "passes"),
    [
        ([FOUND, MISSED], True),
        ([ran("drill kubernetes.default.", ";; opcode: QUERY, rcode: NXDOMAIN, id: 1\n"), FOUND], True),
        ([MISSED, ran("dig +search kubernetes.default", f"{SERVICE}. 30 IN A 10.96.0.1\n")], True),
        ([FOUND], False),
        ([MISSED], False),
        ([FOUND, ran("dig kubernetes.default", "status: NXDOMAIN", "k8s-m")], False),
        ([FOUND, ran("echo status: NXDOMAIN", "status: NXDOMAIN")], False),
    ],
)
def test_literal(records: list[evidence.CommandRecord], passes: bool) -> None:
    """One tool completes the short name, another asks for it as it is."""
    found = worlds.check("lookup.literal")(
        worlds.world(**WORLD).evidence(*records), typed="kubernetes.default"
    )
    assert found.passed is passes, found


@pytest.mark.parametrize(
    ("record", "passes"),
    [
        (testing.ran("echo $V", "{name}\n"), True),
        (
            testing.ran(
                "calicoctl get wep -A", "coredns-7db6d8ff4d-abcde k8s-m {name}\nx k8s-m cali00000000000\n"
            ),
            True,
        ),
        (testing.ran("ip route get 172.16.116.3", "172.16.116.3 dev {name} src 1.2.3.4\n"), True),
        (testing.ran("ip link", "1: {name}@if2\n2: cali00000000000@if2\n"), False),
        (testing.ran("echo cali00000000000", "cali00000000000\n"), False),
        (testing.ran("echo {name}", "{name}\n"), False),
    ],
)
def test_interface(record: evidence.CommandRecord, passes: bool) -> None:
    """The name of the pod's own interface, singled out."""
    digest = hashlib.sha1(b"kube-system.coredns-7db6d8ff4d-abcde", usedforsecurity=False).hexdigest()
    name = "cali" + digest[:11]
    one = testing.ran(record.text.replace("{name}", name), record.output.replace("{name}", name))
    found = worlds.check("interface.found")(
        worlds.world(**WORLD).evidence(one), pods="kube-system/k8s-app=kube-dns"
    )
    assert found.passed is passes, found
