"""A user namespace with one id: calls that change users succeed there, and change nothing."""

import errno
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab import running
from tutor.lab.root import bpf, child, oneid, syscalls
from tutor.lab.root import spec as specs

PROGRAM = """
import os
from tutor.lab.root import oneid, syscalls, userns
user, group = os.geteuid(), os.getegid()
syscalls.unshare(syscalls.CLONE_NEWUSER)
userns.map_single(user, group)
oneid.pretend()
os.setgroups([1])
os.setresgid(7, 7, 7)
os.setresuid(7, 7, 7)
os.chown(FOLDER, 7, 7)
print(os.getuid(), os.getgid(), os.stat(FOLDER).st_uid)
"""
ARCHITECTURE, OTHER = 0xC000003E, 0x40000003


def filters() -> str:
    """How many seccomp filters this process has (proc(5))."""
    with open("/proc/self/status") as file:
        return next((line for line in file if line.startswith("Seccomp_filters")), "")


def answered(program: list[tuple[int, int, int, int]], number: int, architecture: int) -> int:
    """What the filter returns for a call: the machine of classic BPF, as far as it is used."""
    at, value = 0, 0
    while True:
        code, true, false, constant = program[at]
        at += 1
        match code:
            case 0x20:
                value = {0: number, 4: architecture}[constant]
            case 0x15:
                at += true if value == constant else false
            case 0x06:
                return constant


@given(
    st.sets(st.integers(0, 500), min_size=1, max_size=250),
    st.integers(0, 500),
    st.sampled_from([ARCHITECTURE, OTHER]),
)
def test_the_filter_lets_all_other_calls_through(numbers: set[int], number: int, architecture: int) -> None:
    """Those of another architecture, which numbers them otherwise, as well."""
    program = oneid.instructions(ARCHITECTURE, tuple(numbers))
    assert bpf.Program(program).descriptor
    meant = number in numbers and architecture == ARCHITECTURE
    assert answered(program, number, architecture) == (oneid.SUCCEED if meant else oneid.ALLOW)


def test_another_user_is_nobody_else(tmp_path: os.PathLike[str]) -> None:
    """What tcpdump and FRR do on their way to users of their own goes well, and they stay root."""
    running.need_namespaces()
    program = PROGRAM.replace("FOLDER", repr(str(tmp_path)))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "0 0 0\n"), done.stderr


def test_with_all_ids_nothing_is_pretended() -> None:
    """The tests' own process, in the machine's namespace or in one with ranges."""
    if oneid.alone():
        pytest.skip("this machine has one id only")
    before = filters()
    oneid.pretend()
    assert filters() == before


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EPERM, errno.EACCES])
def test_where_no_filter_may_be_set_programs_start_without(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """What lacks a privilege says so itself; all else goes on."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(oneid, "alone", lambda: True)
    monkeypatch.setattr(syscalls, "prctl", refuse)
    oneid.pretend()


@pytest.mark.parametrize(("pidfd", "expected"), [(-1, 1), (7, 0)])
def test_hosts_pretend_and_pods_do_not(monkeypatch: pytest.MonkeyPatch, pidfd: int, expected: int) -> None:
    """A container that asks for another user is told that there is none."""
    pretended: list[bool] = []
    monkeypatch.setattr(oneid, "pretend", lambda: pretended.append(True))
    monkeypatch.setattr(syscalls, "setns", lambda *_: None)
    child._enter(specs.ProcessSpec(argv=("true",), env={}, cwd=os.getcwd()), pidfd)
    assert len(pretended) == expected
