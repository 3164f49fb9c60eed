"""One request on the control socket, as the verbs (`tutor.lab.inside.verbs`) see it."""

import dataclasses
import os
import socket
from collections.abc import Sequence

from tutor.base import errors
from tutor.lab.control import wire
from tutor.lab.inside import running
from tutor.lab.root import spawn


@dataclasses.dataclass(frozen=True)
class Request:
    """`message` is the caller's words; `fds` the descriptors that came with them, closed when the answer is over."""

    lab: running.Lab
    sock: socket.socket
    message: wire.Message
    fds: list[int]

    async def reply(self, words: wire.Message, fds: Sequence[int] = ()) -> None:
        """Send an answer. Raises wire.Closed where the caller has gone."""
        await wire.send_async(self.sock, words, fds)

    def host(self) -> spawn.HostInit:
        """The host that the message names. Raises LabError where it is off."""
        found = self.lab.hosts[self.host_name()]
        if not found.alive:
            raise errors.LabError(
                f"{found.name} is switched off", todo=f"start it: k8stutor lab node start {found.name}"
            )
        return found

    def host_name(self) -> str:
        """The name that the message has for a host. Raises UsageError where there is none of that name."""
        name: str = self.message["host"]
        if name not in self.lab.hosts:
            raise errors.UsageError(
                f"there is no host {name!r} in the lab", todo=f"choose one of {', '.join(self.lab.hosts)}"
            )
        return name

    def snapshots(self) -> running.Snapshots:
        """The lab's state as a whole. Raises LabError while it is still starting."""
        if self.lab.snapshots is None:
            raise errors.LabError("the lab is still starting", todo="try again when it is ready")
        return self.lab.snapshots

    def close_fds(self) -> None:
        """Let go of what the caller passed: a pipe's reader waits for the last copy to close."""
        while self.fds:
            os.close(self.fds.pop())
