"""The hosts of a running lab, as a caller of the control socket meets them."""

import json
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tutor.base import errors
from tutor.lab import launch
from tutor.lab.control import client
from tutor.lab.net import topology

pytestmark = pytest.mark.lab


def said(host: str, *argv: str, expect: int = 0) -> str:
    """What a command prints on a host."""
    with tempfile.TemporaryFile("w+") as answer, open(os.devnull) as null:
        code = client.execute(host, argv, fds=(null.fileno(), answer.fileno(), answer.fileno()))
        answer.seek(0)
        text = answer.read()
    assert code == expect, text
    return text


def test_status_tells_the_supervisor_the_hosts_and_what_is_real(lab: launch.LabHandle) -> None:
    """It is JSON, and the pid is the supervisor's as this machine counts."""
    found = launch.status()
    assert found is not None
    json.dumps(found)
    assert found["pid"] == lab.pid
    assert found["up"] is True
    assert [host["name"] for host in found["hosts"]] == [host.name for host in topology.HOSTS]
    assert found["memory"] > 10_000_000
    assert any("kubectl" in part for part in found["real"])
    assert any("API server" in part for part in found["emulated"])


@pytest.mark.parametrize("name", topology.BY_NAME)
def test_each_host_is_itself(lab: launch.LabHandle, name: str) -> None:
    """Its own name, its own hosts file, its own cards with the addresses and MACs of the topology."""
    assert said(name, "hostname").strip() == name
    assert said(name, "cat", "/etc/hostname").strip() == name
    assert f"{topology.BY_NAME['k8s-pc'].address} k8s-pc" in said(name, "cat", "/etc/hosts")
    assert f"nameserver {topology.NAT_DNS}" in said(name, "cat", "/etc/resolv.conf")
    for card in topology.BY_NAME[name].interfaces:
        assert said(name, "cat", f"/sys/class/net/{card.name}/address").strip() == card.mac
        assert f"inet {card.addresses[0]}" in said(name, "ip", "-o", "addr", "show", card.name)
    assert said(name, "ip", "route", "get", "8.8.8.8").startswith(
        f"8.8.8.8 via {topology.NAT_GATEWAY} dev enp0s3"
    )


@pytest.mark.parametrize("source", topology.BY_NAME)
def test_every_host_reaches_every_other(lab: launch.LabHandle, source: str) -> None:
    """Across the router as well."""
    for host in topology.HOSTS:
        said(source, "ping", "-c", "1", "-W", "2", host.name)


def test_what_is_written_on_one_host_stays_there(lab: launch.LabHandle) -> None:
    """Hosts are machines of their own, and none of them is this one."""
    for path in ("/etc/written", "/usr/bin/written", "/root/written", "/tmp/written", "/var/written"):
        said("k8s-w1", "sh", "-c", f"echo here > {path} && cat {path}")
        said("k8s-w2", "test", "-e", path, expect=1)
        assert not Path(path).exists()


def test_even_rm_rf_hurts_nothing_outside(lab: launch.LabHandle) -> None:
    """The host loses its programs; this machine and the other hosts keep theirs."""
    said("k8s-pc", "sh", "-c", "mkdir /usr/games; rm -rf /usr/share/doc /etc/alternatives /home /opt; true")
    assert Path("/etc/alternatives").is_dir() or not Path("/etc/debian_version").exists()
    said("k8s-rtr", "ls", "/usr/bin")


def test_root_of_a_host_is_not_root_of_this_machine(lab: launch.LabHandle) -> None:
    """No parameter of the machine, no device; its own network's parameters are its own.

    Each parameter is written with the value that it has, so that a failing test does no harm either.
    """
    for name in ("kernel/panic", "vm/swappiness", "fs/file-max"):
        said("k8s-m", "sh", "-c", f"v=$(cat /proc/sys/{name}); echo $v > /proc/sys/{name}", expect=2)
    said("k8s-m", "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
    said("k8s-m", "mknod", "/tmp/disk", "b", "7", "0", expect=1)
    said("k8s-m", "sh", "-c", "for f in /sys/class/net/lo/mtu; do test -w $f && exit 1; done; exit 0")


UP = " ".join("/".join([".."] * steps) for steps in range(1, 8))


def test_the_first_process_of_a_host_holds_nothing_of_the_machine(lab: launch.LabHandle) -> None:
    """Root on the host may take its sockets (pidfd_getfd(2)) and climb out of its folders: neither leads anywhere."""
    held = set(re.findall(r"socket:\[(\d+)\]", said("k8s-m", "sh", "-c", "ls -l /proc/1/fd")))
    tables = [Path(f"/proc/net/{kind}").read_text() for kind in ("tcp", "udp", "unix")]
    assert held
    assert not held & {word for table in tables for word in table.split()}
    climb = (
        f"for fd in /proc/1/fd/*; do for up in {UP}; do test -e $fd/$up/proc/1 && exit 1; done; done; exit 0"
    )
    said("k8s-m", "sh", "-c", climb)


def test_much_output_comes_through(lab: launch.LabHandle) -> None:
    """More than a pipe holds."""
    assert len(said("k8s-pc", "sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x")) == 300_000


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 41", 41), ("kill -9 $$", 137)])
def test_the_exit_code_comes_through(lab: launch.LabHandle, script: str, code: int) -> None:
    """128+n for a death by signal n."""
    said("k8s-m", "sh", "-c", script, expect=code)


def test_stdin_stdout_and_stderr_come_through_apart(lab: launch.LabHandle, tmp_path: Path) -> None:
    """The command has the caller's own descriptors."""
    (tmp_path / "in").write_bytes(bytes(range(256)) * 1000)
    with (
        open(tmp_path / "in") as read,
        open(tmp_path / "out", "w") as out,
        open(tmp_path / "err", "w") as err,
    ):
        fds = (read.fileno(), out.fileno(), err.fileno())
        code = client.execute("k8s-w1", ["sh", "-c", "cat; echo trouble >&2"], fds=fds)
    assert code == 0
    assert (tmp_path / "out").read_bytes() == (tmp_path / "in").read_bytes()
    assert (tmp_path / "err").read_text() == "trouble\n"


def _calling(script: str) -> subprocess.Popen[str]:
    program = f"import sys; from tutor.lab import launch; sys.exit(launch.execute('k8s-w2', ['sh', '-c', {script!r}]))"
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def test_a_signal_to_the_caller_reaches_the_command(lab: launch.LabHandle) -> None:
    """As if the command were the caller itself."""
    script = "trap 'echo caught; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    with _calling(script) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "ready\n"
        caller.send_signal(signal.SIGTERM)
        assert caller.stdout.readline() == "caught\n"
        assert caller.wait(10) == 5


def test_a_command_ends_when_its_caller_is_killed(lab: launch.LabHandle) -> None:
    """It is hung up, and its output ends."""
    with _calling("echo ready; sleep 1000") as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "ready\n"
        caller.kill()
        assert caller.stdout.read() == ""


def test_an_unknown_host_or_program_is_named(lab: launch.LabHandle) -> None:
    """With what there is instead."""
    with pytest.raises(errors.UsageError, match="no host 'k8s-x'") as unknown:
        client.execute("k8s-x", ["true"])
    assert "k8s-m" in unknown.value.todo
    with pytest.raises(errors.LabError, match="no-such-program"):
        client.execute("k8s-m", ["no-such-program"])


async def test_a_terminal_is_the_hosts_own(lab: launch.LabHandle) -> None:
    """A controlling terminal of the size that was asked for, with job control."""
    terminal = await client.open_terminal(
        "k8s-m", ["sh", "-c", "tty; stty size; echo x >/dev/tty"], rows=33, cols=99
    )
    assert await terminal.wait() == 0
    text = os.read(terminal.fd, 1000).decode()
    os.close(terminal.fd)
    assert text.split() == ["/dev/pts/0", "33", "99", "x"]


async def test_closing_a_terminal_hangs_up_its_shell(lab: launch.LabHandle) -> None:
    """What ran in it is gone, by the signal of a hang-up."""
    terminal = await client.open_terminal("k8s-m", ["sh", "-c", "exec sleep 4321"])
    os.close(terminal.fd)
    assert await terminal.wait() == 128 + signal.SIGHUP


def test_a_socket_lives_in_the_hosts_network(lab: launch.LabHandle) -> None:
    """One on k8s-pc and one on k8s-m meet at the host's address."""
    with (
        client.make_socket("k8s-m", socket.AF_INET, socket.SOCK_STREAM) as server,
        client.make_socket("k8s-pc", socket.AF_INET, socket.SOCK_STREAM) as caller,
    ):
        server.bind((topology.BY_NAME["k8s-m"].address, 0))
        server.listen()
        caller.connect(server.getsockname())
        peer, (address, _) = server.accept()
        peer.close()
    assert address == topology.BY_NAME["k8s-pc"].address


def test_kubectl_works_on_every_host_and_on_this_machine(lab: launch.LabHandle, tmp_path: Path) -> None:
    """By the inner address there, by the loopback here."""
    for host in topology.BY_NAME:
        assert "kube-system" in said(host, "kubectl", "get", "namespaces")
    (tmp_path / "config").write_text(launch.kubeconfig())
    words = ["kubectl", "--kubeconfig", str(tmp_path / "config"), "get", "namespaces"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)
    assert "kube-system" in done.stdout


def test_a_second_up_finds_the_first(lab: launch.LabHandle) -> None:
    """One lab for each user and runtime folder."""
    again = launch.up(lambda _: None)
    assert (again.pid, again.port) == (lab.pid, lab.port)


def test_many_callers_at_once(lab: launch.LabHandle) -> None:
    """Each gets its own answer."""
    codes: dict[int, int] = {}

    def call(number: int) -> None:
        codes[number] = client.execute("k8s-m", ["sh", "-c", f"exit {number}"])

    threads = [threading.Thread(target=call, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == {number: number for number in range(20)}


@pytest.mark.skipif(
    tuple(map(int, re.findall(r"\d+", platform.release())[:2])) < (6, 6),
    reason="a tmpfs has no user.* attributes before Linux 6.6, so overlayfs cannot mark what was removed",
)
def test_a_folder_of_the_system_can_be_removed_and_made_anew(lab: launch.LabHandle) -> None:
    """The new one is empty, and the machine's own is as it was."""
    before = sorted(os.listdir("/etc/skel"))
    assert said("k8s-w2", "sh", "-c", "rm -r /etc/skel && mkdir /etc/skel && ls -A /etc/skel") == ""
    assert sorted(os.listdir("/etc/skel")) == before


def test_a_caller_without_standard_files_gives_empty_ones(lab: launch.LabHandle) -> None:
    """The command reads nothing, rather than the caller's own connection to the lab."""
    words = f"{sys.executable} -m tutor lab exec k8s-m -- sh -c 'test -z \"$(cat)\"' <&- >&-"
    assert subprocess.run(words, shell=True, check=False, timeout=20).returncode == 0


def test_what_cannot_be_run_is_named_with_the_kernels_reason(lab: launch.LabHandle) -> None:
    """A program that is not there, one that is none, and a command that fits into no message."""
    with pytest.raises(errors.LabError) as absent:
        client.execute("k8s-m", ("no-such-program",))
    assert (absent.value.what, absent.value.why) == ("k8s-m: no-such-program", "No such file or directory")
    with pytest.raises(errors.LabError) as refused:
        client.execute("k8s-m", ("/etc/passwd",))
    assert refused.value.why == "Permission denied"
    with pytest.raises(errors.LabError, match="too long"):
        client.execute("k8s-m", ("echo", "x" * 200_000))


def test_a_request_that_makes_no_sense_is_logged_and_harms_nobody_else(lab: launch.LabHandle) -> None:
    """The caller is told, the reason is in the lab's log, the next caller is served."""
    with pytest.raises(errors.LabError, match="the lab failed at this request"):
        client.ask({"do": "exec", "host": "k8s-m", "argv": ["true"], "env": {}, "cwd": "/"})  # no descriptors
    assert "a request on the control socket failed" in client.ask({"do": "log"})[0]["log"]
    assert said("k8s-m", "hostname").strip() == "k8s-m"
