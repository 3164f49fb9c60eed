"""`pip install .` gives a working tutor: course, checks and assets travel inside the wheel."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import checkout


def call(*argv: str | Path, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program with a home of its own, away from the checkout."""
    env = {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_RUNTIME_DIR": str(home)}
    env.pop("PYTHONPATH", None)
    return subprocess.run(argv, capture_output=True, text=True, cwd=cwd, env=env, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel and what it asks for, nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    source = checkout.copy(folder / "source")
    call_ok(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source, folder=folder)
    (wheel,) = folder.glob("*.whl")
    call_ok(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    call_ok(folder / "venv" / "bin" / "pip", "install", "-q", wheel, folder=folder)
    return folder


def call_ok(*argv: str | Path, folder: Path) -> None:
    """A call that must succeed."""
    done = call(*argv, cwd=folder, home=folder)
    assert done.returncode == 0, done.stderr


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
        done = call(command, "walk", "01-coredns", "--json", "--on", "lab", cwd=tmp_path, home=tmp_path)
    finally:
        call(command, "lab", "down", cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stderr
    (lesson,) = json.loads(done.stdout)["lessons"]
    assert lesson["passed"]
