"""The lab's first process: from outside the namespaces to PID 1 inside them, then the cluster.

Run as `python -P -m tutor.lab.supervisor` by `tutor.lab.launch`, with a plan on stdin. While it starts it reports
to the launcher as JSON lines: {"pid": n}, {"stage": name, "seconds": s}, {"error": what, "why": …, "todo": …}.
"""

import contextlib
import dataclasses
import gc
import importlib
import json
import logging
import os
import resource
import sys
import time
import traceback
from typing import NoReturn

from tutor.base import errors
from tutor.lab.control import plan as plans
from tutor.lab.control import wire
from tutor.lab.inside import apiprocess
from tutor.lab.net import fabric, topology
from tutor.lab.root import labroot, places, syscalls, template, userns

OWN = (
    syscalls.CLONE_NEWNS
    | syscalls.CLONE_NEWNET
    | syscalls.CLONE_NEWPID
    | syscalls.CLONE_NEWUTS
    | syscalls.CLONE_NEWIPC
)


FILES = 65536
"""Descriptors that a process of the lab may have, where the user may."""

FULL_ROOT = "this machine forbids user namespaces: root in the lab is the machine's own root, so take care"


class Report:
    """Tells the launcher how far the start has come; one that has gone, or needs no more news, is no trouble."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._began = time.monotonic()

    def tell(self, **words: object) -> None:
        """Send one line, or write it to the log once the launcher goes on alone."""
        if self._fd < 0:
            print(json.dumps(words), flush=True)  # noqa: T201 - standard output is the lab's log
            return
        with contextlib.suppress(OSError):
            os.write(self._fd, (json.dumps(words) + "\n").encode())

    def stage(self, name: str) -> None:
        """A part of the lab is up."""
        self.tell(stage=name, seconds=round(time.monotonic() - self._began, 3))

    def fail(self, error: BaseException) -> None:
        """The start has failed."""
        if isinstance(error, errors.TutorError):
            self.tell(error=error.what, why=error.why, todo=error.todo, code=error.exit_code)
        else:
            known = isinstance(error, errors.ProcessFault)
            what = str(error) if known else f"{type(error).__name__}: {error}"
            self.tell(error=what, trace=traceback.format_exc()[-8000:])

    def close(self) -> None:
        """Let the launcher go on alone."""
        fd, self._fd = self._fd, -1  # the number may soon be another file's
        if fd >= 0:
            with contextlib.suppress(OSError):
                os.close(fd)


def main() -> NoReturn:
    """Enter the namespaces, and become the supervisor in a child; this process ends at once."""
    gc.disable()  # nothing that is imported becomes garbage: looking for it would take a tenth of the start
    plan = plans.from_json(sys.stdin.read())
    report = Report(plan.report_fd)
    try:
        _allow_many_files()
        for fd in plan.descriptors():
            if fd >= 0:  # of the machine's network: no program on a host may inherit one
                os.set_inheritable(fd, False)
        notes = _enter()
        told, tell = os.pipe()
        pid = os.fork()
        if pid:
            os.write(tell, str(pid).encode())
            report.tell(pid=pid)
            os._exit(0)
        os.close(tell)
        outside = int(os.read(told, 20))  # inside, this process is always number 1
        os.close(told)
        folders = places.shown_folders(plan.package, plan.kubectl)
        plan = dataclasses.replace(plan, pid=outside, folders=tuple(folders), notes=(*plan.notes, *notes))
        _supervise(plan, report)
    except BaseException as error:  # the launcher shows it; nobody reads this process's stderr
        report.fail(error)
        os._exit(1)
    os._exit(0)


def _allow_many_files() -> None:
    """A lab at rest has 270 open in this process, and each pod needs more; 1024 is what most systems begin with."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _enter() -> list[str]:
    """New namespaces for this process (pid: for its children). Raises OSError where the machine forbids it."""
    try:
        notes = userns.enter()
    except OSError:
        if os.geteuid() != 0:
            raise
        notes = [FULL_ROOT]  # this machine has no user namespaces; its root needs none
    syscalls.unshare(OWN)
    return notes


def _supervise(plan: plans.Plan, report: Report) -> None:
    """PID 1: forks come first, while there are neither threads nor an event loop."""
    syscalls.rename_process("k8stutor-lab")
    labroot.enter(plan.tools, list(plan.folders))
    _log_to(places.LOG)
    report.stage("root")
    builder = fabric.fork_builder(fabric.build)
    copier = labroot.copy_etc()
    _preload()
    ours, theirs = wire.pair()
    template.fork(ours, theirs)
    report.stage("template")
    namespaces = fabric.collect(*builder)
    report.stage("networks")
    api = apiprocess.fork(plan, namespaces[topology.CONTROL_PLANE])
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    cluster = importlib.import_module("tutor.lab.cluster")
    labroot.finish_etc(copier)
    gc.freeze()  # a collection would touch, and so copy, every page that is shared with the template's forks
    gc.enable()
    cluster.main(plan, report, cluster.Made(ours, api, namespaces))


def _log_to(path: str) -> None:
    """What this process and its forks print goes to a file in the lab's memory."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for fd in (1, 2):
        os.dup2(log, fd)
    os.close(log)


def _preload() -> None:
    """Import what the work-alikes in pods are made of, once, before the hosts' template is forked."""
    for name in importlib.import_module("tutor.lab.inside.preload").modules():
        importlib.import_module(name)


if __name__ == "__main__":
    main()
