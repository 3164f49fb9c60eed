"""The progress file keeps what was acknowledged, whatever happens next."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.base import errors
from tutor.progress import schema, store

WRITER = """
import sys, pathlib
from tutor.progress import store
db = store.Store(pathlib.Path(sys.argv[1]))
for n in range(100000):
    db.record_command("c", store.CommandLine("l", "s", "k8s-m", f"echo {n}", 0, 0.1, "t"))
    print(n, flush=True)
"""


@pytest.fixture
def db(tmp_path: Path) -> store.Store:
    return store.Store(tmp_path / "deep" / "progress.db")


def test_a_passed_step_stays_passed(db: store.Store) -> None:
    """A later failure counts as a try and does not take the pass away."""
    db.record_step("c", "l", "s", "failed", hints=0)
    db.record_step("c", "l", "s", "passed", hints=2)
    db.record_step("c", "l", "s", "failed", hints=1)
    (found,) = db.steps("c")
    assert (found.status, found.hints, found.tries) == ("passed", 2, 3)


def test_place_and_last_lesson(db: store.Store) -> None:
    """The learner is brought back to the lesson and step last visited."""
    assert db.last_lesson("c") is None
    db.set_place("c", "01", "a")
    db.set_place("c", "02", "x")
    db.set_place("c", "01", "b")
    assert db.last_lesson("c") == "01"
    assert db.place("c", "01") == "b"
    assert db.place("other", "01") is None


def test_reset_forgets_one_lesson_only(db: store.Store) -> None:
    """Resetting a lesson leaves the others and the settings alone."""
    db.set_setting("lang", "ko")
    for lesson in ("01", "02"):
        db.record_step("c", lesson, "s", "passed", hints=0)
        db.set_place("c", lesson, "s")
    db.reset("c", "01")
    assert [step.lesson for step in db.steps("c")] == ["02"]
    assert db.place("c", "01") is None
    assert db.setting("lang") == "ko"
    db.reset("c")
    assert db.steps("c") == []


def test_forgotten_step_is_untried(db: store.Store) -> None:
    """A step that was reset is as if never tried."""
    db.record_step("c", "l", "s", "passed", hints=0)
    db.forget_step("c", "l", "s")
    assert db.steps("c") == []


def locked(db: store.Store, file: Path) -> contextlib.closing[sqlite3.Connection]:
    """Another program in the middle of a change, for which the store does not wait here."""
    db._db.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return contextlib.closing(other)


def test_a_file_that_another_program_holds_is_an_error_with_a_way_out(db: store.Store) -> None:
    """Each write says so; what could be read still can, and writing works again afterwards."""
    writes: list[Callable[[], None]] = [
        lambda: db.set_setting("lang", "ko"),
        lambda: db.record_step("c", "l", "s", "passed", hints=0),
        lambda: db.reset("c"),
    ]
    with locked(db, db._file):
        for write in writes:
            with pytest.raises(errors.EnvironmentLacks, match=r"progress\.db can't be used") as caught:
                write()
            assert caught.value.why == "database is locked"
            assert "no other program holds it" in caught.value.todo
        assert db.setting("lang") is None
    db.set_setting("lang", "ko")
    assert db.setting("lang") == "ko"


def test_a_full_disk_is_an_error_with_a_way_out(db: store.Store) -> None:
    """What did not fit is not there, and nothing else is harmed."""
    pages = db._db.execute("PRAGMA page_count").fetchone()[0]
    db._db.execute(f"PRAGMA max_page_count = {pages}")
    long = store.CommandLine("l", "s", "k8s-m", "echo " + "a" * 100_000, 0, 0.1, "t")
    with pytest.raises(errors.EnvironmentLacks) as caught:
        db.record_command("c", long)
    assert caught.value.why == "database or disk is full"
    assert db.commands("c", "l") == []
    db._db.execute("PRAGMA max_page_count = 1000000")
    db.record_command("c", long)
    assert db.commands("c", "l") == [long]


def test_a_fault_of_ours_is_not_blamed_on_the_file(db: store.Store) -> None:
    """A status that there is not, for one."""
    with pytest.raises(sqlite3.IntegrityError):
        db.record_step("c", "l", "s", "nearly", hints=0)


def test_kill_loses_at_most_the_line_being_written(tmp_path: Path) -> None:
    """After kill -9 every acknowledged command is in the file, and the file is whole."""
    file = tmp_path / "progress.db"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for line in writer.stdout:
        if line.strip() == "40":
            os.kill(writer.pid, signal.SIGKILL)
            break
    acknowledged = max([40, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    writer.wait()
    writer.stdout.close()
    texts = [command.text for command in store.Store(file).commands("c", "l")]
    assert texts[: acknowledged + 1] == [f"echo {n}" for n in range(acknowledged + 1)]
    assert len(texts) <= acknowledged + 2
    with sqlite3.connect(file) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    plain.close()


def test_every_version_migrates(tmp_path: Path) -> None:
    """A file of each older schema opens and has the present version."""
    for version in range(schema.VERSION):
        file = tmp_path / f"{version}.db"
        old = sqlite3.connect(file)
        for statements in schema.MIGRATIONS[:version]:
            for statement in statements:
                old.execute(statement)
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
        old.close()
        store.Store(file).close()
        fresh = sqlite3.connect(file)
        assert schema.version_of(fresh) == schema.VERSION
        fresh.close()


def test_newer_file_is_left_alone(tmp_path: Path) -> None:
    """A file of a newer version is refused with the way out, not overwritten."""
    file = tmp_path / "new.db"
    new = sqlite3.connect(file)
    new.execute("PRAGMA user_version = 999")
    new.close()
    with pytest.raises(errors.EnvironmentLacks, match="newer"):
        store.Store(file)


def test_no_database_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    """A file that is no database says so and what to do."""
    file = tmp_path / "junk.db"
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(errors.EnvironmentLacks, match="can't be used") as caught:
        store.Store(file)
    assert "move it away" in caught.value.todo
