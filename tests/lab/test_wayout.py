"""The way out of the lab, on a machine with an Internet of its own (`tests.lab.internet`)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab import internet, running

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300)]

REFUSED, RESET = 7, 35
"""curl's exit codes where no connection can be made, and where one is broken off; 28 would be its time limit."""


def seen(runtime: Path, *options: str) -> dict[str, tuple[int, str]]:
    """What a lab sees of that Internet."""
    running.need_namespaces()
    new = ("unshare", "--net") if os.geteuid() == 0 else ("unshare", "--user", "--map-root-user", "--net")
    done = subprocess.run(
        (*new, sys.executable, "-m", "tests.lab.internet", *options),
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {question: (code, text) for question, (code, text) in json.loads(done.stdout).items()}


def test_web_servers_on_the_internet_answer_and_nothing_nearer_does(tmp_path: Path) -> None:
    """From hosts and pods, more at a time than there are sockets; what is refused is refused at once."""
    found = seen(tmp_path)
    assert found["global"] == (0, "the page")
    assert found["pod"] == (0, str(len(internet.PAGE)))
    assert found["many"] == (0, str(100 * len(internet.PAGE)))
    assert found["crowd"][0] < internet.CROWD // 4
    for question in ("private", "machine", "other port", "documentation"):
        assert found[question][0] == REFUSED, found[question]
    # The relay has taken the connection before it knows that the far server does not.
    assert found["closed"][0] in (REFUSED, RESET), found["closed"]


def test_an_offline_lab_refuses_at_once(tmp_path: Path) -> None:
    """Nothing is reached, and nobody waits for it."""
    found = seen(tmp_path, "--offline")
    assert {
        question: found[question][0] for question in ("global", "private", "closed", "documentation")
    } == {
        "global": REFUSED,
        "private": REFUSED,
        "closed": REFUSED,
        "documentation": REFUSED,
    }
