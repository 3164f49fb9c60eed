"""`pip install .` gives a working tutor: course, checks and assets travel inside the wheel."""

import json
import zipfile
from pathlib import Path

import pytest

from tests import installation


@pytest.mark.timeout(600)
def test_the_wheel_holds_one_package_with_the_course_inside(installed: Path) -> None:
    """Nothing but `tutor` is put on the import path."""
    (wheel,) = installed.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"tutor"}
    for part in ("lessons/01-coredns/lesson.yaml", "lessons/01-coredns/ko.md", "checks/dns.py"):
        assert f"tutor/_bundle/{part}" in names


@pytest.mark.lab
@pytest.mark.timeout(600)
def test_lesson_1_is_walked_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """The installed command walks the first lesson on a lab of its own, all green."""
    command = installed / "venv" / "bin" / "k8stutor"
    try:
        done = installation.call(
            command, "walk", "01-coredns", "--json", "--on", "lab", cwd=tmp_path, home=tmp_path
        )
    finally:
        installation.call(command, "lab", "down", cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "k8stutor lab down" in done.stderr  # the lab was not there before, and goes on
    (lesson,) = json.loads(done.stdout)["lessons"]
    assert lesson["passed"]
