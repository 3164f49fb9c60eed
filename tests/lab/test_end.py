"""However a lab ends, nothing of it stays."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.lab import running
from tutor.base import errors, paths
from tutor.lab import launch
from tutor.lab.control import address, client

pytestmark = pytest.mark.lab

SECONDS = 10.0


def until(true: Callable[[], bool]) -> bool:
    """Wait for the kernel to finish."""
    deadline = time.monotonic() + SECONDS
    while not (done := true()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return done


def parents() -> dict[int, int]:
    """Every process and its parent; what is dead and not yet reaped is left out."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def family(pid: int) -> set[int]:
    """A process and all below it."""
    known = parents()
    found = {pid}
    while more := {child for child, parent in known.items() if parent in found} - found:
        found |= more
    return found


def machine(runtime: Path) -> dict[str, object]:
    """What a lab might leave traces in."""
    return {
        "mounts": Path("/proc/self/mountinfo").read_text(),
        "interfaces": sorted(name for _, name in socket.if_nameindex()),
        "runtime": sorted(str(path) for path in runtime.rglob("*")),
        "state": sorted(str(path) for path in paths.state().rglob("*")),
        "sockets": Path("/proc/net/unix").read_text().count(address.name().replace("\0", "@")),
    }


KINDS = ("mnt", "net", "pid", "uts", "ipc")


def namespaces(pids: Iterable[int]) -> set[str]:
    """The namespaces that these processes live in and this one does not; one that has ended by now lives in none."""
    found = set()
    for pid in pids:
        for kind in KINDS:
            with contextlib.suppress(OSError):
                found.add(os.readlink(f"/proc/{pid}/ns/{kind}"))
    return found - {os.readlink(f"/proc/self/ns/{kind}") for kind in KINDS}


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Path]:
    """A runtime folder of its own, and a lab's certificates made beforehand (they are kept for good)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
        (tmp_path / "runtime").mkdir()
        with running.lab(tmp_path / "runtime"):
            pass
        yield tmp_path


def test_kill_nine_of_the_supervisor_leaves_nothing(runtime: Path) -> None:
    """No process, mount, interface, socket or file; and the next lab starts as if nothing had been."""
    before = machine(runtime)
    lab = launch.up(lambda _: None)
    null = os.open(os.devnull, os.O_RDWR)
    client.execute("k8s-w1", ["sh", "-c", "sleep 1000 & setsid sleep 1000 &"], fds=(null, null, null))
    os.close(null)
    everyone = family(lab.pid)
    lived_in = namespaces(everyone)
    assert len(everyone) >= 9
    os.kill(lab.pid, signal.SIGKILL)
    assert until(lambda: not everyone & parents().keys())
    assert until(lambda: not lived_in & namespaces(parents()))
    assert machine(runtime) == before
    assert address.connect() is None
    assert launch.status() is None
    again = launch.up(lambda _: None)
    assert again.pid != lab.pid
    assert launch.down()


def test_down_ends_it_the_same_way(runtime: Path) -> None:
    """When `down` returns, the supervisor is gone; a second one says that there is none."""
    before = machine(runtime)
    lab = launch.up(lambda _: None)
    everyone = family(lab.pid)
    assert _begun_with(lab.pid, runtime / "runtime")
    assert launch.down()
    assert until(lambda: not everyone & parents().keys())
    assert machine(runtime) == before
    assert not launch.down()


def test_an_interrupted_start_leaves_nothing(runtime: Path) -> None:
    """Ctrl-C while it starts ends what has begun."""
    before = machine(runtime)

    def interrupt(stage: str) -> None:
        if "networks" in stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        launch.up(interrupt)
    assert until(lambda: not any(_begun_with(pid, runtime / "runtime") for pid in parents()))
    assert until(lambda: machine(runtime) == before)


def _begun_with(pid: int, folder: Path) -> bool:
    """Whether a process was started for the lab of this runtime folder: its environment says so, as its forks' do."""
    try:
        return f"XDG_RUNTIME_DIR={folder}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def test_a_host_that_ended_is_told_as_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`reboot -f` ends a host's first process: the status and every request say so, and the lab goes on."""
    running.need_namespaces()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    launch.up(lambda _: None)
    try:
        launch.execute("k8s-pc", ("reboot", "-f"))
        assert until(lambda: hosts_up()["k8s-pc"] is False)
        assert hosts_up()["k8s-m"] is True
        with pytest.raises(errors.LabError, match="k8s-pc is switched off"):
            launch.execute("k8s-pc", ("true",))
    finally:
        launch.down()


def hosts_up() -> dict[str, bool]:
    """Which hosts the lab tells as up."""
    found = launch.status()
    assert found is not None
    return {host["name"]: host["up"] for host in found["hosts"]}
