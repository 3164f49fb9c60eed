"""Which kubectl the hosts get."""

import os
import stat
from pathlib import Path

import pytest

from tutor.lab.outside import kubectl


@pytest.mark.parametrize(
    ("version", "fits"),
    [("v1.35.0", True), ("v1.36.2", True), ("v1.37.9", True), ("v1.34.9", False), ("v1.38.0", False)],
)
def test_one_minor_version_apart_is_near_enough(version: str, fits: bool) -> None:
    """The version skew policy."""
    assert kubectl.fits(f'{{"clientVersion": {{"gitVersion": "{version}"}}}}') is fits


def test_what_is_no_kubectl_does_not_fit() -> None:
    """A program that prints something else, or nothing."""
    assert not kubectl.fits("usage: …")


def test_the_machines_own_is_taken_when_it_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is asked for its version once only."""
    asked = tmp_path / "asked"
    own = tmp_path / "bin" / "kubectl"
    own.parent.mkdir()
    own.write_text(f'#!/bin/sh\necho x >> {asked}\necho \'{{"gitVersion": "v1.36.0"}}\'\n')
    own.chmod(own.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{own.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert [kubectl.find(), kubectl.find()] == [str(own), str(own)]
    assert asked.read_text() == "x\n"
    own.write_text('#!/bin/sh\necho \'{"gitVersion": "v1.20.0"}\'\n')
    assert kubectl.find() != str(own)
