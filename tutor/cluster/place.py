"""What a place to run lessons offers, whichever it is."""

import dataclasses
import socket as sockets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol


@dataclasses.dataclass(frozen=True)
class Completed:
    """A command that ended on a host, apart from the learner's shell."""

    exit_code: int
    stdout: bytes
    stderr: bytes


class Pty(Protocol):
    """A terminal whose far end is a shell on a host; `tutor.shell` has the ones in use."""

    @property
    def fd(self) -> int:
        """The master, non-blocking."""
        ...

    async def wait(self) -> int:
        """The shell's exit code, once it has ended."""
        ...

    def resize(self, rows: int, cols: int) -> None:
        """Tell the shell its new size."""
        ...

    def close(self) -> None:
        """End the shell."""
        ...


class States(Protocol):
    """States of a place as a whole, which it can be brought back to. All methods block; called by any thread."""

    def mark(self) -> str:
        """The name of the state that it is in, as `set_mark`, `keep` or `restore` told; "" where none did."""

    def set_mark(self, name: str) -> None:
        """Say which state it is in."""

    def known(self, name: str) -> bool:
        """Whether such a state was kept."""

    def keep(self, name: str) -> None:
        """Keep the state of now. Raises TutorError."""

    def restore(self, name: str) -> None:
        """Go back to a state that was kept. Raises TutorError."""

    def reset(self) -> None:
        """Go back to the state at the place's own start. Raises TutorError."""

    def save(self, name: str) -> None:
        """Keep the state of now for the learner, who finds it by that name. Raises TutorError."""


class Place(Protocol):
    """A cluster or the lab, open for one learner; close it when done."""

    kind: Literal["lab", "cluster"]
    name: str
    server: str
    hosts: tuple[str, ...]
    kubeconfig: str
    """As the variable KUBECONFIG: files, separated by colons."""
    integration: Path | None
    """Where the shells' integration scripts lie on its hosts, if not where they lie here."""

    shell_state: str
    """The file on each host where its lesson shell writes down what it remembers; "" where nobody reads it."""
    states: States | None
    """None where it cannot be brought back to anything, as a real cluster."""

    def environment(self, host: str) -> Mapping[str, str]:
        """The environment that a learner's shell on `host` grows from."""

    async def open_pty(
        self, host: str, argv: Sequence[str], env: Mapping[str, str], rows: int, cols: int
    ) -> Pty:
        """A shell in a terminal on `host`. Raises EnvironmentLacks for a host that can't be reached."""

    def socket(self, host: str, family: int, kind: int) -> sockets.socket:
        """An unconnected socket in the network of `host`; made by any thread."""

    def run(self, host: str, argv: Sequence[str], *, timeout: float) -> Completed:
        """Run a command on `host` apart from the learner's shell. Raises TimeoutError; called by any thread."""

    def recall(self, host: str) -> None:
        """Let the next shell on `host` know the former one's variables; called by any thread. Raises TutorError."""

    def lost(self) -> bool:
        """Whether the place is gone for good, so that another has to be opened; called by any thread."""

    async def close(self) -> None:
        """Let go of the place; the lab goes on unless it is stopped by itself."""
