"""A node of the lab as the proxy needs it: its iptables, its kernel parameters, its sockets."""

import socket
from collections.abc import Sequence

from tutor.lab.net import iptables, netns
from tutor.lab.root import spawn


class HostNode:
    """Reaches a node by its host init."""

    def __init__(self, host: spawn.HostInit) -> None:
        self._host = host
        self._netns = f"/proc/{host.pid}/ns/net"

    async def restore(self, text: str) -> None:
        """Run iptables-restore --noflush. Raises tutor.base.errors.LabError with its words."""
        await iptables.restore(self._host, text)

    async def save(self) -> str:
        """The output of iptables-save. Raises tutor.base.errors.LabError."""
        return await iptables.save(self._host)

    async def run(self, argv: Sequence[str]) -> int:
        """Run a program on the node, its output thrown away; its exit code. Raises OSError where it is missing."""
        process = await self._host.spawn(spawn.ProcessSpec(argv=tuple(argv), env=spawn.default_env()))
        return await process.wait()

    def sysctl(self, name: str, value: str) -> None:
        """Set a parameter below /proc/sys/net of the node."""
        with netns.entered(self._netns):
            netns.sysctl({name: value})

    def listen(self, port: int) -> socket.socket:
        """A listening TCP socket at a port of the node. Raises OSError."""
        made = netns.make_socket(self._netns, socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(("0.0.0.0", port))
            made.listen(32)
        except OSError:
            made.close()
            raise
        return made
