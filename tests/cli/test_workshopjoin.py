"""What `workshop join` asks on the terminal, and what becomes of the answers."""

import argparse
import builtins
import getpass
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from tutor.base import errors
from tutor.cli import workshop, workshoptexts
from tutor.workshop import code, invitation, joining, nkeys


class Door:
    """A class that admits everybody, and notes as whom."""

    certificate = "PEM"

    def __init__(self, *, anonymous: bool = False) -> None:
        self.anonymous = anonymous
        self.joined: list[str] = []

    async def look(self) -> invitation.Answer:
        """What class it is."""
        return invitation.Answer(title="Networking 101", anonymous=self.anonymous, keep_days=30)

    async def join(self, name: str, **_: Any) -> joining.Membership:
        """Come in."""
        self.joined.append(name)
        return joining.Membership("c", "t", "l1", name, "s", "t", "R", (), "PEM", self.anonymous, 30)


class Terminal:
    """Somebody who answers in turn, and then ends the input."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, prompt: str) -> str:
        """As `input`."""
        self.asked.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


async def _join(
    monkeypatch: pytest.MonkeyPatch,
    door: Door,
    terminal: Terminal,
    *,
    kept: tuple[joining.Membership, ...] = (),
    **said: Any,
) -> None:
    async def find(_: code.Invitation) -> Door:
        return door

    monkeypatch.setattr(joining, "find", find)
    monkeypatch.setattr(joining, "kept", lambda: kept)
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    monkeypatch.setattr(builtins, "input", terminal)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    args = argparse.Namespace(**{"lang": "en", "name": "", "yes": False, "returning": "", **said})
    await workshop._admitted(args, code.Invitation("127.0.0.1", 1, 1, 1))


@pytest.mark.parametrize(("answer", "name"), [("Kim Minji", "Kim Minji"), ("", "root")])
async def test_who_gives_no_name_is_asked(monkeypatch: pytest.MonkeyPatch, answer: str, name: str) -> None:
    """Behind the consent; Enter takes the user's, which the question tells."""
    door, terminal = Door(), Terminal("y", answer)
    await _join(monkeypatch, door, terminal)
    assert door.joined == [name]
    assert terminal.asked == [
        workshoptexts.said("en", "agree_ask"),
        workshoptexts.said("en", "name_ask", user="root"),
    ]


async def test_a_name_is_not_asked_for_where_it_is_known_or_not_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given, agreed to beforehand, of no use, or kept from before."""
    door, terminal = Door(), Terminal("", "", "")
    await _join(monkeypatch, door, terminal, name="Ann")
    await _join(monkeypatch, door, terminal, yes=True)
    hidden = Door(anonymous=True)
    await _join(monkeypatch, hidden, terminal)
    assert (door.joined, hidden.joined) == (["Ann", "root"], [""])
    assert len(terminal.asked) == 2
    seed = nkeys.Key.new("U").seed
    before = joining.Membership("c", "t", "l1", "Ann", seed, "t", "R", (), "PEM", False, 30)
    await _join(monkeypatch, door, terminal, kept=(before,))
    assert door.joined[-1] == ""
    assert len(terminal.asked) == 3


@pytest.mark.parametrize("answers", [(), ("y",), ("n",)])
async def test_the_end_of_the_input_is_a_no(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    """At every question; nothing of the learner was told by then."""
    door = Door()
    with pytest.raises(errors.UsageError, match="you have not joined"):
        await _join(monkeypatch, door, Terminal(*answers))
    assert door.joined == []
