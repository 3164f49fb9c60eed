"""A real cluster, used from its master node: the tutor's own machine is the host `k8s-m`.

The other hosts of a lesson are not reachable from here; a step that needs one says so.
"""

import os
import socket as sockets
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import yaml

from tutor.base import errors, paths
from tutor.cluster import guard, kubeconfig, place, pods

MASTER = "k8s-m"

OpenPty = Callable[[Sequence[str], Mapping[str, str], int, int], place.Pty]
"""Starts a program of this machine in a terminal: argv, environment, rows, columns."""


class RealCluster:
    """A confirmed cluster, open until `close`.

    A kubeconfig of the confirmed context alone pins it for the learner's shell and for the checks, whatever the
    machine's own files come to say.
    """

    kind: Literal["lab", "cluster"] = "cluster"
    hosts: tuple[str, ...] = (MASTER,)
    integration: Path | None = None
    shell_state = ""
    states: place.States | None = None

    def __init__(self, confirmed: guard.Confirmed, open_pty: OpenPty) -> None:
        self._open_pty = open_pty
        self.name = confirmed.context.name
        self.server = confirmed.context.server
        self._pin = paths.private(paths.runtime()) / f"context-{os.getpid()}"
        content = yaml.safe_dump(kubeconfig.alone(confirmed.context))
        self._pin.unlink(missing_ok=True)
        with open(os.open(self._pin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(content)
        self.kubeconfig = str(self._pin)

    def environment(self, host: str) -> Mapping[str, str]:  # noqa: ARG002 - there is only this machine
        """The tutor's own, with the confirmed cluster."""
        return {**os.environ, "KUBECONFIG": self.kubeconfig}

    async def open_pty(
        self, host: str, argv: Sequence[str], env: Mapping[str, str], rows: int, cols: int
    ) -> place.Pty:
        """A shell on this machine; in a pod by kubectl."""
        if pods.is_pod(host):
            own = {**self.environment(MASTER), "TERM": "xterm-256color"}
            return self._open_pty(pods.execute(host, argv, env=env, terminal=True), own, rows, cols)
        self._here(host)
        return self._open_pty(argv, env, rows, cols)

    def socket(self, host: str, family: int, kind: int) -> sockets.socket:
        """A socket of this machine. Raises OSError for a pod."""
        if pods.is_pod(host):
            raise OSError(f"{host} is reached by kubectl alone: let the check look from a node")
        self._here(host)
        return sockets.socket(family, kind)

    def run(self, host: str, argv: Sequence[str], *, timeout: float) -> place.Completed:
        """A command on this machine; in a pod by kubectl."""
        if pods.is_pod(host):
            argv, host = pods.execute(host, argv), MASTER
        self._here(host)
        try:
            done = subprocess.run(
                argv, capture_output=True, timeout=timeout, env=self.environment(host), check=False
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{argv[0]} took longer than {timeout:g} s") from error
        except OSError as error:
            raise errors.EnvironmentLacks(
                f"{argv[0]} can't be run here", why=str(error), todo=f"install {argv[0]} and try again"
            ) from error
        return place.Completed(done.returncode, done.stdout, done.stderr)

    def recall(self, host: str) -> None:
        """Nothing: nobody writes down what a shell of this machine remembers."""

    def lost(self) -> bool:
        """Never: this machine is where the tutor runs."""
        return False

    async def close(self) -> None:
        """Remove the pinned kubeconfig; nothing else of the cluster is held."""
        self._pin.unlink(missing_ok=True)

    def _here(self, host: str) -> None:
        if host not in self.hosts:
            raise errors.EnvironmentLacks(
                f"{host} can't be reached from here",
                why="on a real cluster the tutor works on the machine it runs on",
                todo="run this step's command there by hand and skip the step, or use the lab",
            )
