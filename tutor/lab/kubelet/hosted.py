"""Containers that are no processes: agents of the lab, which whoever made the kubelet hands in as coroutines.

To the kubelet such a container is one like all others. It starts, its lines are its log, its exit code decides
whether it is started again, a signal ends it. Only a command cannot be executed in it.
"""

import asyncio
import dataclasses
import signal
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from tutor.lab.client import resources

FAILED = 1
"""Exit code of an agent that failed."""

_CODES = {signal.SIGTERM: 2}
"""A Go program that is a container's first process leaves with 2 where it does not handle the signal."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """What an agent is told when its container starts.

    `where` finds a file of the container as the supervisor reaches it, or raises FileNotFoundError; `say` writes a line
    to its log.
    """

    pod: resources.Object
    argv: tuple[str, ...]
    env: Mapping[str, str]
    where: Callable[[str], Path]
    say: Callable[[str], None]

    def flag(self, name: str) -> str:
        """The value of a flag `--name=value`; empty without it."""
        return next((word.partition("=")[2] for word in self.argv if word.startswith(f"--{name}=")), "")


Agent = Callable[[Setting], Coroutine[Any, Any, int]]
"""Does the agent's work until cancelled; an exit code where it ends by itself. What it raises is its failure."""

Agents = Mapping[str, Agent]
"""By the name that an image has for its agent."""


class Process:
    """An agent at work, with the face of a process (`config.Process`)."""

    pid = 0

    def __init__(self, work: Coroutine[Any, Any, int], *, name: str) -> None:
        self._signal = 0
        self._task = asyncio.create_task(work, name=name)

    async def wait(self) -> int:
        """Its exit code; 128+n when signal n ended it, 2 for SIGTERM. May be awaited by several."""
        await asyncio.wait((self._task,))
        if self._task.cancelled():
            return _CODES.get(signal.Signals(self._signal or signal.SIGKILL), 128 + self._signal)
        return self._task.result() if self._task.exception() is None else FAILED

    async def signal(self, number: int, *, group: bool = False) -> None:  # noqa: ARG002 - a process's own face
        """End it; no error when it has ended."""
        self._signal = self._signal or number
        self._task.cancel()
