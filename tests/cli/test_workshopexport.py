"""`workshop export`: from a class that is open, and from one that is not; a real server either way."""

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest

from tests import ports
from tests.workshop import telling
from tutor.base import errors
from tutor.cli import main
from tutor.workshop import authority, follower, founding, hosting, kept, orders, reports, wire

CLASS = "net101"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def wanted() -> founding.Options:
    """A class on loopback, on a port that the system chooses."""
    return founding.Options(CLASS, "Networking", "127.0.0.1", port=_free(), bind="127.0.0.1")


def _free() -> int:
    return ports.free()[0]


async def told(of: hosting.Class) -> None:
    """Two learners have reported, and a poll was asked."""
    client = await of.link.connect()
    names = of.authority.names
    for who in ("ann", "bob"):
        bodies = (telling.joined(who.title()), reports.Entered("07", "one"), reports.Answered("p", "a"))
        for n, body in enumerate(bodies, 1):
            await telling.store(client, names, who, telling.written(body, n, n))
    poll = orders.Poll("p", "Go on?", (orders.Option("a", "Yes"),))
    data = wire.encode(poll, wire.Envelope(1, "2026-01-02T09:00:00Z", "desk", "1"))
    await client.jetstream().publish(names.to_all, data)
    await client.close()


async def hosted(*calls: list[str]) -> list[int]:
    """Open the class, tell it things, and make these calls meanwhile; their exit codes."""
    async with hosting.opened(wanted()) as opened:
        await told(opened)
        return [await asyncio.to_thread(main.main, call) for call in calls]


def test_a_class_that_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own server is asked."""
    out = tmp_path / "out.json"
    call = ["workshop", "export", CLASS, "--format", "json", "--out", str(out), "--lang", "ko"]
    assert asyncio.run(hosted(call)) == [errors.GOOD]
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [one["name"] for one in found["learners"]] == ["Ann", "Bob"]
    assert found["polls"][0]["choices"][0]["votes"] == 2
    assert str(out) in capsys.readouterr().out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_class_that_is_not_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its files are read, and nothing is left running."""
    asyncio.run(hosted())
    page = tmp_path / "new" / "page.html"
    assert main.main(["workshop", "export", CLASS, "--out", str(page)]) == errors.GOOD
    assert "Ann" in page.read_text(encoding="utf-8")
    tables = tmp_path / "tables"
    call = ["workshop", "export", CLASS, "--format", "csv", "--out", str(tables), "--anonymous"]
    assert main.main(call) == errors.GOOD
    assert len(list(tables.glob("*.csv"))) == 5
    assert "Ann" not in (tables / "attendance.csv").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main.main(["workshop", "export", CLASS, "--format", "csv", "--table", "polls"]) == errors.GOOD
    assert "Go on?" in capsys.readouterr().out


def test_without_a_name_it_is_the_class_that_was_open_last(tmp_path: Path) -> None:
    """As for `watch` and `leave`, whatever its name."""
    asyncio.run(hosted())
    older = authority.folder("class")
    founding.prepare(wanted()._replace(class_id="class"))
    os.utime(older / authority.FILE, (0, 0))
    out = tmp_path / "out.json"
    assert main.main(["workshop", "export", "--format", "json", "--out", str(out)]) == errors.GOOD
    assert [one["name"] for one in json.loads(out.read_text())["learners"]] == ["Ann", "Bob"]


@pytest.mark.parametrize("call", [["export"], ["export", "other"], ["forget", "other", "--yes"]])
def test_a_name_that_is_none_is_told_with_those_there_are(
    capsys: pytest.CaptureFixture[str], call: list[str]
) -> None:
    """In the language of the call; where there are none, how to open one."""
    assert main.main(["workshop", *call, "--lang", "ko"]) == errors.WRONG_USAGE
    assert "워크숍" in capsys.readouterr().err.splitlines()[0]
    for name in ("net101", "lab"):
        founding.prepare(wanted()._replace(class_id=name))
    if call != ["export"]:
        assert main.main(["workshop", *call]) == errors.WRONG_USAGE
        said = capsys.readouterr().err
        assert "no class other was hosted here" in said
        assert "net101" in said
        assert "lab" in said


def test_what_cannot_be_exported(capsys: pytest.CaptureFixture[str]) -> None:
    """Is said in words."""
    assert main.main(["workshop", "export", "other"]) == errors.WRONG_USAGE
    assert "no class other was hosted here" in capsys.readouterr().err
    founding.prepare(wanted())
    assert main.main(["workshop", "export", CLASS]) == errors.LACKS_SOMETHING
    assert "nothing is stored of the class net101" in capsys.readouterr().err
    asyncio.run(hosted())
    assert main.main(["workshop", "export", CLASS, "--format", "csv", "--lang", "ko"]) == errors.WRONG_USAGE
    assert "모든 표를" in capsys.readouterr().err


async def test_a_class_is_read_whole() -> None:
    """All that was stored at that time."""
    async with hosting.opened(wanted()) as opened:
        await told(opened)
        found: follower.Follower = await kept.read(opened.authority)
        assert sum(one.came for one in found.roster) == 6
        assert list(found.board.votes) == ["p"]
