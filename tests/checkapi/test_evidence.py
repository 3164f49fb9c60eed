"""Checks reach pages, names and files through whatever sockets and programs they are given."""

import http.server
import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from tutor.checkapi import evidence, testing
from tutor.checkapi.protocols import dnsquery, httpget


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers /health and nothing else."""

    def do_GET(self) -> None:
        good = self.path == "/health?full=1"
        self.send_response(200 if good else 404)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()
        self.wfile.write(b"OK" if good else b"")

    def log_message(self, *args: object) -> None:
        """Tests print nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """A real server on the loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="test pages")
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


class Local:
    """A reach whose every host is this machine."""

    def socket(self, host: str, family: int, type: int) -> socket.socket:  # noqa: A002 - the Protocol's
        return socket.socket(family, type)

    def exec(self, host: str, argv: Sequence[str], timeout: float) -> evidence.Completed:
        known = {"getent": "127.0.0.1 STREAM web\n", "sh": "text\n"}
        return evidence.Completed(0, known[argv[0]], "")

    def kubeconfig(self) -> str:
        return ""


SEEN = evidence.Evidence("en", "k8s-m", Local(), testing.World().evidence().cluster)


def test_a_page_comes_with_status_and_headers(port: int) -> None:
    """Query and Host travel; names are resolved on the host."""
    answer = SEEN.http(f"http://web:{port}/health?full=1")
    assert (answer.status, answer.body) == (200, "OK")
    assert answer.headers["x-host"] == f"web:{port}"
    assert SEEN.http(f"127.0.0.1:{port}/other").status == 404


def test_what_is_no_url_is_refused() -> None:
    """Other schemes are a mistake of the check."""
    with pytest.raises(ValueError, match="no http"):
        SEEN.http("ftp://127.0.0.1/x")


def test_nobody_listens() -> None:
    """A refused connection is an OSError, for pages and for names."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        SEEN.http(f"http://127.0.0.1:{free}/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("search x\nnameserver 10.96.0.10\nnameserver 1.1.1.1\n", "10.96.0.10"),
        ("nameserver\n# nameserver 9.9.9.9\n", "127.0.0.1"),
    ],
)
def test_the_first_nameserver_counts(text: str, expected: str) -> None:
    """As the resolver of the C library does it."""
    assert dnsquery.nameserver(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.96.0.10", ("10.96.0.10", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("fd00::10", ("fd00::10", 53)),
    ],
)
def test_a_server_may_have_a_port(text: str, expected: tuple[str, int]) -> None:
    """An IPv6 address keeps its colons."""
    assert dnsquery.endpoint(text) == expected


def test_names_are_asked_over_the_given_socket() -> None:
    """Records and response code are read from the message."""
    seen = testing.World(names={("web.test", "A"): ["10.0.0.7"]}).evidence()
    assert seen.records("web.test") == ({"10.0.0.7"}, "NOERROR")
    assert seen.records("web.test", "AAAA") == (set(), "NOERROR")
    assert seen.records("none.test", server="10.9.9.9") == (set(), "NXDOMAIN")


def test_a_file_is_read_on_its_host() -> None:
    """Text where the program ends well."""
    assert SEEN.read_file("k8s-m", "~/x") == "text\n"


def test_texts_follow_the_language() -> None:
    """Korean for Korean learners, English for all others."""
    assert SEEN.say(en="yes", ko="네") == "yes"
    assert testing.World().evidence(lang="ko").say(en="yes", ko="네") == "네"


def test_addresses_are_told_from_names() -> None:
    """Only names have to be resolved."""
    assert httpget.is_address("10.0.0.1")
    assert not httpget.is_address("web")
