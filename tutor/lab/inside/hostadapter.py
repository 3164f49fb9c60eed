"""A host as kube-proxy and Calico use it: iptables, programs, kernel parameters."""

from collections.abc import Sequence

from tutor.lab.net import iptables, netns
from tutor.lab.root import spawn


class HostAdapter:
    """Does on one host what the parts of its node ask for."""

    def __init__(self, host: spawn.HostInit) -> None:
        self._host = host

    async def restore(self, text: str) -> None:
        """Run iptables-restore --noflush. Raises LabError with its words."""
        await iptables.restore(self._host, text)

    async def save(self, table: str = "") -> str:
        """The output of iptables-save, of one table or of all. Raises LabError with its words."""
        return await iptables.save(self._host, table)

    async def run(self, argv: Sequence[str]) -> int:
        """Run a program, its output thrown away; its exit code, 127 where there is no such program."""
        try:
            process = await self._host.spawn(spawn.ProcessSpec(argv=tuple(argv), env=spawn.default_env()))
        except spawn.SpawnError as error:
            if not error.errno:
                raise
            return 127
        return await process.wait()

    def sysctl(self, name: str, value: str) -> None:
        """Set a parameter below /proc/sys/net of the host."""
        with netns.entered(self._host.namespace("net")):
            netns.sysctl({name: value})
