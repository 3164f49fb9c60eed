"""The embedded lab as a place for lessons: reached by its control socket, started when it is not up."""

import asyncio
import os
import socket as sockets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from tutor.cluster import labstates, place, pods
from tutor.lab import launch
from tutor.lab.control import client
from tutor.lab.snapshots import variables

MASTER = "k8s-m"
"""The host from which pods are reached."""

RECALL_SECONDS = 5.0

HandedOver = Callable[[client.Terminal], place.Pty]
"""Makes a PTY of a terminal that the lab opened."""


class LabPlace:
    """The lab that runs now; it goes on when this is closed."""

    kind: Literal["lab", "cluster"] = "lab"
    name = "lab"
    shell_state = variables.FILE

    def __init__(self, handed_over: HandedOver) -> None:
        status, _ = client.ask({"do": "status"})
        self.hosts: tuple[str, ...] = tuple(host["name"] for host in status["status"]["hosts"])
        self.server: str = status["status"]["api"]
        self._pid: int = status["status"]["pid"]
        # The lab shows its hosts the installation that started it, which may be another than this one.
        self.integration: Path | None = Path(status["status"]["package"]) / "tutor" / "shell" / "integration"
        self._handed_over = handed_over
        self.states: place.States | None = labstates.LabStates()
        # In memory, so that no token stays on disk however this process ends.
        self._file = os.memfd_create("kubeconfig")
        os.write(self._file, launch.kubeconfig().encode())
        self.kubeconfig = f"/proc/{os.getpid()}/fd/{self._file}"

    def environment(self, host: str) -> Mapping[str, str]:  # noqa: ARG002 - every host's is the same
        """Empty: the lab gives its hosts' processes a login's environment."""
        return {}

    async def open_pty(
        self, host: str, argv: Sequence[str], env: Mapping[str, str], rows: int, cols: int
    ) -> place.Pty:
        """A shell on one of the lab's hosts, in a terminal of that host; in a pod by kubectl."""
        if pods.is_pod(host):
            argv, env, host = (
                pods.execute(host, argv, env=env, terminal=True),
                {"TERM": "xterm-256color"},
                MASTER,
            )
        return self._handed_over(await client.open_terminal(host, argv, env=env, rows=rows, cols=cols))

    def socket(self, host: str, family: int, kind: int) -> sockets.socket:
        """A socket in the network of that host. Raises OSError for a pod."""
        if pods.is_pod(host):
            raise OSError(f"{host} is reached by kubectl alone: let the check look from a node")
        return client.make_socket(host, family, kind)

    def run(self, host: str, argv: Sequence[str], *, timeout: float) -> place.Completed:
        """A command on that host. Its output is kept in memory, so it may be as long as it likes."""
        if pods.is_pod(host):
            argv, host = pods.execute(host, argv), MASTER
        with (
            open(os.devnull, "rb") as nothing,
            open(os.memfd_create("stdout"), "w+b") as out,
            open(os.memfd_create("stderr"), "w+b") as err,
        ):
            fds = (nothing.fileno(), out.fileno(), err.fileno())
            code = client.execute(host, argv, fds=fds, timeout=timeout)
            return place.Completed(code, _content(out.fileno()), _content(err.fileno()))

    def recall(self, host: str) -> None:
        """Hand what the former lesson shell on `host` remembered to the next one, unless a restore has left more."""
        look = ["sh", "-c", '[ -s "$1" ] || cat "$2"', "sh", variables.RESTORE, variables.FILE]
        kept = self.run(host, look, timeout=RECALL_SECONDS).stdout.decode(errors="replace")
        try:
            text = variables.render(variables.parse(kept))
        except variables.MalformedError:
            return  # there was no shell before, or it was just writing
        if len(text) < variables.LONGEST:
            write = ["sh", "-c", 'umask 077 && printf %s "$1" >"$2"', "sh", text, variables.RESTORE]
            self.run(host, write, timeout=RECALL_SECONDS)

    def lost(self) -> bool:
        """Whether that lab has ended, be there another by now or not."""
        found = client.status()
        return found is None or found["pid"] != self._pid

    async def close(self) -> None:
        """Forget the lab's kubeconfig."""
        os.close(self._file)


def _content(fd: int) -> bytes:
    # The command's end shares the file's position, so that it is read from the start.
    return os.pread(fd, os.fstat(fd).st_size, 0)


async def attach(progress: Callable[[str], None], handed_over: HandedOver) -> LabPlace:
    """The lab, started if it is not up; `progress` is told what takes time. Raises EnvironmentLacks, LabError."""
    loop = asyncio.get_running_loop()

    def tell(line: str) -> None:
        loop.call_soon_threadsafe(progress, line)

    await asyncio.to_thread(launch.up, tell)
    return LabPlace(handed_over)
