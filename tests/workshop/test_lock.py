"""Who has a class in hand, also while the class, and the lock with it, is being deleted."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.workshop import authority, forgetting, founding, lock, sweeping


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A class's folder for its host."""
    return tmp_path / "open" / "net101"


def test_one_holds_it_and_leaves_nothing_once_it_is_removed(place: Path) -> None:
    """The folder of its name goes with it; whoever comes next makes it anew."""
    for _ in range(2):
        with lock.alone(place):
            with pytest.raises(lock.Hosted), lock.alone(place):
                pass
            lock.remove(place)
        assert not place.exists()


@pytest.mark.parametrize("next_one", [False, True])
def test_a_lock_that_was_removed_meanwhile_keeps_nobody_out(
    place: Path, monkeypatch: pytest.MonkeyPatch, next_one: bool
) -> None:
    """It was opened before its holder deleted the class; who held on to it would be alone with themselves."""
    removed: Iterator[bool] = iter([True])
    took = fcntl.flock

    def late(held: int, how: int) -> None:
        if next(removed, False):
            lock.remove(place)
            if next_one:
                place.mkdir(mode=0o700)
                (place / lock.FILE).touch()
        took(held, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with lock.alone(place), pytest.raises(lock.Hosted), lock.alone(place):
        pass
    assert (place / lock.FILE).exists()


def test_a_folder_that_goes_in_between_is_made_once_more(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the lock in it could be opened."""
    gone: Iterator[bool] = iter([True])
    make = authority.private_folder

    def fleeting(made: Path) -> None:
        make(made)
        if next(gone, False):
            made.rmdir()

    monkeypatch.setattr(authority, "private_folder", fleeting)
    with lock.alone(place):
        assert (place / lock.FILE).exists()


def test_a_class_that_is_forgotten_during_a_sweep_leaves_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep had seen it before."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    founding.prepare(founding.Options("net101", address="127.0.0.1"))
    seen = authority.hosted()
    assert forgetting.forget("net101")
    monkeypatch.setattr(authority, "hosted", lambda: seen)
    assert sweeping.sweep() == []
    assert not list(tmp_path.rglob("*net101*"))
