"""Faults of links and of the resolver outside, made and mended by hand; seen from a host."""

import concurrent.futures
import os
import re
import socket
from collections.abc import Iterator

import pytest

from tests.lab import running
from tutor.base import errors
from tutor.lab import launch
from tutor.lab.control import client

pytestmark = pytest.mark.lab

GOOGLE = ("dig", "+time=1", "+tries=1", "+short", "google.com")
CLUSTER = ("dig", "+time=5", "+tries=2", "+short", "@10.96.0.10", "kubernetes.default.svc.cluster.local")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A lab that may be broken."""
    with running.lab(tmp_path_factory.mktemp("faults")) as handle:
        yield handle


@pytest.fixture
def lab(own: launch.LabHandle) -> Iterator[launch.LabHandle]:
    """It, mended after each test."""
    yield own
    for fault in faults():
        if fault["kind"] == "link":
            link("clear", str(fault["host"]), str(fault["card"]))
    launch.ask({"do": "dns", "mute": False})
    assert faults() == []


def faults() -> list[dict[str, object]]:
    """What the lab says is in force."""
    found = launch.status()
    assert found is not None
    return list(found["faults"])


def link(action: str, host: str, card: str, value: str = "") -> None:
    """One change."""
    launch.ask({"do": "link", "host": host, "card": card, "action": action, "value": value})


def run(host: str, *words: str) -> tuple[int, str]:
    """A command's exit code and output."""
    out = os.memfd_create("out")
    with open(os.devnull) as null:
        code = client.execute(host, words, fds=(null.fileno(), out, out), timeout=60)
    text = os.pread(out, 1 << 16, 0).decode()
    os.close(out)
    return code, text


def trips(host: str, target: str, count: int = 3) -> list[float]:
    """The round-trip times of pings that were answered, in milliseconds."""
    _, text = run(host, "ping", "-c", str(count), "-i", "0.01", "-W", "2", target)
    return [float(time) for time in re.findall(r"time=([\d.]+) ms", text)]


def test_a_cable_is_pulled_and_plugged_in(lab: launch.LabHandle) -> None:
    """The host sees no carrier, keeps its routes, and reaches its neighbours again afterwards."""
    link("down", "k8s-w1", "enp0s8")
    assert "NO-CARRIER" in run("k8s-w1", "ip", "link", "show", "enp0s8")[1]
    assert trips("k8s-w1", "192.168.10.10", 1) == []
    assert faults() == [
        {"kind": "link", "host": "k8s-w1", "card": "enp0s8", "down": True, "delay": 0.0, "loss": 0.0}
    ]
    link("up", "k8s-w1", "enp0s8")
    again = "until ping -c 1 -W 1 192.168.10.10 >/dev/null; do :; done"
    assert run("k8s-w1", "timeout", "20", "sh", "-c", again)[0] == 0
    assert "via 192.168.10.254 dev enp0s8" in run("k8s-w1", "ip", "route")[1]


def test_what_a_host_sends_comes_late(lab: launch.LabHandle) -> None:
    """By that card alone, in both directions of a conversation once."""
    link("delay", "k8s-w1", "enp0s8", "200ms")
    times = trips("k8s-w1", "192.168.10.10")
    assert len(times) == 3
    assert min(times) >= 200
    assert min(trips("k8s-m", "192.168.10.101")) >= 200
    assert min(trips("k8s-m", "192.168.10.102", 10)) < 200
    link("delay", "k8s-w1", "enp0s8", "0")
    assert min(trips("k8s-w1", "192.168.10.10", 10)) < 200


def test_what_a_host_sends_is_lost(lab: launch.LabHandle) -> None:
    """All of it with 100 %, some of it with 50 %."""
    link("loss", "k8s-w2", "enp0s8", "100")
    assert trips("k8s-w2", "192.168.10.10") == []
    link("loss", "k8s-w2", "enp0s8", "50%")
    assert 0 < len(trips("k8s-w2", "192.168.10.10", 60)) < 60


def test_large_segments_pass_a_slow_cable_unharmed(lab: launch.LabHandle) -> None:
    """What the kernel leaves to a card, checksums and cutting, is done in the end."""
    link("delay", "k8s-rtr", "enp0s9", "5")
    content = os.urandom(3_000_000)
    listener = client.make_socket("k8s-rtr", socket.AF_INET, socket.SOCK_STREAM)
    with listener, client.make_socket("k8s-pc", socket.AF_INET, socket.SOCK_STREAM) as asking:
        listener.bind(("192.168.20.254", 7777))
        listener.listen(1)
        asking.connect(("192.168.20.254", 7777))
        sending, _ = listener.accept()
        with concurrent.futures.ThreadPoolExecutor() as threads, sending:
            sent = threads.submit(sending.sendall, content)
            received = asking.recv(len(content), socket.MSG_WAITALL)
            sent.result()
    assert received == content


def test_the_resolver_outside_falls_silent(lab: launch.LabHandle) -> None:
    """Names outside time out, those of the cluster go on, and afterwards all is as before."""
    launch.ask({"do": "dns", "mute": True})
    assert faults() == [{"kind": "dns"}]
    assert "timed out" in run("k8s-w1", *GOOGLE)[1]
    assert "timed out" in run("k8s-w1", *GOOGLE, "+tcp")[1]
    assert run("k8s-w1", *CLUSTER)[1].strip() == "10.96.0.1"
    launch.ask({"do": "dns", "mute": False})
    assert run("k8s-w1", *GOOGLE)[0] == 0
    assert run("k8s-w1", *GOOGLE, "+tcp")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("down", "k8s-w3", "enp0s8"), "there is no host 'k8s-w3' in the lab"),
        (("down", "k8s-m", "enp0s9"), "k8s-m has no card 'enp0s9' with a cable"),
        (("delay", "k8s-m", "enp0s8", "soon"), "'soon' is no delay"),
        (("loss", "k8s-m", "enp0s8", "101"), "'101' is no loss"),
        (("twist", "k8s-m", "enp0s8"), "a link knows no 'twist'"),
    ],
)
def test_words_that_are_off_are_wrong_usage(
    lab: launch.LabHandle, words: tuple[str, str, str], said: str
) -> None:
    """With the next step, and nothing is changed."""
    with pytest.raises(errors.UsageError, match=said) as raised:
        link(*words)
    assert raised.value.todo
    assert faults() == []


def test_a_host_that_boots_has_new_cables(lab: launch.LabHandle) -> None:
    """What was wrong with its links has gone with its power, and can be made again."""
    link("delay", "k8s-pc", "enp0s8", "200")
    launch.ask({"do": "node", "action": "stop", "host": "k8s-pc"})
    assert faults() == []
    for action, value in (("down", ""), ("delay", "200")):
        with pytest.raises(errors.LabError, match="k8s-pc is switched off"):
            link(action, "k8s-pc", "enp0s8", value)
    launch.ask({"do": "node", "action": "start", "host": "k8s-pc"})
    assert min(trips("k8s-pc", "192.168.20.254", 10)) < 200
    link("delay", "k8s-pc", "enp0s8", "200")
    assert min(trips("k8s-pc", "192.168.20.254")) >= 200
