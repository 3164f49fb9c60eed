"""Which look-ups commands made, whatever the tool and however the name was written."""

import pytest

from tutor.checkapi import testing
from tutor.checkapi.dns import questions

WEB = "web.shop.svc.cluster.local"
PTR = "2.158.16.172.in-addr.arpa"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"dig +short @10.96.0.10 {WEB}", WEB),
        ("nslookup web.shop", WEB),
        ("N=web; dig @10.96.0.10 $N.shop.svc.cluster.local", WEB),
        ("dig @10.96.0.10 $NAME", WEB),
        ("for n in web db; do dig +short ${n}.shop.svc.cluster.local @10.96.0.10; done", WEB),
        ("dig -x 172.16.158.2 @10.96.0.10", PTR),
        ("host 172.16.158.2 10.96.0.10", PTR),
        ('dig +short @10.96.0.10 -x "$POD"', PTR),
        (f"dig {PTR} PTR", PTR),
        ("kubectl exec -n shop inside -- host web.shop", WEB),
        (f"echo {WEB} | xargs dig +short @10.96.0.10", WEB),
        ("kubectl get po -o name | xargs -n1 dig +short @10.96.0.10 -x", PTR),
        (f"echo {WEB} | xargs -I% dig +short @10.96.0.10 %", WEB),
        ("kubectl exec -n shop inside -- wget -qO- web.shop:80/x", WEB),
    ],
)
def test_asked(text: str, name: str) -> None:
    """In full, in part, by a variable, backwards, from a pod."""
    assert questions.asked(testing.ran(text), name)


@pytest.mark.parametrize(
    "text",
    [f"echo {WEB}", "dig +short web-pods.shop.svc.cluster.local", "dig $N.bank.svc.cluster.local", "dig web"],
)
def test_not_asked(text: str) -> None:
    """Another name, or no look-up at all."""
    assert not questions.asked(testing.ran(text), WEB)


def test_asked_by_what_the_output_names() -> None:
    """The name may come through a pipe."""
    record = testing.ran("cat names | xargs dig @10.96.0.10", f";{WEB}. IN A\n{WEB}. 30 IN A 10.96.1.1")
    assert questions.asked(record, WEB)


def test_typed_in_a_shell_that_kubectl_opened() -> None:
    """The lines behind its prompts are look-ups made in that pod."""
    output = (
        "inside:~# nslookup web.shop\nName: web.shop.svc.cluster.local\nAddress: 10.96.1.1\ninside:~# exit\n"
    )
    record = testing.ran("kubectl exec -it -n shop inside -- bash", output)
    assert questions.asked(record, WEB)
    assert questions.namespaces(record, "web.shop") == {"shop"}


@pytest.mark.parametrize(
    ("text", "host", "expected"),
    [
        ("nslookup web", "pod/shop/inside", {"shop"}),
        ("nslookup web", "pod/outside", {"default"}),
        ("curl -sS http://web:80/", "pod/outside", {"default"}),
        ("kubectl exec -n shop inside -- getent hosts web", "k8s-m", {"shop"}),
        ("kubectl exec outside -- dig +search web", "k8s-m", {"default"}),
        ("kubectl exec outside -- dig web", "k8s-m", set()),
        ("dig +search web", "k8s-m", set()),
        ("nslookup web.shop", "pod/outside", set()),
    ],
)
def test_namespaces_of_short_names(text: str, host: str, expected: set[str]) -> None:
    """A short name means something only where a pod's search list completes it."""
    assert questions.namespaces(testing.ran(text, host=host), "web") == expected


def test_a_short_name_is_a_look_up_of_the_whole_one() -> None:
    """In a pod of its namespace one word is enough, also where it finds nothing."""
    record = testing.ran("nslookup web", "** server can't find web: NXDOMAIN", 1, host="pod/shop/inside")
    assert questions.asked(record, WEB)
    assert not questions.asked(record, "web.bank.svc.cluster.local")


def test_saw_all_values_and_no_older_one() -> None:
    """An answer with an address that is gone from it is an older answer."""
    fresh, stale = (
        testing.ran("dig a", "10.0.0.1\n10.0.0.2\n"),
        testing.ran("dig a", "10.0.0.1\n10.0.0.2\n10.0.0.3\n"),
    )
    assert questions.saw([fresh], {"10.0.0.1", "10.0.0.2"}, "NOERROR", lacks={"10.0.0.3"})
    assert not questions.saw([stale], {"10.0.0.1", "10.0.0.2"}, "NOERROR", lacks={"10.0.0.3"})
    beside = testing.ran("kubectl get pod -o wide; dig a", stale.output)
    assert questions.saw([beside], {"10.0.0.1", "10.0.0.2"}, "NOERROR", lacks={"10.0.0.3"})


def test_a_loop_is_judged_by_its_newest_answers() -> None:
    """The rest of the answer in which an old value stands is no newer one."""
    three, two = "10.0.0.3\n10.0.0.1\n10.0.0.2\n\n", "10.0.0.2\n10.0.0.1\n\n"
    loop = f"while sleep 1; do dig +short @10.96.0.10 {WEB}; done"

    def saw(text: str, output: str) -> bool:
        record = testing.ran(text, output + "^C", 130)
        return questions.saw([record], ["10.0.0.1", "10.0.0.2"], "NOERROR", lacks=["10.0.0.3"])

    assert saw(loop, three * 3 + two * 3)
    assert not saw(loop, three * 3)
    assert not saw(loop, two * 3 + three)
    assert not saw(f"dig +short @10.96.0.10 {WEB}", three + two * 3)


@pytest.mark.parametrize(
    ("text", "output", "code", "expected"),
    [
        ("dig @10.96.0.10 a.b", "status: NXDOMAIN", 0, True),
        ("nslookup a.b 10.96.0.10", "Server: 10.96.0.10\n** server can't find a.b: NXDOMAIN", 1, True),
        ("nslookup a.b", "Server: 10.0.2.3\n** server can't find a.b: NXDOMAIN", 1, False),
        ("dig +short @10.96.0.10 a.b", "", 0, False),
        ("dig a.b @10.96.0.10; echo NXDOMAIN", "NXDOMAIN", 0, False),
        ("kubectl exec web -- nslookup a.b", "** server can't find a.b: NXDOMAIN", 1, True),
    ],
)
def test_saw_that_there_is_nothing(text: str, output: str, code: int, expected: bool) -> None:
    """It takes the response code, from the server that is meant."""
    record = testing.ran(text, output, code)
    assert questions.saw([record], (), "NXDOMAIN", servers=["10.96.0.10"]) is expected
