"""Many labs side by side: how long each takes to start, what all of them use, and that all of them answer.

K8STUTOR_BENCH_LABS says how many; 50 by default.
"""

import json
import os
import subprocess
import tempfile
import time

from tests.benchmarks import lab, own, table

LABS = int(os.environ.get("K8STUTOR_BENCH_LABS", "50"))
SECONDS = 120
READY = r"kubectl get nodes --no-headers | grep -c ' Ready '"
ANSWER = f"{READY}; {lab.SERVICE_ANSWERS}"
IDLE_SECONDS = 5.0


def rows() -> list[table.Row]:
    """The labs start one after another while the earlier ones go on."""
    with tempfile.TemporaryDirectory() as runtime:
        env = {**os.environ, "XDG_RUNTIME_DIR": runtime, "XDG_STATE_HOME": runtime}
        names = [f"bench-{number}" for number in range(1, LABS + 1)]
        try:
            up = [_seconds(env, "lab", "up", "--lab", name) for name in names]
            memory = _family_memory(env)
            everyone = [one for pid in _pids(env) for one in lab.descendants(pid)]
            networks = {_network(pid) for pid in everyone} - {_network(os.getpid())}
            idle = _idle(everyone)
            answered = [_answer(env, name) for name in names]
            listed = json.loads(_output(env, "lab", "list", "--json"))["labs"]
            assert [one["phase"] for one in listed] == ["ready"] * LABS
        finally:
            down = _seconds(env, "lab", "down", "--all")
        assert json.loads(_output(env, "lab", "list", "--json"))["labs"] == []
        assert _gone(networks), "processes of the labs are left"
    return [
        table.Row(f"lab up, the first 5 of {LABS}", up[:5], "s"),
        table.Row(f"lab up, the last 5 of {LABS}", up[-5:], "s"),
        table.Row(f"{LABS} labs: resident for each (PSS)", memory, "MiB", budget=150),
        table.Row(f"{LABS} labs: resident in all (PSS)", [sum(memory)], "MiB"),
        table.Row(f"{LABS} labs at rest: processors busy", [idle], "cores"),
        table.Row("nodes and DNS asked in each, by lab exec", answered, "s"),
        table.Row(f"lab down --all, {LABS} labs", [down], "s"),
    ]


def _seconds(env: dict[str, str], *words: str) -> float:
    began = time.monotonic()
    _output(env, *words)
    return time.monotonic() - began


def _output(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [*own.TUTOR, *words], env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def _answer(env: dict[str, str], name: str) -> float:
    """All three nodes are Ready, and CoreDNS answers at its Service."""
    began = time.monotonic()
    found = _output(env, "lab", "exec", "--lab", name, "k8s-m", "--", "sh", "-c", ANSWER)
    assert found.split() == ["3", "10.96.0.1"], f"{name}: {found}"
    return time.monotonic() - began


def _pids(env: dict[str, str]) -> list[int]:
    return [one["pid"] for one in json.loads(_output(env, "lab", "list", "--json"))["labs"]]


def _family_memory(env: dict[str, str]) -> list[float]:
    return [sum(map(lab.pss, lab.descendants(pid))) / lab.MIB for pid in _pids(env)]


def _idle(everyone: list[int]) -> float:
    """How many processors all labs keep busy when nobody asks anything of them."""
    before = sum(map(_ticks, everyone))
    time.sleep(IDLE_SECONDS)
    return (sum(map(_ticks, everyone)) - before) / os.sysconf("SC_CLK_TCK") / IDLE_SECONDS


def _ticks(pid: int) -> int:
    """The processor time of a process so far (proc(5), /proc/pid/stat fields 14 and 15)."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return 0  # it has ended
    return int(fields[11]) + int(fields[12])


def _gone(networks: set[str]) -> bool:
    """Whether no process lives in these net namespaces any more, after a while."""
    deadline = time.monotonic() + 10
    while any(_network(int(name)) in networks for name in os.listdir("/proc") if name.isdecimal()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _network(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/net")
    except OSError:
        return ""
