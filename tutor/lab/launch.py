"""The outside half of the lab: start it, find it, speak to it, end it. What the command line and the tutor call."""

import dataclasses
import os
import select
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.base import errors
from tutor.lab.control import address, client
from tutor.lab.control import plan as plans
from tutor.lab.outside import shell as shells
from tutor.lab.outside import start
from tutor.lab.root import gather, preflight

STOP_SECONDS = 10.0
TERMINAL_VARIABLES = ("TERM", "COLORTERM")

LabHandle = start.LabHandle


def status(lab: str = "") -> dict[str, Any] | None:
    """What the chosen lab, or `lab`, says of itself (`pid` as this machine counts); None where none runs."""
    return client.status(lab)


def running() -> list[str]:
    """The names of this user's labs that run or start now."""
    return address.running()


def ask(message: Mapping[str, Any]) -> dict[str, Any]:
    """One request to the chosen lab, and its answer. Raises LabError, or UsageError where its words are off."""
    return client.ask(dict(message))[0]


def up(progress: start.Progress, *, proxy_form: str = "", offline: bool = False) -> LabHandle:
    """Start a lab, or find the one that runs; `progress` hears of each stage.

    `proxy_form` is one of `control.plan.FORMS`; empty for the present one, or whatever the running lab has.
    `offline` gives a new lab no way to the world outside.
    Raises LabError or EnvironmentLacks with what to do.
    """
    if (running := _running()) is not None:
        _same(proxy_form, offline=offline)
        return running
    for finding in doctor():
        if finding.weight is preflight.Weight.BLOCKS:
            raise errors.EnvironmentLacks("no lab can run here", why=finding.what, todo=finding.mend)
    prepared = start.prepare(progress)
    if proxy_form:
        prepared = dataclasses.replace(prepared, proxy_form=proxy_form)
    if offline:
        prepared = dataclasses.replace(prepared, offline=True, resolv_conf="")
    try:
        control = address.listen()
    except OSError as error:
        if (running := _running()) is not None:  # another process was quicker
            _same(proxy_form, offline=offline)
            return running
        raise errors.LabError("the lab is ending just now", todo="try again") from error
    with control:
        return start.start(progress, control, prepared)


def _same(wanted: str, *, offline: bool) -> None:
    """Raise LabError where the running lab is not as it was asked for: its kube-proxy's form, its way outside."""
    running = status() or {}
    if offline and not running.get("offline", False):
        raise errors.LabError(
            "the running lab has a way to the world outside", todo="end it first: k8stutor lab down"
        )
    found = running.get("proxy_form", plans.FORMS[0])
    if wanted and wanted != found:
        raise errors.LabError(
            f"the running lab has the rules of kube-proxy {found}", todo="end it first: k8stutor lab down"
        )


def _running() -> LabHandle | None:
    """The lab that runs, once it is ready; None where none runs or one failed while it started."""
    try:
        answer, _ = client.ask({"do": "wait"})
    except client.NoLabError:
        return None
    found = answer["status"]
    return LabHandle(found["pid"], int(found["api"].rpartition(":")[2]), {})


def doctor() -> list[preflight.Finding]:
    """What on this machine keeps a lab from running, or limits it; empty where all is well."""
    return preflight.findings(gather.facts())


def down(lab: str = "") -> bool:
    """End the chosen lab, or `lab`, and wait until it is gone; False where none ran."""
    found = status(lab)
    if found is None:
        return False
    ended = os.pidfd_open(found["pid"])
    try:
        client.ask({"do": "stop"}, lab=lab)
        if not _readable(ended, STOP_SECONDS):
            signal.pidfd_send_signal(ended, signal.SIGKILL)
            _readable(ended, STOP_SECONDS)
    finally:
        os.close(ended)
    return True


def execute(
    host: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: str = "/root"
) -> int:
    """Run a command on a host with this process's stdin, stdout, stderr and signals; its exit code."""
    return client.execute(host, argv, env={**_terminal(), **(env or {})}, cwd=cwd, forward=True)


def shell(host: str) -> int:
    """A login shell of a host on this process's terminal; its exit code."""
    return shells.run(host, _terminal())


def _terminal() -> dict[str, str]:
    return {name: os.environ[name] for name in TERMINAL_VARIABLES if name in os.environ}


def kubeconfig() -> str:
    """The YAML for the learner's own tools."""
    text: str = client.ask({"do": "kubeconfig"})[0]["kubeconfig"]
    return text


def _readable(fd: int, seconds: float) -> bool:
    """Wait for a pidfd, which is readable once its process has ended (pidfd_open(2))."""
    waiting = select.poll()
    waiting.register(fd, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))
