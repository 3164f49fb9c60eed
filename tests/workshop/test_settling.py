"""A machine that went back in time tells what it did since, once."""

import contextlib
import datetime
import functools
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tutor.base import clock
from tutor.progress import outbox
from tutor.workshop import reports, settling, wire


def _made(text: str, at: str, n: int) -> bytes:
    return wire.encode(reports.Hand(True, text), wire.Envelope(n, at, "m"))


class Machine:
    """Tells reports, and hands over what is due as the class would get it."""

    def __init__(self, file: Path) -> None:
        self.box = outbox.Outbox(file)

    def tell(self, *words: str) -> None:
        """Each a moment after the one before."""
        for text in words:
            self.box.add(functools.partial(_made, text, clock.rfc3339_micro(clock.now())))

    def send(self, to: list[wire.Message], last: settling.Last) -> settling.Last:
        """Connect: settle, and send; what the class has last then."""
        settling.settle(self.box, last)
        for entry in self.box.unsent():
            message = wire.decode(entry.body, reports.KINDS)
            assert message.envelope.n == entry.n
            to.append(message)
            self.box.sent(entry.n)
            last = settling.Last(entry.n, message.envelope.at)
        return last


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An outbox's place."""
    return tmp_path / "m.db"


@contextlib.contextmanager
def machine(file: Path) -> Iterator[Machine]:
    """A tutor that runs for a while."""
    one = Machine(file)
    yield one
    one.box.close()


def texts(told: Sequence[wire.Message]) -> str:
    """What the class has, in its order; its numbers must go up without a gap."""
    assert [one.envelope.n for one in told] == list(range(1, len(told) + 1))
    return "".join(one.body.text for one in told)


@pytest.mark.parametrize(
    ("unsent", "since", "then"), [("", "xyz", "pq"), ("c", "x", "pqrs"), ("c", "", "p"), ("", "x", "")]
)
def test_what_was_done_since_the_copy_was_put_back_is_told_once(
    file: Path, unsent: str, since: str, then: str
) -> None:
    """However much was told before, after the copy was made, and after it was put back."""
    told, copy = list[wire.Message](), file.with_name("copy")
    with machine(file) as one:
        one.tell(*"ab")
        last = one.send(told, settling.Last())
        one.tell(*unsent)
    shutil.copy(file, copy)
    with machine(file) as one:
        one.tell(*since)
        last = one.send(told, last)
    shutil.copy(copy, file)
    with machine(file) as one:
        one.tell(*then)
        last = one.send(told, last)
        one.tell("!")
        one.send(told, last)
    assert texts(told) == f"ab{unsent}{since}{then}!"


def test_a_report_that_was_forgotten_meanwhile_is_no_sign_of_another_past(file: Path) -> None:
    """Old ones are let go of, their numbers are not."""
    told = list[wire.Message]()
    with machine(file) as one:
        one.tell(*"ab")
        last = one.send(told, settling.Last())
        one.box.expire((clock.now() + datetime.timedelta(seconds=1)).timestamp())
        one.tell("c")
        one.send(told, last)
    assert texts(told) == "abc"
