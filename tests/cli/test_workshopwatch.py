"""The console by its verbs, in real terminals, on a real class."""

import asyncio
import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ports, terminal
from tutor.base import errors
from tutor.cli import main
from tutor.workshop import code, joining

PATIENCE = 40.0


def _until(shown: terminal.Terminal, true: Callable[[str], bool]) -> str:
    shown.until(true, limit=PATIENCE)
    return shown.text


def test_a_class_is_hosted_watched_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Host shows the code; who joins is seen in both consoles; leaving the first ends the class."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    port = ports.free()[0]
    call = [sys.executable, "-m", "tutor", "workshop"]
    where = ["--address", "127.0.0.1", "--bind", "127.0.0.1", "--port", str(port), "--title", "Room 7"]
    env = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with terminal.Terminal([*call, "host", "net101", *where], env) as host:
        _until(host, lambda text: "Nobody has joined yet" in text and "Room 7" in text)
        host.type("c")
        typed = _code(_until(host, lambda text: bool(_code(text))))
        host.type("\x1b")
        _until(host, lambda text: "Nobody has joined yet" in text)
        with terminal.Terminal([*call, "watch", "net101", "--by", "second"], env) as second:
            _until(second, lambda text: "Nobody has joined yet" in text)
            asyncio.run(_join_and_come(typed))
            for shown in (host, second):
                _until(shown, lambda text: "Ann Lee" in text and "1 working" in text)
            assert _leave(second) == errors.GOOD
        assert _leave(host) == errors.GOOD
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def _code(text: str) -> str:
    """The join code, once it is on the screen whole, which its last character tells."""
    found = re.search(r"workshop join ([0-9A-Z-]+)", text)
    try:
        code.decode(found[1] if found else "")
    except errors.UsageError:
        return ""
    return found[1] if found else ""


def _leave(console: terminal.Terminal) -> int:
    console.type("q")
    _until(console, lambda text: "Leave the console?" in text)
    console.type("y")
    return console.wait(limit=PATIENCE)


async def _join_and_come(typed: str) -> None:
    from tests.workshop import telling
    from tutor.base import clock
    from tutor.workshop import reports, wire

    ann = await joining.join(code.decode(typed), "Ann Lee")
    client = await ann.link.connect()
    for n, body in enumerate([telling.joined("Ann Lee"), reports.Entered("01-coredns", "pods")], start=1):
        envelope = wire.Envelope(n, clock.rfc3339_micro(clock.now()), "laptop")
        await telling.store(client, ann.names, ann.learner, wire.encode(body, envelope))
    await client.close()


def test_a_class_that_was_never_hosted_is_not_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words, before anything is connected; nor is anything without a terminal."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert main.main(["workshop", "watch", "nothing"]) == errors.WRONG_USAGE
    assert "needs a terminal" in capsys.readouterr().err
    for file in (sys.stdin, sys.stdout):
        monkeypatch.setattr(file, "isatty", lambda: True, raising=False)
    assert main.main(["workshop", "watch", "nothing"]) == errors.WRONG_USAGE
    assert "no class nothing was hosted here" in capsys.readouterr().err
