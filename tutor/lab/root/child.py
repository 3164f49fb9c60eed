"""What a freshly forked child does to become the process that was asked for. It never returns to its parent's code."""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import signal
import sys
import termios
import traceback
from collections.abc import Callable
from typing import NoReturn

from tutor.lab.root import library, oneid, syscalls
from tutor.lab.root import spec as specs

JOINED = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWNET | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC
"""What a process of a pod enters itself; its pid namespace is entered by its parent's fork."""

CANNOT_START = 127

INHERITED = (
    signal.SIGCHLD,
    signal.SIGPIPE,
    signal.SIGINT,
    signal.SIGXFSZ,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
)
"""The signals that Python, the host's init or whoever started the lab handle or ignore."""


def become(spec: specs.ProcessSpec, pidfd: int, report: int) -> NoReturn:
    """Turn this process into what `spec` says; `pidfd` is the sandbox's pause, -1 for the host itself.

    `report` is closed when the work begins (by exec, or before the entry is called). What could not be done is
    written to it first, as JSON: {"errno": number, "error": text}.
    """
    status = CANNOT_START
    try:
        work = _entry(spec.entry) if spec.entry else None
        os.setsid()
        _stdio(spec)
        _enter(spec, pidfd)
        _environment(spec)
        if work is None:
            os.execvpe(spec.argv[0], list(spec.argv), dict(spec.env))  # noqa: S606 - that is the purpose
        library.close_others(report)
        os.close(report)
        status = _call(work, spec)
    except (OSError, ImportError, AttributeError) as error:
        _tell(report, spec, error)
    except BaseException:  # nothing may climb into the forked copy of the parent's loop
        traceback.print_exc()
    finally:
        os._exit(status)


def _tell(report: int, spec: specs.ProcessSpec, error: Exception) -> None:
    number = error.errno if isinstance(error, OSError) else None
    # The number says why; what execvp(3) raises names the last folder of PATH, which is no help.
    what = spec.entry or spec.argv[0]
    words = what if number else f"{what}: {error}"
    with contextlib.suppress(OSError):
        os.write(report, json.dumps({"errno": number or 0, "error": words}).encode())


def _entry(name: str) -> Callable[[list[str]], int]:
    module, _, function = name.partition(":")
    work: Callable[[list[str]], int] = getattr(importlib.import_module(module), function)
    return work


def _stdio(spec: specs.ProcessSpec) -> None:
    null = os.open("/dev/null", os.O_RDWR)
    # Copies above the range that is written to, so that no source is overwritten by an earlier target.
    sources = [fcntl.fcntl(null if fd == specs.NO_FD else fd, fcntl.F_DUPFD_CLOEXEC, 64) for fd in spec.fds]
    for target, source in enumerate(sources):
        os.dup2(source, target, inheritable=True)
    if spec.tty:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _enter(spec: specs.ProcessSpec, pidfd: int) -> None:
    if pidfd >= 0:
        syscalls.setns(pidfd, JOINED)
    else:  # a container that asks for another user is told that there is none (kubelet/identity.py)
        oneid.pretend()
    if spec.root:
        os.chroot(spec.root)
    os.chdir(spec.cwd)


def _environment(spec: specs.ProcessSpec) -> None:
    signal.set_wakeup_fd(-1)
    for number in INHERITED:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.umask(0o022)
    os.environ.clear()
    os.environ.update(spec.env)


def _call(work: Callable[[list[str]], int], spec: specs.ProcessSpec) -> int:
    sys.argv = [spec.title or spec.entry, *spec.entry_args]
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if spec.title:
        syscalls.rename_process(spec.title)
    gc.enable()
    try:
        code = work(list(spec.entry_args))
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except Exception:
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    return code
