"""The lab from nothing to ready, its memory, and a Deployment of 30 pods; each round on a lab of its own."""

import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks import table

ROUNDS = 5
TUTOR = [sys.executable, "-m", "tutor"]
SERVICE_ANSWERS = "dig +short +timeout=1 +tries=1 @10.96.0.10 kubernetes.default.svc.cluster.local"
THIRTY = (
    "kubectl create deployment many --image=registry.k8s.io/pause:3.10 --replicas=30 >/dev/null &&"
    " kubectl rollout status deployment/many --timeout=60s >/dev/null"
)
MIB = 1 << 20


def rows() -> list[table.Row]:
    """Ready means: all nodes Ready, CoreDNS answering through its Service, as a client on k8s-m sees it."""
    up, memory, thirty, get = [], [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as runtime:
            env = {**os.environ, "XDG_RUNTIME_DIR": runtime}
            try:
                up.append(_seconds(env, "lab", "up"))
                assert _output(env, "lab", "exec", "k8s-m", "--", "sh", "-c", SERVICE_ANSWERS) == "10.96.0.1"
                pid = int(_output(env, "lab", "status", "--json").partition('"pid":')[2].partition(",")[0])
                memory.append(sum(pss(one) for one in descendants(pid)) / MIB)
                get.append(_seconds(env, "lab", "exec", "k8s-m", "--", "kubectl", "get", "pods", "-A"))
                thirty.append(_seconds(env, "lab", "exec", "k8s-m", "--", "sh", "-c", THIRTY))
            finally:
                subprocess.run([*TUTOR, "lab", "down"], env=env, check=True, capture_output=True)
    return [
        table.Row("k8stutor lab up, nothing to ready", up, "s", budget=2.0),
        table.Row("resident for everything (PSS)", memory, "MiB", budget=150),
        table.Row("kubectl get pods -A, by lab exec", get, "s"),
        table.Row("30 pods: kubectl create to all Ready", thirty, "s", budget=2.0),
    ]


def _seconds(env: dict[str, str], *words: str) -> float:
    began = time.monotonic()
    subprocess.run([*TUTOR, *words], env=env, check=True, capture_output=True)
    return time.monotonic() - began


def _output(env: dict[str, str], *words: str) -> str:
    done = subprocess.run([*TUTOR, *words], env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(parent, []).append(int(name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def pss(pid: int) -> int:
    """Bytes resident, each shared page divided by its sharers (proc(5), smaps_rollup)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return sum(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (FileNotFoundError, ProcessLookupError):
        return 0
