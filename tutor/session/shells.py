"""One live shell a host, opened at its first use and opened anew when it has ended."""

from collections.abc import Callable, Iterator

from tutor.base import aio
from tutor.cluster import place
from tutor.shell import launch, records, shell

ROWS, COLS = 24, 80


class Shells:
    """Owns the shells of a session."""

    def __init__(
        self,
        where: place.Place,
        tasks: aio.Tasks,
        *,
        on_record: Callable[[records.Record], None],
        on_close: Callable[[str], None],
    ) -> None:
        self._place = where
        self._tasks = tasks
        self._on_record = on_record
        self._on_close = on_close
        self._open: dict[str, shell.Shell] = {}
        self.size = (ROWS, COLS)

    def __contains__(self, host: object) -> bool:
        return host in self._open

    def __getitem__(self, host: str) -> shell.Shell:
        return self._open[host]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._open))

    async def open(self, host: str) -> shell.Shell:
        """The shell on `host`, at its prompt. Raises EnvironmentLacks for a host that can't be reached."""
        if host in self._open:
            return self._open[host]
        rows, cols = self.size
        start = launch.make(self._place.environment(host))
        pty = await self._place.open_pty(host, start.argv, start.env, rows, cols)
        opened = shell.Shell(host, pty, rows, cols, start.nonce)
        opened.on_record(self._on_record)
        self._open[host] = opened
        await opened.start()
        self._tasks.start(self._watch(host, opened), name=f"shell on {host}")
        return opened

    async def _watch(self, host: str, opened: shell.Shell) -> None:
        await opened.ended.wait()
        if self._open.get(host) is opened:
            del self._open[host]
            self._on_close(host)
        await opened.close()

    async def close(self) -> None:
        """End all shells."""
        for opened in list(self._open.values()):
            await opened.close()
        self._open.clear()
