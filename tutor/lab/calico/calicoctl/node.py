"""node status: whether this host runs Calico, and its BGP (calicoctl/calicoctl/commands/node/status.go)."""

import os
from collections.abc import Iterable, Iterator

from tutor.lab.calico import naming
from tutor.lab.calico.calicoctl import fault, options, screen

STATUS = options.grammar()

_NO_BGP = "None of the BGP backend processes (BIRD or GoBGP) are running."


def status() -> None:
    """Print it. Raises Fault where this is not root, and where Calico does not run."""
    if os.geteuid() != 0:
        raise fault.Fault("Need super user privileges: Operation not permitted")
    if not runs(_commands(), tunnel=os.path.exists(f"/sys/class/net/{naming.TUNNEL_DEVICE}")):
        raise fault.Fault("Calico process is not running.")
    screen.line(f"Calico process is running.\n\n{_NO_BGP}\n")


def runs(commands: Iterable[list[str]], *, tunnel: bool) -> bool:
    """Whether one of these is Felix; the lab's own may run in a process of another host: then its device tells."""
    return tunnel or any(words[:2] == ["calico-node", "-felix"] for words in commands)


def _commands() -> Iterator[list[str]]:
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                with open(f"/proc/{entry.name}/cmdline") as file:
                    words = file.read().split("\0")
            except OSError:
                continue  # it has ended meanwhile
            yield [os.path.basename(words[0]), *words[1:]]
