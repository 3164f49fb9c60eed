"""What the instructors' guides say of codes and of trying a class alone is so."""

import asyncio
import contextlib
import os
import re
import sys
from pathlib import Path

import pytest

from tutor.base import errors
from tutor.progress import outbox
from tutor.workshop import code, hosting, joining

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = ("workshop.md", "workshop.ko.md")


def test_codes_are_as_long_as_the_guide_says() -> None:
    """At the usual port, and at another one."""
    said = re.search(
        r"IPv4 have (\d+) characters, with another port (\d+);", (DOCS / "workshop.md").read_text()
    )
    assert said
    made = [code.encode(code.Invitation("192.168.1.10", port, 1, 1)) for port in (code.PORT, code.PORT + 1)]
    assert [len(one.replace("-", "")) for one in made] == [int(one) for one in said.groups()]


async def _join(words: str, state: Path) -> None:
    """As a shell does it, without opening the tutor."""
    call = words.replace("k8stutor", f"{sys.executable} -P -m tutor", 1) + " --yes --only-join"
    env = {**os.environ, "XDG_STATE_HOME": str(state), "PYTHONPATH": str(DOCS.parent)}
    shell = await asyncio.create_subprocess_shell(call, env=env, stdout=asyncio.subprocess.DEVNULL)
    assert await asyncio.wait_for(shell.wait(), 60) == errors.GOOD


def _tutor() -> outbox.Outbox:
    """What an open tutor holds of the newest class of this state folder."""
    return outbox.Outbox(joining.outbox_file(joining.kept()[0]))


@pytest.mark.parametrize("guide", GUIDES)
async def test_a_second_learner_on_one_machine(
    guide: str, hosted: hosting.Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the guide's own line; with a lab of their own alone it is the same learner, whose tutor is open already."""
    found = re.search(
        r"^XDG_STATE_HOME=/tmp/two .* join CODE --name Two$", (DOCS / guide).read_text(), re.MULTILINE
    )
    assert found
    line = found[0].replace("/tmp/two", str(tmp_path / "two")).replace("CODE", hosted.join_code)
    state = tmp_path / "state"
    await _join(f"k8stutor workshop join {hosted.join_code} --name One", state)
    with contextlib.closing(_tutor()):
        await _join(f"k8stutor workshop join {hosted.join_code} --name Again --lab two", state)
        with pytest.raises(errors.UsageError, match="open in another tutor"):
            _tutor()
        await _join(line, state)
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "two"))
        _tutor().close()
    assert sorted(one.name for one in hosted.registrar.people) == ["Again", "Two"]
    assert "K8STUTOR_LAB=two" in line  # two tutors in one lab would undo each other's work
