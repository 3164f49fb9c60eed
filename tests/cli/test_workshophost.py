"""A class without a console, by its verbs, in processes of its own: opened, joined, come back to, ended, forgotten."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests import checkout, ports
from tutor.base import errors

CALL = (sys.executable, "-m", "tutor", "workshop")
CODE = re.compile(r"workshop join ([0-9A-Z-]+)$", re.MULTILINE)
LAST = "Ctrl-C"
"""What stands in the last line that a host says."""


def environment(home: Path, lang: str = "C.UTF-8") -> dict[str, str]:
    """With a home of its own: two of them are two machines."""
    return {**os.environ, "XDG_STATE_HOME": str(home), "LC_ALL": lang, "PYTHONPATH": str(checkout.ROOT)}


def call(home: Path, *words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    """`k8stutor workshop WORDS`, to its end."""
    return subprocess.run(
        [*CALL, *words],
        env=environment(home, lang),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@contextlib.contextmanager
def hosting(home: Path, port: int, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A host's process, and all that it said until it had nothing to add."""
    where = ("--address", "127.0.0.1", "--bind", "127.0.0.1", "--port", str(port))
    with subprocess.Popen(
        [*CALL, "host", "net101", "--headless", *where, *words],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        stdin=subprocess.DEVNULL,
    ) as host:
        assert host.stdout
        said = ""
        while LAST not in said and (line := host.stdout.readline()):
            said += line
        try:
            yield host, said
        finally:
            host.kill()


def joined(home: Path, code: str, *words: str) -> str:
    """What is said to who has joined."""
    found = call(home, "join", code, "--yes", "--only-join", *words)
    assert (found.returncode, found.stderr) == (errors.GOOD, "")
    return found.stdout


def test_a_class_goes_its_way(tmp_path: Path) -> None:
    """Opened, joined, come back to from another machine, ended by a signal, gone on with, and forgotten."""
    instructor, ann, other, port = tmp_path / "i", tmp_path / "a", tmp_path / "o", ports.free()[0]
    with hosting(instructor, port, "--title", "Room 7") as (host, said):
        found = CODE.search(said)
        assert found
        assert "Room 7" in said
        assert "█" in said or "▄" in said
        assert "The instructor sees: your name" in said
        first = joined(ann, found[1], "--name", "Ann Lee")
        assert "You are Ann Lee in Room 7" in first
        returning = first.split("--return ")[1].strip()
        assert "You are Ann Lee" in joined(other, found[1], "--return", returning.lower())
        assert "You are Dr Lee" in joined(other, found[1], "--name", "Dr Lee", "--return", returning)
        assert returning in call(ann, "status").stdout
        host.send_signal(signal.SIGTERM)
        assert host.wait(20) == errors.GOOD
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    late = call(tmp_path / "late", "join", found[1], "--yes")
    assert late.returncode == errors.LACKS_SOMETHING
    assert "does not answer" in late.stderr
    with hosting(instructor, port) as (host, said):
        assert found[0] in said  # the same code
        assert "You are Dr Lee" in joined(ann, found[1])  # the same learner, by the key that she has
        busy = call(instructor, "forget", "net101", "--yes")
        assert "hosted on this machine already" in busy.stderr
        host.send_signal(signal.SIGINT)
        host.wait(20)
    assert call(instructor, "forget", "net101").returncode == errors.WRONG_USAGE
    assert call(instructor, "forget", "net101", "--yes").returncode == errors.GOOD
    kept = instructor / "k8stutor" / "workshop"
    assert not list(kept.rglob("*net101*"))
    again = call(instructor, "forget", "net101", "--yes")
    assert "no class net101 was hosted here" in again.stderr
    assert not list(kept.rglob("*net101*"))


def test_nobody_joins_unasked(tmp_path: Path) -> None:
    """What is collected is said first; without an answer nothing is sent and nothing is kept."""
    with hosting(tmp_path / "i", ports.free()[0], "--anonymous", "--keep-days", "3") as (_, said):
        found = CODE.search(said)
        assert found
        refused = call(tmp_path / "a", "join", found[1])
        assert refused.returncode == errors.WRONG_USAGE
        assert "neither your name nor your commands" in refused.stdout
        assert "may quote a line of what a command showed" in refused.stdout
        assert "deleted after 3 days" in refused.stdout
        assert "say --yes" in refused.stderr
        assert not (tmp_path / "a" / "k8stutor" / "workshop" / "joined").exists()
        assert "You are learner 1" in joined(tmp_path / "a", found[1], "--name", "Ann Lee")


def test_a_typo_is_told_as_one_in_korean(tmp_path: Path) -> None:
    """Before anything is called."""
    found = call(tmp_path, "join", "K7QFM-2XD9T-AAAAA-AAAAA-AAAAB", "--yes", lang="ko_KR.UTF-8")
    assert found.returncode == errors.WRONG_USAGE
    assert "참가 코드가 아닙니다" in found.stderr
    assert "다시 입력하세요" in found.stderr


def test_what_is_kept_is_the_users_alone(tmp_path: Path) -> None:
    """Folders 0700, the files with keys 0600."""
    with hosting(tmp_path / "i", ports.free()[0]) as (_, said):
        found = CODE.search(said)
        assert found
        joined(tmp_path / "a", found[1])
    for home in ("i", "a"):
        top = tmp_path / home / "k8stutor"
        for one in (
            top,
            *(folder for folder in top.rglob("*") if folder.is_dir() and "store" not in folder.parts),
        ):
            assert one.stat().st_mode & 0o077 == 0, one
        for one in (*top.rglob("*.json"), *top.rglob("*.pem"), *top.rglob("*.conf")):
            assert one.stat().st_mode & 0o177 == 0, one
