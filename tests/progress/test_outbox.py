"""What waits to be told: in order, each until it is told, over crashes."""

from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.base import errors
from tutor.progress import outbox


def test_it_waits_in_order(tmp_path: Path) -> None:
    """Also in another life of the tutor."""
    file = tmp_path / "class" / "o.db"
    one = outbox.Outbox(file)
    assert [one.add(lambda n: b"%d" % n) for _ in range(3)] == [1, 2, 3]
    one.sent(1)
    one.close()
    again = outbox.Outbox(file)
    assert again.unsent(10) == [(2, b"2"), (3, b"3")]
    assert again.unsent(1) == [(2, b"2")]
    assert again.waiting() == 2
    assert again.source == one.source
    again.close()


def test_a_server_that_lost_them_is_told_again(tmp_path: Path) -> None:
    """Those that it does not have, and no other."""
    one = outbox.Outbox(tmp_path / "o.db")
    for _ in range(4):
        one.sent(one.add(lambda n: b"x"))
    assert one.requeue_after(2) == 2
    assert [number for number, _ in one.unsent(10)] == [3, 4]
    one.close()


def test_a_report_that_cannot_be_written_takes_no_number(tmp_path: Path) -> None:
    """A gap would look like a loss."""
    one = outbox.Outbox(tmp_path / "o.db")
    with pytest.raises(ZeroDivisionError):
        one.add(lambda n: b"%d" % (1 // 0))
    assert one.add(lambda n: b"x") == 1
    one.close()


def test_two_tutors_count_together(tmp_path: Path) -> None:
    """A learner may open two on one machine."""
    one, two = outbox.Outbox(tmp_path / "o.db"), outbox.Outbox(tmp_path / "o.db")
    assert [one.add(lambda n: b""), two.add(lambda n: b""), one.add(lambda n: b"")] == [1, 2, 3]
    assert one.source == two.source
    one.close()
    two.close()


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    """In words."""
    (tmp_path / "o.db").write_text("hello " * 500)
    with pytest.raises(errors.EnvironmentLacks, match="can't be used"):
        outbox.Outbox(tmp_path / "o.db")


def test_it_can_be_removed(tmp_path: Path) -> None:
    """With all that belongs to it."""
    one = outbox.Outbox(tmp_path / "o.db")
    one.add(lambda n: b"x")
    one.close()
    outbox.remove(tmp_path / "o.db")
    assert list(tmp_path.iterdir()) == []


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(st.lists(st.sampled_from(["add", "sent", "again"]), max_size=30))
def test_unsent_are_those_that_were_not_told(steps: list[str]) -> None:
    """Whatever the order of what happens."""
    one = outbox.Outbox(Path(":memory:"))
    added, told = 0, set[int]()
    for step in steps:
        if step == "add":
            added = one.add(lambda n: b"")
        elif step == "sent" and (rows := one.unsent(1)):
            one.sent(rows[0][0])
            told.add(rows[0][0])
        elif step == "again":
            one.requeue_after(added // 2)
            told = {number for number in told if number <= added // 2}
    assert [number for number, _ in one.unsent(99)] == [n for n in range(1, added + 1) if n not in told]
    one.close()
