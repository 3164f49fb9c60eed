"""`./k8stutor` means the same in every folder."""

import subprocess
import sys
from pathlib import Path

import tutor
from tests import checkout


def prepared(folder: Path) -> Path:
    """A checkout whose environment is this test's own."""
    checkout.copy(folder)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (programs / "python").chmod(0o755)
    stamp = subprocess.run(
        ["cksum"], input=(folder / "pyproject.toml").read_bytes(), capture_output=True, check=True
    )
    (folder / ".venv" / ".prepared-runtime").write_bytes(stamp.stdout)
    return folder


def test_modules_in_the_users_folder_are_not_imported(tmp_path: Path) -> None:
    """A file there that has a module's name is the user's own affair."""
    folder = prepared(tmp_path / "checkout")
    place = tmp_path / "place"
    place.mkdir()
    for name in ("argparse", "tutor", "yaml"):
        (place / f"{name}.py").write_text("raise SystemExit('imported from the wrong place')")
    done = subprocess.run(
        [folder / "k8stutor", "--version"], cwd=place, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"k8stutor {tutor.__version__}\n", "")


SLOW_PIP = """#!/bin/sh
case "$*" in
    "-m pip --version") exit ;;
    "-m pip install"*) echo installed >>"$0.log"; sleep 0.5; exit ;;
esac
exec {python} "$@"
"""


def test_two_first_starts_prepare_once(tmp_path: Path) -> None:
    """The second waits for the first, and both then run."""
    folder = prepared(tmp_path / "checkout")
    program = folder / ".venv" / "bin" / "python"
    program.write_text(SLOW_PIP.format(python=sys.executable))
    (folder / ".venv" / ".prepared-runtime").unlink()
    words = [str(folder / "k8stutor"), "--version"]
    starts = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [start.communicate(timeout=60)[0] for start in starts] == [f"k8stutor {tutor.__version__}\n"] * 2
    assert Path(f"{program}.log").read_text() == "installed\n"
