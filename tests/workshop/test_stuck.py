"""Who makes the same mistake stands together, and who makes another one apart: by what the checks really say."""

import random
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.checks import routed, worlds
from tests.workshop import telling
from tutor.checkapi import evidence, runner
from tutor.workshop import learner, masks, reports, roster, stuck

ASN = "OPEN Message Error/Bad Peer AS"
Case = tuple[str, dict[str, Any], dict[str, Any]]
"""A check, its arguments, and what is otherwise in the world."""
BOTH = {"services": ["svc1", "svc2"]}


def told(case: Case, lang: str) -> reports.Verdict:
    """What a check tells a learner of this language, as it is reported."""
    name, args, world = case
    seen = routed.world(**world).evidence(lang=lang, host="k8s-rtr")
    result, _ = runner._guarded(worlds.check(name), seen, args)
    return reports.Verdict(
        name, name, result.passed, result.expected, result.seen, result.next, result.credit,
        result.fault or "", result.lacks, *result.english,
    )  # fmt: skip


def neighbours(reason: str, **states: str) -> dict[str, evidence.Completed]:
    """The router's neighbours, where some sessions do not stand, for that reason."""
    said = routed.neighbours(**states).replace("Hold Timer Expired/No Error Subcode", reason)
    return routed.programs(neighbours=said)


def same(one: reports.Verdict, other: reports.Verdict) -> bool:
    """Whether two verdicts tell of the same mistake."""
    mine, theirs = (stuck.mistake("07", "one", verdict) for verdict in (one, other))
    assert mine is not None
    assert theirs is not None
    assert (mine.id == theirs.id) is (mine == theirs)
    return mine == theirs


WRONG_AS: Case = ("bgp.sessions", {}, {"programs": neighbours(ASN, k8s_m="Idle")})
WRONG_AS_LATER: Case = ("bgp.sessions", {}, {"programs": neighbours(ASN, k8s_m="Active")})
REFUSED: Case = ("bgp.sessions", {}, {"programs": neighbours("Cease/Connection Rejected", k8s_m="Active")})
OTHER_NODE: Case = ("bgp.sessions", {}, {"programs": neighbours(ASN, k8s_w2="Active")})
UNSEEN: Case = ("bgp.sessions", {}, {})
NO_SPEAKER: Case = ("bgp.sessions", {}, {"objects": []})
FEWER: Case = ("bgp.routes", BOTH, {"programs": routed.programs(kernel=routed.kernel("k8s-m", "k8s-w1"))})
FEWEST: Case = ("bgp.routes", BOTH, {"programs": routed.programs(kernel=routed.kernel("k8s-m"))})
NO_ROUTE: Case = ("bgp.routes", BOTH, {"programs": routed.programs(kernel=routed.kernel())})


@pytest.mark.parametrize("case", [WRONG_AS, REFUSED, OTHER_NODE, UNSEEN, NO_SPEAKER, FEWER, FEWEST, NO_ROUTE])
def test_language_makes_no_difference(case: Case) -> None:
    """The checks themselves say what their words are in English."""
    english, korean = (told(case, lang) for lang in ("en", "ko"))
    assert english.expected != korean.expected
    assert same(english, korean)


def test_the_wrong_peer_asn() -> None:
    """Is the same mistake whatever state the session is in while somebody looks."""
    assert same(told(WRONG_AS, "en"), told(WRONG_AS_LATER, "ko"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WRONG_AS, REFUSED), (WRONG_AS, OTHER_NODE), (WRONG_AS, UNSEEN), (WRONG_AS, NO_SPEAKER),
        (FEWER, FEWEST), (FEWER, NO_ROUTE), (WRONG_AS, NO_ROUTE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_other_mistakes_on_the_same_check(one: Case, other: Case, lang: str) -> None:
    """Stand apart, in the learner's language as well."""
    assert not same(told(one, "en"), told(other, lang))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10.96.1.1", "10.96.200.14"),
        ("172.16.158.2", "172.16.184.20"),
        ("172.16.158.2:80, 172.16.184.2:80", "172.16.158.9:80, 172.16.184.1:80"),
        ("172.20.1.1 is routed so, but no output of yours shows all of it",
         "172.20.1.3 is routed so, but no output of yours shows all of it"),
        ("08:00:27:00:00:0a beside 192.168.10.200, which does not answer for it now",
         "02:1f:ee:00:00:01 beside 192.168.10.203, which does not answer for it now"),
        ("webpod1: 52, webpod2: 48", "webpod1: 40, webpod2: 60"),
        ("webpod1 48, webpod2 52", "webpod1 51, webpod2 49"),
        ("1 of 4 names asked for and answered", "3 of 4 names asked for and answered"),
        ("0 such packets, 12 in all", "0 such packets, 45 in all"),
        ("pod coredns-5d78c9869d-bcdfg", "pod coredns-78fcd69978-9xkzw"),
        ("pod speaker-x7k2p is not ready", "pod speaker-bbq9z is not ready"),
        ("in force: 90 s", "in force: 180 s"),
        ("started 12s ago", "started 5m3s ago"),
        ("at 2026-01-02T03:04:05Z", "at 2026-02-03T04:05:06.789Z"),
        ("calif90c21019df", "cali00000000000"),
        ("KUBE-SEP-ABCDEFGHIJKLMNOP is missing", "KUBE-SEP-2345672345672345 is missing"),
        ("port 31234 of websvc", "port 30001 of websvc"),
        ("172.16.0.3:41060 answered", "172.16.0.9:52001 answered"),
        ("the router says of k8s-w2: Active", "the router says of k8s-w2: Connect"),
        ("fd00:10::2 answers", "fd00:10::17 answers"),
        ("38% lost", "41 % lost"),
    ],
)  # fmt: skip
def test_what_chance_gives_is_masked(one: str, other: str) -> None:
    """Learners who did the same stand together."""
    assert masks.difference("as it should be", one) == masks.difference("as it should be", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("peer AS 64514", "peer AS 64599"),
        ("remote AS: 64514", "remote AS: 64512"),
        ("172.16.158.2:80", "172.16.158.2:8080"),
        ("172.16.158.2:80", "172.16.158.2:80, 172.16.184.2:80"),
        ("you wrote 172.16.1.1", "you wrote 10.96.1.11"),
        ("default: 192.168.20.200-192.168.20.210 (layer2)", "default: 192.168.10.100-192.168.10.110 (layer2)"),
        ("default: 192.168.10.200-192.168.10.210 (layer2)", "default: 192.168.10.200-192.168.10.210 (bgp)"),
        ("0 of 4 names asked for and answered", "1 of 4 names asked for and answered"),
        ("the pod asked 1 times, the DNS pod 1 times", "the pod asked 2 times, the DNS pod 2 times"),
        ("no look-up of this name", "an empty answer"),
        ("172.20.1.1: 192.168.10.10", "172.20.1.1: 192.168.10.10, 192.168.10.101"),
        ("172.20.1.1: 10.0.2.2", "172.20.1.1: 192.168.10.10"),
        ("webpod1: k8s-w1, webpod2: k8s-w2", "webpod1: k8s-w2, webpod2: k8s-w1"),
        ("spec.replicas: 2", "spec.replicas: 1"),
        ("exit code 1: error", "exit code 127: error"),
        ("10.96.1.1 (NOERROR)", "10.96.1.1 (SERVFAIL)"),
        ("the port 8080 answers", "the port 80 answers"),
    ],
)  # fmt: skip
def test_what_a_person_does_is_kept(one: str, other: str) -> None:
    """Learners who did something else stand apart."""
    assert masks.difference("as it should be", one) != masks.difference("as it should be", other)


def test_what_was_expected_is_known_again() -> None:
    """Though each learner's cluster gave another address."""
    mine = masks.difference("svc1 has 10.96.1.1", "10.96.1.1 is not in the output")
    theirs = masks.difference("svc1 has 10.99.8.7", "10.99.8.7 is not in the output")
    another = masks.difference("svc1 has 10.99.8.7", "10.96.1.1 is not in the output")
    assert mine == theirs != another


@hypothesis.given(st.text(max_size=800), st.text(max_size=800))
def test_any_text_can_be_masked(expected: str, seen: str) -> None:
    """What is foreign raises nothing."""
    assert masks.difference(expected, seen) == masks.difference(expected, seen)
    masks.fault(seen)


@pytest.mark.parametrize(
    "text", ["1." * 2000, "a-" * 2000, ":" * 4000, "/a" * 2000, "0a" * 2000, "1d" * 2000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    """A second would be far too long; the patterns look at a few hundred characters."""
    masks.difference(text, text[1:])
    masks.fault(text)


def class_of(*who: tuple[str, float, reports.Graded]) -> roster.Roster:
    """Learners who are at step one, each with a grading at that time."""
    found = roster.Roster()
    for name, at, graded in who:
        for n, body in enumerate((telling.joined(name), reports.Entered("07", "one"), graded), 1):
            found.fold(name, telling.message(body, n, at))
    return found


def grouped(found: roster.Roster, now: float = 20.0) -> list[tuple[str, str, list[str], int]]:
    """Check, kind, learners, and how many other mistakes all of them make."""
    return [
        (group.mistake.check, group.mistake.kind, [one.learner for one in group.members], len(group.also))
        for group in found.stuck(telling.ZERO + now)
    ]


DOWN = telling.wrong("the router says of k8s-w2: Active")
ROUTE = telling.wrong("172.20.1.1: no route", "a route to svc1", "bgp.routes")
FAULT = telling.wrong("", "", "bgp.table", fault="KeyError: 'x' (/home/ann/checks/bgp.py:12)")
FAULT_ELSEWHERE = telling.wrong("", "", "bgp.table", fault="KeyError: 'x' (/opt/k8stutor/checks/bgp.py:12)")
LACKS = telling.wrong("", "", "bgp.table", lacks="this cluster has no MetalLB")


def test_one_explanation_serves_all_of_a_group() -> None:
    """A mistake that follows from another one makes no group of its own, and nobody is counted twice."""
    found = class_of(
        ("ann", 3, telling.graded(DOWN, ROUTE)),
        ("bob", 2, telling.graded(DOWN, ROUTE)),
        ("eve", 4, telling.graded(ROUTE)),
        ("joe", 1, telling.graded(telling.right(), telling.wrong("no route at all", "", "bgp.client"))),
    )
    assert grouped(found) == [
        ("bgp.routes", "wrong", ["bob", "ann", "eve"], 0),
        ("bgp.client", "wrong", ["joe"], 0),
    ]
    without = class_of(("ann", 3, telling.graded(DOWN, ROUTE)), ("bob", 2, telling.graded(DOWN, ROUTE)))
    assert grouped(without) == [("bgp.sessions", "wrong", ["bob", "ann"], 1)]


def test_nobody_is_to_blame_for_a_fault() -> None:
    """Nor for what a place lacks; those who share it stand together all the same."""
    found = class_of(
        ("ann", 1, telling.graded(FAULT)),
        ("bob", 2, telling.graded(FAULT_ELSEWHERE)),
        ("eve", 3, telling.graded(LACKS)),
        ("joe", 4, telling.graded(FAULT, DOWN)),
    )
    assert grouped(found) == [
        ("bgp.table", "fault", ["ann", "bob"], 0),
        ("bgp.table", "lacks", ["eve"], 0),
        ("bgp.sessions", "wrong", ["joe"], 1),
    ]
    assert {who: found.state(who, telling.ZERO + 20) for who in found.learners} == {
        "ann": "working", "bob": "working", "eve": "working", "joe": "failing",
    }  # fmt: skip


def test_who_moved_on_or_went_is_not_stuck() -> None:
    """Only where they are now counts, and only who is there."""
    found = class_of(*((name, 1, telling.graded(DOWN)) for name in ("ann", "bob", "eve")))
    found.fold("ann", telling.message(reports.Entered("07", "two"), 4, 5))
    found.fold("bob", telling.message(reports.Left(), 4, 5))
    assert grouped(found) == [("bgp.sessions", "wrong", ["eve"], 0)]
    assert grouped(found, 1 + learner.OFFLINE_SECONDS + 1) == []


def test_since_when() -> None:
    """The time counts from when they first made this mistake, not from their last try."""
    found = class_of(("ann", 1, telling.graded(DOWN)))
    found.fold("ann", telling.message(telling.graded(telling.wrong("none runs")), 4, 5))
    found.fold("ann", telling.message(telling.graded(DOWN), 5, 9))
    (group,) = found.stuck(telling.ZERO + 10)
    assert group.since == telling.ZERO + 1


@hypothesis.given(
    st.lists(st.lists(st.sampled_from((DOWN, ROUTE, FAULT, LACKS)), max_size=4), max_size=8), st.randoms()
)
def test_everybody_is_in_one_group(verdicts: list[list[reports.Verdict]], chance: random.Random) -> None:
    """Whoever was folded first."""
    people = [(f"l{at}", float(at), telling.graded(*some)) for at, some in enumerate(verdicts) if some]
    found = grouped(class_of(*people))
    assert sorted(who for _, _, members, _ in found for who in members) == sorted(who for who, *_ in people)
    chance.shuffle(people)
    assert grouped(class_of(*people)) == found
