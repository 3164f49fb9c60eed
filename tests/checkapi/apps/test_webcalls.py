"""What a line asks web servers for, what its URLs may mean, and what the servers' logs say of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi import learner, testing
from tutor.checkapi.apps import accesslog, webcalls

GET = '172.16.158.0 - - [29/Nov/2026:23:45:29 +0000] "GET {} HTTP/1.1" 200 22 "-" "curl/7.88.1"\n'


@pytest.mark.parametrize(
    ("text", "host", "port", "path"),
    [
        ("curl 10.0.0.1", "10.0.0.1", "", "/"),
        ("curl -s http://10.0.0.1:80/a?b=c", "10.0.0.1", "80", "/a"),
        ("curl -s -o /dev/null -w '%{http_code}' http://$N:$P/", "$N", "$P", "/"),
        ("curl $URL", "$URL", "", "/"),
        ("wget -qO- frontend.default/x", "frontend.default", "", "/x"),
        ("curl http://[fd00::1]:8080/x", "fd00::1", "8080", "/x"),
        ("curl localhost:8080", "localhost", "8080", "/"),
        ("kubectl exec web -- curl -s http://frontend/", "frontend", "", "/"),
        ("for N in 1 2; do curl -s 10.0.0.$N:80; done", "10.0.0.2", "80", "/"),
        ("U=http://$P:9153/metrics; curl -s $U", "$P", "9153", "/metrics"),
        ("curl -s $P:{8080/health,8181/ready}", "$P", "8181", "/ready"),
        ("yes $S | head -9 | xargs -n1 curl -s", "$S", "", "/"),
        ("echo 10.0.0.1 | xargs -I{} curl -s http://{}:80/", "10.0.0.1", "80", "/"),
        ("cut -f1 hosts | xargs curl -s", "$stdin", "", "/"),
        ("python3 ask.py", "$", "", ""),
    ],
)
def test_where_a_line_asks(text: str, host: str, port: str, path: str) -> None:
    """Among the URLs that are found is the right one."""
    found = list(webcalls.calls(testing.ran(text)))
    assert (host, port, path) in [call[:3] for call in found]
    assert found[-1].unknown() is ("$" in host)


@pytest.mark.parametrize(
    "text", ["echo curl http://a/", "kubectl get pods", "curl --version", "ping 10.0.0.1"]
)
def test_lines_that_ask_nobody(text: str) -> None:
    """A client has to be run, with a URL."""
    assert list(webcalls.calls(testing.ran(text))) == []


def test_words_are_decoded() -> None:
    """However the data was put into the request."""
    lines = ["curl 'http://a/b?v=%2Chi+you'", "curl -G http://a/b --data-urlencode 'v=,hi you'"]
    assert all("v=,hi you" in call.text for line in lines for call in webcalls.calls(testing.ran(line)))


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("192.168.10.10:31000", True),
        ("192.168.10.$n:$WEBPORT", True),
        ("192.168.10.${n}:${P}/path", True),
        ("$NODE:$P", True),
        ("$URL", True),
        ("192.168.10.{10,101}:31000", True),
        ("$(kubectl get x):31000", True),
        ("192.168.10.11:31000", False),
        ("192.168.10.$n:81", False),
        ("192.168.10.10", False),
    ],
)
def test_what_a_url_may_mean(url: str, fits: bool) -> None:
    """Variables may hold anything, and everything else is as it stands."""
    assert webcalls.may_be(url, "192.168.10.10:31000") is fits


def test_urls_of_a_line() -> None:
    """The words of clients, flags left out."""
    record = testing.ran("for n in 1 2; do curl -s http://10.0.0.$n:80/x | grep y; done; echo curl")
    assert webcalls.urls(record) == ["10.0.0.1:80/x", "10.0.0.2:80/x"]
    assert webcalls.asks(record)
    assert not webcalls.asks(testing.ran("echo curl"))


@given(st.text(alphabet="ab$(){}`[]:/?.", max_size=80))
def test_any_url_is_read(url: str) -> None:
    """No word makes the reader fail or loop."""
    list(webcalls.calls(testing.ran(f"curl '{url}'")))


def test_a_log_is_read() -> None:
    """Other lines are passed over; queries are decoded."""
    log = "starting\n" + GET.format("/g.php?cmd=set&value=%2chi+%ec%95%88&empty=") + "PHP Fatal error: x\n"
    (found,) = accesslog.requests(log + GET.format("http://["))
    assert found == ("172.16.158.0", "GET", "/g.php", {"cmd": "set", "value": ",hi 안", "empty": ""}, 200)


@given(st.text())
def test_any_log_is_survived(text: str) -> None:
    """Servers log what clients send."""
    list(accesslog.requests(text))
    list(accesslog.requests(GET.format(text)))


@pytest.mark.parametrize(
    ("text", "output", "code", "expected"),
    [
        ("kubectl logs -f deploy/web", "a line\n^C", 1, True),
        ("kubectl logs -f deploy/web", "a line\n", 130, True),
        ("kubectl logs -f deploy/web", "error: not found\n", 1, False),
        ("curl http://a/", "^C", 1, False),
    ],
)
def test_following_ends_by_a_key(text: str, output: str, code: int, expected: bool) -> None:
    """A kubectl that takes the signal itself ends with 1, as it does where something is wrong."""
    assert learner.ended_well(testing.ran(text, output, code)) is expected
