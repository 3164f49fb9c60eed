"""`./k8stutor` prepares what it needs once, wherever it can."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tutor
from tests import checkout

UNREACHABLE = "http://127.0.0.1:9/simple"


def run(folder: Path, home: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """`./k8stutor --version` as a new user of this machine."""
    home.mkdir(exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), **_pip_settings(), **extra}
    return subprocess.run(
        [folder / "k8stutor", "--version"], capture_output=True, text=True, env=env, check=False
    )


def _pip_settings() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
    }


def python_without_venv(folder: Path) -> Path:
    """A Python as Debian has it without python3-venv: an environment with pip can't be made."""
    script = folder / "python3"
    script.write_text(
        f"""#!/bin/sh
case "$*" in
    "-m venv --without-pip "*) ;;
    "-m venv "*) echo "ensurepip is not available" >&2; exit 1 ;;
esac
exec {sys.executable} "$@"
"""
    )
    script.chmod(0o755)
    return script


@pytest.mark.timeout(600)
def test_first_start_prepares_and_second_does_nothing(tmp_path: Path) -> None:
    """The second start works with no package index to be reached, and says nothing of set-up."""
    folder = checkout.copy(tmp_path / "checkout")
    first = run(folder, tmp_path / "home")
    assert (first.returncode, first.stdout) == (0, f"k8stutor {tutor.__version__}\n"), first.stderr
    assert "preparing" in first.stderr
    second = run(folder, tmp_path / "home", PIP_INDEX_URL=UNREACHABLE, PIP_NO_INDEX="1")
    assert (second.returncode, second.stderr) == (0, "")
    assert list((tmp_path / "home").iterdir()) == [] or not (tmp_path / "home" / ".local").exists()


@pytest.mark.timeout(600)
def test_works_without_python3_venv_in_a_read_only_checkout(tmp_path: Path) -> None:
    """Where ensurepip is missing a pip is found elsewhere; where the checkout can't be written, the cache serves."""
    folder = checkout.copy(tmp_path / "checkout")
    cache = tmp_path / "cache"
    if os.geteuid() != 0:
        folder.chmod(0o555)
    python = python_without_venv(tmp_path)
    first = run(folder, tmp_path / "home", K8STUTOR_PYTHON=str(python), XDG_CACHE_HOME=str(cache))
    assert first.returncode == 0, first.stderr


def test_says_in_one_line_what_to_install(tmp_path: Path) -> None:
    """Where pip can't reach any index, the last line says what failed and what to do, and the exit code is 3."""
    folder = checkout.copy(tmp_path / "checkout")
    failed = run(
        folder,
        tmp_path / "home",
        PIP_INDEX_URL=UNREACHABLE,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE=os.devnull,
    )
    assert failed.returncode == 3
    assert failed.stderr.splitlines()[-1].startswith("k8stutor: pip could not install")


@pytest.mark.parametrize(
    ("locale", "call", "said"),
    [
        ({}, "", "no"),
        ({"LANG": "ko_KR.UTF-8"}, "", "아니요"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "", "no"),
        ({}, "--lang ko walk", "아니요"),
        ({"LANG": "ko_KR.UTF-8"}, "walk --lang=en", "no"),
    ],
)
def test_set_up_speaks_the_users_language(locale: dict[str, str], call: str, said: str) -> None:
    """What the call asks for goes before the locale, as in the tutor itself."""
    script = f'set -eu; . {checkout.ROOT}/.setup/environment.sh; find_language "$@"; fail no 아니요'
    failed = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *call.split()],
        capture_output=True,
        text=True,
        env=locale,
        encoding="utf-8",
        check=False,
    )
    assert (failed.returncode, failed.stderr) == (3, f"k8stutor: {said}\n")


def test_all_of_set_up_is_said_in_both_languages() -> None:
    """First in English, then in Korean."""
    script = (checkout.ROOT / ".setup" / "environment.sh").read_text(encoding="utf-8").replace("\\\n", "")
    said = re.findall(r'\b(?:tell|fail) "(?!\$@)([^"]*)"(?: +"([^"]*)")?', script)
    assert said
    assert [english for english, korean in said if not re.search("[가-힣]", korean)] == []
