"""What is said of hosts that are switched off and on."""

import argparse
from typing import Any

import pytest

from tutor.cli import labnodes
from tutor.lab import launch


@pytest.mark.parametrize(
    ("was_on", "said"), [(True, ["k8s-w1 was on"]), (False, ["k8s-w1 is booting", "k8s-w1 is up"])]
)
def test_a_host_that_is_on_is_not_said_to_boot(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], was_on: bool, said: list[str]
) -> None:
    """Progress is told only where there is some."""

    def answer(_message: dict[str, Any]) -> dict[str, Any]:
        return {"changed": not was_on}

    monkeypatch.setattr(launch, "ask", answer)
    monkeypatch.setattr(launch, "status", lambda: {"hosts": [{"name": "k8s-w1", "up": was_on}]})
    labnodes.switch(argparse.Namespace(lang="en", host="k8s-w1", action="start"))
    assert capsys.readouterr().out.splitlines() == said


def _hosts(*, up: bool) -> dict[str, Any]:
    return {"hosts": [{"name": "k8s-w1", "up": up}]}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (_hosts(up=True), ""),
        (_hosts(up=False), "k8s-w1 is off. Start it: k8stutor lab node start k8s-w1"),
        (None, "the lab is down; start it: k8stutor lab up"),
    ],
)
def test_a_shell_that_was_killed_is_explained(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    found: dict[str, Any] | None,
    said: str,
) -> None:
    """By its host, or by the whole lab; a shell that was killed alone is the learner's doing."""
    monkeypatch.delenv("K8STUTOR_LAB", raising=False)
    monkeypatch.setattr(launch, "status", lambda: found)
    labnodes.explain("k8s-w1", "en")
    assert capsys.readouterr().err.strip() == said
