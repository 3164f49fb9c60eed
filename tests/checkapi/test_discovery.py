"""Checks are found by path; a broken file is named and harms no other."""

from pathlib import Path

import pytest

from tutor.checkapi import discovery

CHECK = '''
from tutor.checkapi import declare, evidence, verdict

@declare.check("{name}")
def toy(seen: evidence.Evidence) -> verdict.Verdict:
    """A toy."""
    return verdict.Verdict(True, __file__, "")
'''


def test_finds_the_checks_of_every_folder(tmp_path: Path) -> None:
    """Two files of the same name do not hide each other."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "http.py").write_text(CHECK.format(name=f"{folder}.toy"))
    found = discovery.discover([tmp_path / "one", tmp_path / "two", tmp_path / "none"], entry_points=False)
    assert sorted(found.checks) == ["one.toy", "two.toy"]
    assert found.problems == ()
    assert found.checks["one.toy"].about == "A toy."


def test_a_name_belongs_to_the_first(tmp_path: Path) -> None:
    """A second check of a name is a problem, not a replacement."""
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(f"# {name}\n" + CHECK.format(name="toy"))
    found = discovery.discover([tmp_path], entry_points=False)
    assert found.sources["toy"].endswith("a.py")
    assert "exists already" in found.problems[0].what


def test_a_copy_of_a_file_is_no_conflict(tmp_path: Path) -> None:
    """A course that was made from a copy brings the same checks again."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").write_text(CHECK.format(name="toy"))
    found = discovery.discover([tmp_path / "one", tmp_path / "two"], entry_points=False)
    assert found.problems == ()
    assert found.sources["toy"].endswith("one/a.py")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("x = (\n", 1, "SyntaxError"),
        ("\nimport nothing_of_the_kind\n", 2, "ModuleNotFoundError"),
        ("1/0\n", 1, "Zero"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    """The other files are loaded all the same."""
    (tmp_path / "bad.py").write_text(text)
    (tmp_path / "good.py").write_text(CHECK.format(name="toy"))
    found = discovery.discover([tmp_path], entry_points=False)
    assert list(found.checks) == ["toy"]
    assert found.problems[0].line == line
    assert why in found.problems[0].why


def test_the_four_sources_are_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundle, course, user; a course that is the bundle counts once."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    bundle = Path(__file__).parents[2]
    assert discovery.folders(bundle) == (
        (bundle / "checks").resolve(),
        tmp_path.resolve() / "k8stutor" / "checks",
    )
    assert len(discovery.folders(tmp_path)) == 3


def test_the_bundled_checks_load() -> None:
    """All files of the bundle are sound, and each check says what it is about."""
    folder = Path(__file__).parents[2] / "checks"
    found = discovery.discover([folder], entry_points=False)
    assert found.problems == ()
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {name.split(".")[0] for name in found.checks} <= files
    assert all(check.about for check in found.checks.values())
