"""The whole way of an ordinary user on a machine where the tests run as root: from a checkout to a green lesson."""

import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import checkout

pytestmark = [
    pytest.mark.lab,
    pytest.mark.timeout(1500),
    pytest.mark.skipif(os.geteuid() != 0, reason="every other test runs as an ordinary user already"),
]


def ordinary() -> pwd.struct_passwd:
    """Some user of this machine who is not root, a person's account if there is one."""
    people = [one for one in pwd.getpwall() if 1000 <= one.pw_uid < 60000]
    return people[0] if people else pwd.getpwnam("nobody")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new home of that user; pytest's own folders are root's alone."""
    folder = Path("/tmp") / f"k8stutor-test-home-{os.getpid()}"
    folder.mkdir(mode=0o700)
    shutil.chown(folder, ordinary().pw_uid, ordinary().pw_gid)
    yield folder
    shutil.rmtree(folder)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`./k8stutor WORDS` as that user, with the machine's own Python, which anyone may run."""
    return called(home, home / "checkout" / "k8stutor", *words)


def called(home: Path, *argv: str | Path) -> subprocess.CompletedProcess[str]:
    """Any program as that user, from the checkout."""
    user = ordinary()
    env = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
    }
    env |= {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
    env |= {"XDG_RUNTIME_DIR": str(home), "K8STUTOR_PYTHON": "/usr/bin/python3"}
    return subprocess.run(
        argv,
        capture_output=True,
        text=True,
        cwd=home / "checkout",
        env=env,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        check=False,
    )


@pytest.fixture
def checked_out(home: Path) -> Iterator[Path]:
    """A checkout that this user owns; whatever lab was started from it is ended."""
    source = checkout.copy(home / "checkout")
    shutil.chown(source, ordinary().pw_uid, ordinary().pw_gid)
    yield home
    run(home, "lab", "down")


def failed(lessons: list[dict[str, Any]]) -> str:
    """The steps that did not pass, with their commands and verdicts."""
    steps = [step for lesson in lessons for step in lesson["steps"]]
    bad = [step for step in steps if not all(check["passed"] for check in step["checks"])]
    return json.dumps(bad, ensure_ascii=False, indent=1) if bad else ""


def test_the_course_and_the_tutorial_as_an_ordinary_user(
    checked_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A first start prepares everything in the user's own folders; every lesson passes by its own commands, in Korean,
    and then every command of the tutorial on a fresh lab."""
    home = checked_out
    walked = run(home, "walk", "--json", "--on", "lab", "--lang", "ko")
    lessons = json.loads(walked.stdout)["lessons"] if walked.stdout else []
    with capsys.disabled():
        print("\nwalked as an ordinary user:")
        for lesson in lessons:
            print(
                f"  {lesson['id']:22} {'passed' if lesson['passed'] else 'FAILED'} {lesson['seconds']:6.1f} s"
            )
    assert walked.returncode == 0, failed(lessons) or walked.stderr[-8000:]
    assert all(lesson["passed"] and not step["lacks"] for lesson in lessons for step in lesson["steps"])
    status = json.loads(run(home, "lab", "status", "--json").stdout)
    assert Path(f"/proc/{status['pid']}").stat().st_uid == ordinary().pw_uid
    run(home, "lab", "down")
    assert run(home, "lab", "up").returncode == 0
    seed = called(home, home / "checkout" / ".venv" / "bin" / "python", "-m", "tests.seed")
    with capsys.disabled():
        print(f"\nas an ordinary user:\n{seed.stdout}")
    assert seed.returncode == 0, seed.stderr[-4000:]
