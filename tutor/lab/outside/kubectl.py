"""Which kubectl the lab's hosts have: the machine's own when its version fits, else the one that came as a wheel."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from tutor.base import paths

SERVER_MINOR = 36
SKEW = 1
"""kubectl is supported within one minor version of the server (kubernetes.io, version skew policy)."""

SECONDS = 5
_MINOR = re.compile(r'"gitVersion":\s*"v1\.(\d+)\.')


def find() -> str:
    """The path of a kubectl; empty where there is none."""
    wheel = Path(sysconfig.get_path("scripts")) / "kubectl"
    own = _of_the_machine(wheel)
    if own and fits(version_text(own)):
        return own
    return os.path.realpath(wheel) if wheel.is_file() else own


def fits(text: str) -> bool:
    """Whether `kubectl version --client -o json` names a version that may speak to the lab's server."""
    found = _MINOR.search(text)
    return found is not None and abs(int(found[1]) - SERVER_MINOR) <= SKEW


def _of_the_machine(wheel: Path) -> str:
    """The kubectl on PATH that is not the wheel's; one of a snap runs in its own sandbox only."""
    folders = [folder for folder in os.get_exec_path() if Path(folder) != wheel.parent]
    found = shutil.which("kubectl", path=os.pathsep.join(folders))
    real = os.path.realpath(found) if found else ""
    return "" if "/snap" in real else real


def version_text(program: str) -> str:
    """What the program says of its version; asked once for each program (asking takes 0.1 s)."""
    status = os.stat(program)
    key = f"{program} {status.st_mtime_ns} {status.st_size}"
    memory = paths.cache() / "kubectl-version.json"
    try:
        known: dict[str, str] = json.loads(memory.read_text())
    except (OSError, ValueError):
        known = {}
    if key not in known:
        known = {key: _ask(program)}
        with contextlib.suppress(OSError):  # where nothing can be kept it is asked again at the next start
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text(json.dumps(known))
    return known[key]


def _ask(program: str) -> str:
    words = [program, "version", "--client", "-o", "json"]
    try:
        return subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
