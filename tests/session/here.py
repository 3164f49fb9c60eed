"""A place to run lessons in tests: this machine's bash, no cluster behind it."""

import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from tutor.cluster import place
from tutor.shell import local


class Here:
    """Implements `place.Place` with real shells; every host is this machine, in a folder of its own."""

    kind: Literal["lab", "cluster"] = "lab"
    name = "here"
    server = ""
    kubeconfig = ""
    integration: Path | None = None
    shell_state = ""
    states: place.States | None = None
    gone = False

    def __init__(self, folder: Path, hosts: tuple[str, ...] = ("k8s-m", "k8s-pc")) -> None:
        self.hosts = hosts
        self._folder = folder

    def environment(self, host: str) -> Mapping[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self._folder), "HOSTNAME": host}

    async def open_pty(
        self, host: str, argv: Sequence[str], env: Mapping[str, str], rows: int, cols: int
    ) -> place.Pty:
        return local.LocalPty(argv, env=env, cwd=str(self._folder), rows=rows, cols=cols)

    def socket(self, host: str, family: int, kind: int) -> socket.socket:
        return socket.socket(family, kind)

    def run(self, host: str, argv: Sequence[str], *, timeout: float) -> place.Completed:
        env = {**os.environ, "HOME": str(self._folder)}
        done = subprocess.run(
            argv, capture_output=True, timeout=timeout, cwd=self._folder, env=env, check=False
        )
        return place.Completed(done.returncode, done.stdout, done.stderr)

    def recall(self, host: str) -> None:
        pass

    def lost(self) -> bool:
        return self.gone

    async def close(self) -> None:
        pass
