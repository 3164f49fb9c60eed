"""A pod's namespaces: made by a fork of the host's init, kept by a pause process that is PID 1 inside."""

import contextlib
import os
import signal
import traceback
from collections.abc import Callable
from typing import NoReturn

from tutor.lab.root import mounts, syscalls

OWN = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWIPC
OWN_NETWORK = syscalls.CLONE_NEWNET | syscalls.CLONE_NEWUTS


PAUSE = "/usr/bin/sleep"
"""What a pause process executes: it must do nothing for ever, in less memory than a fork of Python has."""


def create(hostname: str, *, host_network: bool, report: int, program: int) -> int:
    """Fork a pause process into new namespaces; its pid. `report` is closed when they are ready.

    `program` is PAUSE, opened before anyone on the host could remove it.
    Only a single-threaded process may call this: the pid namespace of its next children changes twice.
    """
    pid = _fork(lambda: syscalls.unshare(syscalls.CLONE_NEWPID))
    if pid == 0:
        _pause(hostname, host_network, report, program)
    return pid


def fork_into(pidfd: int) -> int:
    """Fork a child into the pid namespace of the sandbox behind `pidfd`; as os.fork otherwise."""
    return _fork(lambda: syscalls.setns(pidfd, syscalls.CLONE_NEWPID))


def _fork(choose: Callable[[], None]) -> int:
    """Fork with the children's pid namespace that `choose` sets, and set it back in the parent alone."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    pid = -1
    try:
        choose()
        pid = os.fork()
        return pid
    finally:
        if pid != 0:
            syscalls.setns(own, syscalls.CLONE_NEWPID)
        os.close(own)


def _pause(hostname: str, host_network: bool, report: int, program: int) -> NoReturn:
    try:
        signal.set_wakeup_fd(-1)
        # Ignored over the exec as well: then the kernel reaps the pod's orphans by itself (wait(2)).
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        syscalls.unshare(OWN | (0 if host_network else OWN_NETWORK))
        if not host_network:
            syscalls.sethostname(hostname)
        mounts.own_kernel_views(network=not host_network)
        null = os.open("/dev/null", os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.execve(program, ["/pause", "infinity"], {})  # noqa: S606 - a constant program
    except BaseException:
        with contextlib.suppress(OSError):
            os.write(report, traceback.format_exc().encode()[-4000:])
    finally:
        os._exit(1)
