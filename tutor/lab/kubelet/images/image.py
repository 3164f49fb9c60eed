"""What an image is."""

import dataclasses
import hashlib
from collections.abc import Mapping

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclasses.dataclass(frozen=True)
class Image:
    """An image of the lab's catalogue; entrypoint, cmd, env, workdir and stop signal as an OCI image
    config has them.

    `programs` maps what a command line may call to a Python entry (`module:function`, called with the
    arguments after argv[0], returning the exit code). `userland` gives the container the lab's /usr
    (shells and tools); without it the container holds nothing but its volumes and `files`, as an image
    built from scratch does. One with an `agent` holds no program at all: see `tutor.lab.kubelet.hosted`.
    `rare` says that few labs run it: its programs are imported as a container starts, not as the lab does.
    """

    name: str
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    env: Mapping[str, str] = dataclasses.field(default_factory=dict)
    workdir: str = "/"
    stop_signal: str = "SIGTERM"
    programs: Mapping[str, str] = dataclasses.field(default_factory=dict)
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    userland: bool = False
    agent: str = ""
    rare: bool = False

    def argv(self, command: tuple[str, ...], args: tuple[str, ...]) -> tuple[str, ...]:
        """What runs: a container's `command` replaces both entrypoint and cmd, its `args` only cmd."""
        if command:
            return command + args
        return self.entrypoint + (args or self.cmd)

    def digest(self) -> str:
        """A sha256 over the definition: the lab's own, for there is no registry image behind it."""
        text = repr((self.name, self.entrypoint, self.cmd, sorted(self.programs), sorted(self.files.items())))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def size(self) -> int:
        """Bytes that the definition takes: the files it brings (the userland is the lab's own)."""
        return sum(len(text.encode()) for text in self.files.values())
