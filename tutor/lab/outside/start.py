"""Starts a supervisor and follows it until the lab is ready."""

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from tutor.base import errors
from tutor.lab.control import address
from tutor.lab.control import plan as plans
from tutor.lab.outside import bytecode, kubectl, pki, pool
from tutor.lab.root import unpack

Progress = Callable[[str], None]

PREFERRED_PORT = 16443
"""Of the API on the machine's loopback; any free one where it is taken."""

SAID: Mapping[str, str] = {
    "root": "The lab has a file system of its own.",
    "template": "The hosts can be started.",
    "networks": "The networks and their cables are there.",
    "hosts": "The five hosts are up.",
    "api": "The API server answers.",
    "objects": "The cluster's first objects are made.",
    "nodes": "The nodes are joining.",
    "ready": "The cluster is ready.",
}
"""What a learner is told of each stage of the start."""


@dataclasses.dataclass(frozen=True)
class LabHandle:
    """A running lab: the supervisor's pid as this process sees it, and the seconds after which each stage was up."""

    pid: int
    port: int
    stages: Mapping[str, float]


def prepare(progress: Progress) -> plans.Plan:
    """All that may take time and needs no lab's name: tools, bytecode, certificates. A plan without descriptors."""
    tools, missing = unpack.prepare(progress)
    for part in ("base", "lab"):
        bytecode.prepare(_package() / "tutor" / part)
    return plans.Plan(
        tools=tools,
        kubectl=kubectl.find(),
        package=str(_package()),
        notes=tuple(_missing_note(missing)),
        certificates=pki.certificates(),
        resolv_conf=_text("/etc/resolv.conf"),
    )


def start(progress: Progress, control: socket.socket, prepared: plans.Plan) -> LabHandle:
    """Start a lab that answers on `control`, a listening socket. Raises LabError or EnvironmentLacks."""
    news, report = os.pipe()
    outside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with _api_listener() as api, open(news) as told, outside, contextlib.ExitStack() as ends:
        wide = not prepared.offline and pool.online()
        port: int = api.getsockname()[1]
        try:
            plan = dataclasses.replace(
                prepared,
                api_fd=api.fileno(),
                control_fd=control.fileno(),
                report_fd=report,
                outside_fd=outside.fileno(),
                web_fd=ends.enter_context(pool.filled()).fileno() if wide else -1,
                name=address.chosen(),
                port=port,
            )
            _launch(plan)
        finally:
            os.close(report)
        return _follow(told, progress, port)


def _missing_note(missing: list[str]) -> list[str]:
    return [f"these commands are missing on the hosts: {', '.join(missing)}"] if missing else []


def _package() -> Path:
    return Path(__file__).resolve().parents[3]


def _python_path() -> str:
    return os.pathsep.join(filter(None, (str(_package()), os.environ.get("PYTHONPATH", ""))))


def _text(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _api_listener() -> socket.socket:
    for port in (PREFERRED_PORT, 0):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
            sock.listen(1024)
        except OSError:
            sock.close()
        else:
            return sock
    raise errors.EnvironmentLacks("no port is free on 127.0.0.1", todo="end a program that listens there")


def _launch(plan: plans.Plan) -> None:
    """Run the supervisor's outer half, which ends as soon as it has forked the lab's first process."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tutor.lab.supervisor"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[fd for fd in plan.descriptors() if fd >= 0],
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": _python_path(), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    process.communicate(plan.to_json().encode())


def _follow(told: IO[str], progress: Progress, port: int) -> LabHandle:
    pid = 0
    stages: dict[str, float] = {}
    try:
        for news in _news(told):
            if "pid" in news:
                pid = news["pid"]
            elif "stage" in news:
                stages[news["stage"]] = news["seconds"]
                progress(SAID.get(news["stage"], news["stage"]))
            else:
                raise _failure(news)
            if "ready" in stages:
                return LabHandle(pid, port, stages)
    except BaseException:
        if pid:
            os.kill(pid, signal.SIGKILL)
        raise
    raise errors.LabError("the lab ended while it started", todo="run `k8stutor doctor`")


def _news(told: IO[str]) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in told)


def _failure(news: Mapping[str, Any]) -> Exception:
    """What the supervisor reported: an error for the user, or a fault of ours with the trace of the other process."""
    if "trace" in news:
        return errors.ProcessFault(f"the lab could not start: {news['error']}", news["trace"])
    return errors.LabError(news["error"], why=news.get("why", ""), todo=news.get("todo", ""))
