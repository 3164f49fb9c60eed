"""The descriptors of a process in a container: pipes or a terminal, and the ends that stay with the kubelet."""

import dataclasses
import os

from tutor.lab.kubelet import config
from tutor.lab.root import spawn


@dataclasses.dataclass
class Streams:
    """The process's three descriptors, and the ends that stay here: readers by stream, stdin, a terminal's master.

    All ends that stay are non-blocking; -1 stands for none.
    """

    theirs: tuple[int, int, int]
    ours: dict[bytes, int]
    stdin: int = -1
    terminal: int = -1

    def close_theirs(self) -> None:
        """After the process has been started (or not): it has its own copies."""
        _close(set(self.theirs))

    def close(self) -> None:
        """Everything, when there is no process."""
        _close({*self.theirs, *self.ours.values(), self.stdin})


async def terminal(host: config.HostInit, pod: str, *, stdin: bool) -> Streams:
    """A terminal of the pod's own /dev/pts; what it shows is read as stdout."""
    master, slave = await host.open_pty(pod)
    os.set_blocking(master, False)
    return Streams((slave, slave, slave), {b"stdout": master}, os.dup(master) if stdin else -1, master)


def pipes(*, stdin: bool, stdout: bool = True, stderr: bool = True) -> Streams:
    """A pipe for each stream that is asked for, /dev/null for the others."""
    theirs, ours, writer = [spawn.NO_FD] * 3, {}, -1
    if stdin:
        theirs[0], writer = os.pipe()
        os.set_blocking(writer, False)
    for place, name, wanted in ((1, b"stdout", stdout), (2, b"stderr", stderr)):
        if wanted:
            ours[name], theirs[place] = os.pipe()
            os.set_blocking(ours[name], False)
    return Streams((theirs[0], theirs[1], theirs[2]), ours, writer)


def _close(fds: set[int]) -> None:
    for fd in fds:
        if fd >= 0:
            os.close(fd)
