"""A cluster under load: requests through a Service while something breaks."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

SERVICE = "http://10.96.0.77"
MANIFEST = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.0.77, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: traefik/whoami}]}
"""
LOOP = f"while :; do curl -s -o /dev/null -m 1 {SERVICE} && echo good || echo bad; sleep 0.02; done"


def tutor(*words: str, stdin: str = "", check: bool = True) -> str:
    """Run `k8stutor lab …`; what it printed."""
    argv = [sys.executable, "-m", "tutor", "lab", *words]
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert not check or done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def on(host: str, command: str, *, stdin: str = "", check: bool = True) -> str:
    """Run a shell command on a host; what it printed."""
    return tutor("exec", host, "--", "bash", "-c", command, stdin=stdin, check=check)


def until(true: Callable[[], bool], what: str, seconds: float = 60.0) -> float:
    """Wait for something that nothing tells of; the seconds that it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)
    return time.monotonic() - began


def whole(*, answering: tuple[str, ...] = ("k8s-m", "k8s-w1", "k8s-w2")) -> bool:
    """Whether every node and every pod is ready, and a new pod runs and is served everywhere."""
    rows = on("k8s-m", "kubectl get pod -A --no-headers; kubectl get node --no-headers").splitlines()
    nodes = [row.split()[1] for row in rows if row.startswith("k8s-")]
    pods = [row.split()[2:4] for row in rows if not row.startswith("k8s-")]
    ready = all(state == "Running" and count.split("/")[0] == count.split("/")[1] for count, state in pods)
    reached = all(on(host, f"curl -s -m 1 {SERVICE} | head -1", check=False) for host in answering)
    return ready and nodes == ["Ready"] * 3 and reached


@dataclasses.dataclass
class Count:
    """Requests that were answered, and those that were not."""

    good: int = 0
    bad: int = 0


@contextlib.contextmanager
def requests(host: str) -> Iterator[Count]:
    """Ask the Service from a host, some dozens of times a second, during the block; counted at its end."""
    argv = [sys.executable, "-m", "tutor", "lab", "exec", host, "--", "bash", "-c", LOOP]
    count = Count()
    asking = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, process_group=0
    )
    assert asking.stdout is not None
    try:
        assert asking.stdout.readline() == "good\n"
        yield count
    finally:
        os.killpg(asking.pid, signal.SIGTERM)
        with asking.stdout:
            words = asking.stdout.read().split()
        asking.wait(10)
        count.good, count.bad = words.count("good"), words.count("bad")
