"""What is told of faults and of several labs."""

from typing import Any

import pytest

from tutor.cli import labtexts, main, texts
from tutor.lab import launch
from tutor.lab.control import address, client

HOST = {
    "name": "k8s-w1",
    "up": True,
    "pods": 2,
    "processes": 7,
    "interfaces": {"enp0s8": ["192.168.10.101/24"]},
}
FAULT = {"kind": "link", "host": "k8s-w1", "card": "enp0s8", "down": True, "delay": 100.0, "loss": 2.5}
LAB: dict[str, Any] = {
    "name": "two",
    "pid": 7,
    "up": True,
    "uptime": 61.2,
    "memory": 128 << 20,
    "pods": 2,
    "api": "https://127.0.0.1:16443",
    "hosts": [HOST],
    "faults": [FAULT, {"kind": "dns"}],
    "real": [],
    "emulated": [],
    "notes": [],
}


def test_a_status_tells_hosts_and_faults() -> None:
    """A line each, in both languages."""
    english = "\n".join(texts.status_lines(LAB, "en"))
    assert "k8s-w1   up    pods   2  processes   7  enp0s8 192.168.10.101/24" in english
    assert "k8s-w1 enp0s8: unplugged, sends 100 ms late, loses 2.5 % of what it sends" in english
    assert "the resolver outside the cluster (10.0.2.3) does not answer" in english
    korean = "\n".join(texts.status_lines(LAB, "ko"))
    assert "k8s-w1 enp0s8: 뽑힘, 100 ms 늦게 보냄, 보내는 것의 2.5%를 잃음" in korean


def test_links_are_told_well_or_not() -> None:
    """Every card of every host."""
    assert labtexts.link_lines({**LAB, "faults": []}, "en") == ["k8s-w1   enp0s8   plugged in"]
    assert "unplugged" in labtexts.link_lines(LAB, "en")[0]


def test_labs_are_listed_by_name() -> None:
    """With what they use; without any, that is said."""
    assert labtexts.list_lines([], "en") == ["no lab is running"]
    head, line = labtexts.list_lines([LAB], "en")
    assert line.split() == ["two", "61s", "128", "MiB", "2", "1/1", "https://127.0.0.1:16443"]
    assert head.split()[0] == "NAME"


@pytest.mark.parametrize(
    "call", ["--lab two lab list", "lab list --lab two", "lab --lab=two list", "lab link show --lab two"]
)
def test_the_lab_may_be_named_before_or_after_the_verb(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For all that is called then."""
    named: list[str] = []

    def asked(*_lab: str) -> dict[str, Any]:
        named.append(address.chosen())
        return LAB

    monkeypatch.setenv("K8STUTOR_LAB", "other")
    monkeypatch.setattr(launch, "status", asked)
    monkeypatch.setattr(launch, "running", lambda: ["two"])
    assert main.main(call.split()) == 0
    assert named == ["two"]


def test_a_lab_that_is_down_is_named() -> None:
    """The advice starts the lab that was meant."""
    assert texts.status_lines(None, "en") == ["the lab is down; start it: k8stutor lab up"]
    assert texts.status_lines(None, "ko", "two")[0].endswith("k8stutor lab up --lab two")


def test_an_error_names_the_lab_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another lab may well run."""
    monkeypatch.setenv(address.VARIABLE, "two")
    assert client.NoLabError().todo == "start it: k8stutor lab up --lab two"
    monkeypatch.delenv(address.VARIABLE)
    assert client.NoLabError().what == "no lab is running"
