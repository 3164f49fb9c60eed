"""Captures of DNS on CoreDNS's nodes while a pod looks names up: live, and whole when stopped by Ctrl-C."""

import json
import os
import re
import threading
import time
from collections.abc import Iterator

import pytest

from tests.lab.wire import asking
from tutor.lab.control import client

pytestmark = pytest.mark.lab

SEARCH = ("default.svc.cluster.local", "svc.cluster.local", "cluster.local")
SECONDS = 30.0


class Capture:
    """A program on a host whose output is read as it comes."""

    def __init__(self, host: str, command: str) -> None:
        self.text, self.code = "", -1
        reading, self._writing = os.pipe()
        self._reader = threading.Thread(target=self._read, args=(reading,))
        self._runner = threading.Thread(target=self._run, args=(host, command))
        for thread in (self._reader, self._runner):
            thread.start()

    def _read(self, reading: int) -> None:
        with open(reading, errors="replace") as output:
            for line in output:
                self.text += line

    def _run(self, host: str, command: str) -> None:
        null = os.open(os.devnull, os.O_RDONLY)
        try:
            # timeout(1) is the Ctrl-C, for the case that the test itself does not come to press it
            argv = ("timeout", "-s", "INT", str(SECONDS), "bash", "-c", f"exec {command}")
            self.code = client.execute(host, argv, fds=(null, self._writing, self._writing))
        finally:
            os.close(null)
            os.close(self._writing)

    def join(self) -> None:
        """Wait for its end."""
        self._runner.join(SECONDS + 10)
        self._reader.join(10)


def _servers() -> list[tuple[str, str, str]]:
    """Node, interface there and address of each CoreDNS pod."""
    found = []
    pods = json.loads(asking.said("k8s-m", "kubectl -n kube-system get pods -l k8s-app=kube-dns -o json"))[
        "items"
    ]
    for pod in pods:
        node, address = pod["spec"]["nodeName"], pod["status"]["podIP"]
        route = asking.said(node, f"ip route get {address}")
        match = re.search(r"dev (cali\S+)", route)
        assert match, route
        found.append((node, match[1], address))
    return found


def _stop(node: str, interface: str) -> None:
    asking.run(node, f"pkill -INT -f -- '[i-]?[id] ?{interface}'")


@pytest.fixture
def captures(ips: dict[str, str], request: pytest.FixtureRequest) -> Iterator[list[Capture]]:
    """The same program on every CoreDNS pod's interface: a query may go to either."""
    servers = _servers()
    made = [Capture(node, request.param.format(interface)) for node, interface, _ in servers]
    yield made
    for node, interface, _ in servers:
        _stop(node, interface)
    for one in made:
        one.join()


def _until(captures: list[Capture], pattern: str, *, script: str = "") -> str:
    """Look up again and again, until the captures show it while they still run; what they show then."""
    deadline = time.monotonic() + SECONDS - 5
    while time.monotonic() < deadline:
        if script:
            asking.Client("k8s-w1", "client").script(script)
        shown = "".join(one.text for one in captures)
        if re.search(pattern, shown):
            return shown
        time.sleep(0.1)
    pytest.fail("".join(one.text for one in captures)[-3000:])


@pytest.mark.parametrize("captures", ["tcpdump -l -i {} -nn udp port 53"], indirect=True)
def test_tcpdump_shows_the_search_list_at_work(captures: list[Capture], ips: dict[str, str]) -> None:
    """Three names that do not exist, and the fourth that does, each as a query from the pod's own address."""
    _until(captures, "listening on cali")
    shown = _until(captures, r"A\? google\.com\. ", script="nslookup -type=A google.com >/dev/null")
    shown = _until(
        captures, r"NXDomain[\s\S]*A\? google\.com\. ", script="nslookup -type=A google.com >/dev/null"
    )
    for domain in ("wire.svc.cluster.local", *SEARCH[1:]):
        assert re.search(rf"IP {ips['client']}\.\d+ > \S+\.53: \d+\+ A\? google\.com\.{domain}\. ", shown)


@pytest.mark.parametrize("captures", ["ngrep -l -tW byline -d {} '' 'udp port 53'"], indirect=True)
def test_ngrep_shows_the_same_packets(captures: list[Capture], ips: dict[str, str]) -> None:
    """With the names in their payload."""
    _until(captures, "interface: cali")
    shown = _until(captures, r"google\.com", script="nslookup -type=A google.com >/dev/null")
    assert re.search(rf"^U \S+ \S+ {ips['client']}:\d+ -> \S+:53", shown, re.MULTILINE)


@pytest.mark.parametrize("captures", ["tcpdump -i {} -nn udp port 53"], indirect=True)
def test_what_a_pipe_holds_back_comes_with_ctrl_c(captures: list[Capture], ips: dict[str, str]) -> None:
    """Without -l a real tcpdump fills its buffer first when its output is no terminal; an interrupt empties it."""
    _until(captures, "listening on cali")
    # The kernel hands packets over in blocks, at the latest after the second that libpcap asks for.
    look = "nslookup -type=A kubernetes.default.svc.cluster.local >/dev/null; sleep 2"
    assert asking.Client("k8s-w1", "client").script(look) == (0, "")
    for node, interface, _ in _servers():
        _stop(node, interface)
    for one in captures:
        one.join()
    shown = "".join(one.text for one in captures)
    assert "A? kubernetes.default.svc.cluster.local." in shown
    assert shown.count("packets captured") == len(captures)


def test_questions_are_asked_in_the_order_of_the_search_list(ips: dict[str, str]) -> None:
    """nslookup's own debugging names four questions, and one for a name with a dot at its end."""
    pod = asking.Client("k8s-w1", "client")
    code, text = pod.script("nslookup -type=A google.com -debug | grep QUESTIONS -A1")
    names = re.findall(r"^\s+(\S+), type = A, class = IN", text, re.MULTILINE)
    assert code == 0
    search = ("wire.svc.cluster.local", *SEARCH[1:])
    assert names == [*(f"google.com.{domain}" for domain in search), "google.com"]
    code, text = pod.script("nslookup -type=A google.com. -debug | grep QUESTIONS -A1")
    assert re.findall(r"^\s+(\S+), type = A, class = IN", text, re.MULTILINE) == ["google.com"]
