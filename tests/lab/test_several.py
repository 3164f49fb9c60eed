"""Several labs side by side, of one user and of two."""

import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import checkout
from tests.lab import running
from tests.test_ordinary_user import ordinary
from tutor.lab import launch
from tutor.lab.control import address

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300)]

NAMES = ("one", "two", "three")
PODS = 3 + 2 * 3 + 2 + 1
"""The control plane's three, two agents on each of three nodes, CoreDNS twice, and the test's own."""
POD = (
    "kubectl run web --image=nginx --labels=app={name} >/dev/null"
    " && kubectl wait --for=condition=Ready pod/web --timeout=60s >/dev/null"
    " && kubectl get pods -o jsonpath='{{.items[*].metadata.labels.app}} {{.items[*].status.podIP}}'"
)


def tutor(*words: str, lab: str) -> str:
    """What `k8stutor WORDS` prints for a lab."""
    env = {**os.environ, address.VARIABLE: lab}
    done = subprocess.run(
        (sys.executable, "-m", "tutor", *words), env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, launch.LabHandle]]:
    """Three labs of this user by name."""
    running.need_namespaces()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    found = {}
    try:
        for name in NAMES:
            monkeypatch.setenv(address.VARIABLE, name)
            found[name] = launch.up(lambda _: None)
        yield found
    finally:
        for name in NAMES:
            launch.down(name)


def test_three_labs_know_nothing_of_one_another(labs: dict[str, launch.LabHandle]) -> None:
    """Own supervisors, own ports, own pods at the same addresses; one ends and the others go on."""
    assert launch.running() == sorted(NAMES)
    assert len({lab.pid for lab in labs.values()}) == len({lab.port for lab in labs.values()}) == len(NAMES)
    for name in NAMES:
        script = POD.format(name=name)
        label, ip = tutor("lab", "exec", "k8s-m", "--", "bash", "-c", script, lab=name).split()
        assert label == name
        assert ip.startswith("172.16.")
    assert launch.down("two")
    listed = json.loads(tutor("lab", "list", "--json", lab="default"))["labs"]
    assert [(lab["name"], lab["pods"]) for lab in listed] == [("one", PODS), ("three", PODS)]
    assert f"kubernetes-admin@kubernetes-{'one'}" in tutor("lab", "kubeconfig", lab="one")
    assert "three" in tutor("lab", "down", "--all", lab="default")
    assert launch.running() == []


def test_a_fault_of_one_lab_is_none_of_another(labs: dict[str, launch.LabHandle]) -> None:
    """The cable is pulled in the lab that was named."""
    tutor("lab", "link", "down", "k8s-w1", "enp0s8", lab="two")
    ping = ("lab", "exec", "k8s-m", "--", "sh", "-c", "ping -c 1 -W 1 k8s-w1 >/dev/null; echo $?")
    assert {name: tutor(*ping, lab=name).strip() for name in NAMES} == {"one": "0", "two": "1", "three": "0"}


@pytest.fixture
def other() -> Iterator[Callable[..., "subprocess.CompletedProcess[str]"]]:
    """Runs a program with an argument as another user, who has a home of their own and no lab."""
    user = ordinary()
    home = Path("/tmp") / f"k8stutor-test-two-users-{os.getpid()}"
    home.mkdir(mode=0o700)
    source = checkout.copy(home / "checkout")
    for path in (home, *home.rglob("*")):
        shutil.chown(path, user.pw_uid, user.pw_gid)
    env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
    env |= {"XDG_RUNTIME_DIR": str(home), address.VARIABLE: "one"}
    env["PYTHONPATH"] = f"{source}:{sysconfig.get_path('purelib')}"

    def run(python: str, program: str, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            (python, "-c", program, *words),
            env=env,
            cwd=home,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )

    def usable(python: str) -> bool:
        try:
            return run(python, "import aiohttp, dns").returncode == 0
        except OSError:
            return False

    try:
        python = next(filter(usable, (sys.executable, "/usr/bin/python3")), None)
        if python is None:
            pytest.skip("no Python here that another user may run with the packages of this one")
        yield functools.partial(run, python)
    finally:
        shutil.rmtree(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two users")
def test_two_users_have_labs_at_the_same_time(
    labs: dict[str, launch.LabHandle], other: Callable[..., "subprocess.CompletedProcess[str]"]
) -> None:
    """Of the same name even; neither sees or reaches the other's."""
    asked = other(PROGRAM, address.name("one")[1:])
    assert asked.returncode == 0, asked.stderr[-3000:]
    seen = json.loads(asked.stdout)
    assert seen["before"] == []
    assert seen["mine"] == ["one"]
    assert seen["pid"] != labs["one"].pid
    assert seen["theirs"] == ["refused"]
    assert launch.running() == sorted(NAMES)


PROGRAM = """
import json, os, socket, sys
from tutor.lab import launch
from tutor.lab.control import address, wire
theirs, seen = sys.argv[1], {"before": launch.running(), "theirs": []}
seen["pid"] = launch.up(lambda _: None).pid
try:
    seen["mine"] = launch.running()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as sock:
        sock.connect(chr(0) + theirs)
        try:
            wire.send(sock, {"do": "kubeconfig"})
            wire.receive(sock)
        except wire.Closed:
            seen["theirs"].append("refused")
finally:
    launch.down()
print(json.dumps(seen))
"""
