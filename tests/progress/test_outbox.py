"""What is to be told to a class waits in order, outlives a crash, and is given again where it is asked for."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.base import clock, errors
from tutor.progress import outbox

WRITER = """
import sys, pathlib
from tutor.progress import outbox
box = outbox.Outbox(pathlib.Path(sys.argv[1]))
while True:
    print(box.add(lambda n: b"%d" % n), flush=True)
"""


@pytest.fixture
def box(tmp_path: Path) -> Iterator[outbox.Outbox]:
    with contextlib.closing(outbox.Outbox(tmp_path / "deep" / "class.outbox")) as kept:
        yield kept


def _add(box: outbox.Outbox, count: int) -> None:
    for _ in range(count):
        box.add(lambda n: b"%d" % n)


def test_what_is_older_than_the_class_keeps_is_never_told_again(tmp_path: Path) -> None:
    """Not even to a server that has deleted it; the numbers go on."""
    box = outbox.Outbox(tmp_path / "o.db")
    for _ in range(3):
        box.sent(box.add(lambda n: b"%d" % n))
    box.expire(clock.now().timestamp() + 1)
    box.settle(0)
    assert box.unsent() == []
    assert box.add(lambda n: b"%d" % n) == 4
    assert [entry.n for entry in box.unsent()] == [4]
    box.close()


def test_reports_are_numbered_from_one_and_wait_in_order(box: outbox.Outbox) -> None:
    """Each body is written for its number."""
    _add(box, 3)
    assert box.unsent() == [(1, b"1"), (2, b"2"), (3, b"3")]
    box.sent(1)
    assert (box.unsent(1), box.waiting()) == ([(2, b"2")], 2)


def test_a_body_that_cannot_be_written_takes_no_number(box: outbox.Outbox) -> None:
    """No gap is left that the class would wait for."""

    def fail(n: int) -> bytes:
        raise ValueError(n)

    with pytest.raises(ValueError):
        box.add(fail)
    _add(box, 1)
    assert [entry.n for entry in box.unsent()] == [1]


@pytest.mark.parametrize(("stored", "left"), [(0, [1, 2, 3, 4]), (1, [2, 3, 4]), (3, [4]), (9, [])])
def test_what_the_class_lacks_is_sent_again_and_what_it_has_is_not(
    box: outbox.Outbox, stored: int, left: list[int]
) -> None:
    """Whether an acknowledgement was lost, or the server's data."""
    _add(box, 4)
    box.sent(1)
    box.sent(2)
    box.settle(stored)
    assert [entry.n for entry in box.unsent()] == left


def test_numbers_go_on_when_it_is_opened_again(tmp_path: Path) -> None:
    """So do settings."""
    file = tmp_path / "class.outbox"
    with contextlib.closing(outbox.Outbox(file)) as box:
        _add(box, 2)
        box.set_setting("source", "d1")
    with contextlib.closing(outbox.Outbox(file)) as box:
        _add(box, 1)
        assert [entry.n for entry in box.unsent()] == [1, 2, 3]
        assert (box.setting("source"), box.setting("other")) == ("d1", "")
    assert file.stat().st_mode & 0o077 == 0


def test_a_second_tutor_is_told_that_the_class_is_open(tmp_path: Path) -> None:
    """Two would send in each other's way."""
    file = tmp_path / "class.outbox"
    with contextlib.closing(outbox.Outbox(file)), pytest.raises(errors.UsageError, match="another tutor"):
        outbox.Outbox(file)
    outbox.Outbox(file).close()


def test_what_was_added_outlives_a_crash(tmp_path: Path) -> None:
    """Every number that the writer told of is there after it was killed, and no other file is in the way."""
    file = tmp_path / "class.outbox"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    told = [int(writer.stdout.readline()) for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    told += [int(line) for line in writer.stdout.read().split("\n") if line]
    writer.wait()
    writer.stdout.close()
    with contextlib.closing(outbox.Outbox(file)) as box:
        found = [entry.n for entry in box.unsent(100_000)]
    assert found[: len(told)] == told
    assert found == list(range(1, len(found) + 1))


def test_deleting_leaves_nothing(tmp_path: Path) -> None:
    """After the class is over."""
    file = tmp_path / "class.outbox"
    outbox.Outbox(file).close()
    outbox.delete(file)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told_of(tmp_path: Path) -> None:
    """And its lock is given back."""
    file = tmp_path / "class.outbox"
    file.write_text("no database at all, but long enough to look like one" * 40)
    for _ in range(2):
        with pytest.raises(errors.EnvironmentLacks, match="can't be used"):
            outbox.Outbox(file)
