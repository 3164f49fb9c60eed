"""One live shell a host, opened at its first use and opened anew when it has ended."""

from collections.abc import Callable, Iterator

from tutor.cluster import place
from tutor.shell import launch, records, shell

ROWS, COLS = 24, 80
PROMPT_SECONDS = 5.0


class Shells:
    """Owns the shells of a session."""

    def __init__(
        self,
        where: place.Place,
        *,
        on_record: Callable[[records.Record], None],
        on_close: Callable[[str], None],
    ) -> None:
        self._place = where
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
        """The shell on `host`, which may still be on its way to its prompt.

        Raises EnvironmentLacks for a host that can't be reached.
        """
        if host in self._open:
            return self._open[host]
        rows, cols = self.size
        start = launch.make(
            self._place.environment(host),
            integration=self._place.integration or launch.INTEGRATION,
            state=self._place.shell_state,
        )
        pty = await self._place.open_pty(host, start.argv, start.env, rows, cols)
        opened = shell.Shell(host, pty, rows, cols, start.nonce)
        opened.on_record(self._on_record)
        opened.on_exit(lambda _code: self._ended(host, opened))
        self._open[host] = opened
        opened.start()
        return opened

    def _ended(self, host: str, ended: shell.Shell) -> None:
        if self._open.get(host) is ended:
            del self._open[host]
            self._on_close(host)

    async def refresh(self) -> None:
        """Let every shell that waits come to a new prompt, where it takes in what a restore brought back."""
        for opened in list(self._open.values()):
            if not opened.busy:
                await opened.run(":", PROMPT_SECONDS)

    async def close(self) -> None:
        """End all shells."""
        while self._open:
            _, opened = self._open.popitem()
            await opened.close()
