"""The terminals in which rows are run: a shell a host, whose state lasts, and further terminals by keys."""

import asyncio
import json
import os
import secrets
from typing import Any

from tests.seed import keys
from tutor.base import errors
from tutor.lab.control import client
from tutor.shell import fd, launch, records, shell

ENVIRONMENT = {"HOME": "/root", "LANG": "C.UTF-8"}
ROWS, COLUMNS = 50, 220


class Stage:
    """Owns the terminals. Needs a running lab."""

    def __init__(self) -> None:
        self.noted: dict[str, str] = {}
        """What one row learns and a later one needs, such as the node where CoreDNS runs."""
        self._shells: dict[str, shell.Shell] = {}
        self._keys: dict[str, keys.Keys] = {}

    async def shown(self, host: str, text: str, seconds: float = 60.0) -> str:
        """What a command shows in the shell of a host, or in a terminal of that name."""
        if host in self._keys:
            return await self._keys[host].answer(text, seconds)
        return (await self.run(host, text, seconds)).output

    async def run(self, host: str, text: str, seconds: float = 60.0) -> records.Record:
        """Type a command at the prompt of the host's shell and wait for its end."""
        if host not in self._shells:
            self._shells[host] = await _shell(host)
        return await self._shells[host].run(text, seconds)

    async def keys(self, host: str, name: str) -> keys.Keys:
        """A further terminal of a host, known by `name`: for what runs beside, or inside a pod."""
        if name not in self._keys:
            opened = await client.open_terminal(host, ["bash", "--norc"], rows=ROWS, cols=COLUMNS)
            self._keys[name] = keys.Keys(opened)
        return self._keys[name]

    async def probe(self, host: str, command: str, seconds: float = 30.0) -> str:
        """What a command prints that is no row: a witness. Raises AssertionError where it fails."""
        code, text = await asyncio.to_thread(_probe, host, command, seconds)
        assert code == 0, f"{command!r} on {host} ended with {code}: {text}"
        return text

    async def api(self, words: str) -> Any:
        """What `kubectl WORDS -o json` prints."""
        return json.loads(await self.probe("k8s-m", f"kubectl {words} -o json"))

    async def close(self) -> None:
        """Hang up everywhere."""
        for opened in self._keys.values():
            await opened.close()
        for each in self._shells.values():
            await each.close()


async def _shell(host: str) -> shell.Shell:
    wanted = launch.make(ENVIRONMENT)
    opened = await client.open_terminal(host, wanted.argv, env=wanted.env, rows=ROWS, cols=COLUMNS)
    made = shell.Shell(host, fd.FdPty(opened.fd, opened.wait), ROWS, COLUMNS, wanted.nonce)
    made.start()
    return made


def _probe(host: str, command: str, seconds: float) -> tuple[int, str]:
    name = f"probe {secrets.token_hex(4)}"
    with open(os.memfd_create(name), "w+b") as out, open(os.devnull, "rb") as nothing:
        fds = (nothing.fileno(), out.fileno(), out.fileno())
        try:
            code = client.execute(host, ["bash", "-c", command], fds=fds, timeout=seconds)
        except (TimeoutError, errors.LabError) as error:
            return -1, f"{type(error).__name__}: {error}"
        return code, os.pread(out.fileno(), os.fstat(out.fileno()).st_size, 0).decode(errors="replace")
