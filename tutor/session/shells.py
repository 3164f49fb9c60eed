"""One live shell a host, opened at its first use and opened anew when it has ended."""

import asyncio
from collections.abc import Callable, Iterator

from tutor.base import errors
from tutor.cluster import place, pods
from tutor.shell import launch, plain, records, shell

ROWS, COLS = 24, 80
PROMPT_SECONDS = 5.0
CLEAR = "clear -x"
"""Leaves what scrolled away to be scrolled back to (clear(1))."""

FIND_SECONDS = 15.0
"""How long kubectl may take to say whether there is a pod to enter."""


class Shells:
    """Owns the shells of a session."""

    def __init__(
        self,
        where: place.Place,
        *,
        on_record: Callable[[records.Record], None],
        on_close: Callable[[str], None],
        recall: bool = False,
    ) -> None:
        """`recall`: a new shell knows the variables of the one before, as far as the place can tell them."""
        self._place = where
        self._recall = recall
        self._on_record = on_record
        self._on_close = on_close
        self._open: dict[str, shell.Shell] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self.size = (ROWS, COLS)

    def __contains__(self, host: object) -> bool:
        return host in self._open

    def __getitem__(self, host: str) -> shell.Shell:
        return self._open[host]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._open))

    @property
    def busy(self) -> bool:
        """Whether any of them runs a command, or has not come to its first prompt yet."""
        return any(opened.busy for opened in self._open.values())

    async def open(self, host: str) -> shell.Shell:
        """The shell on `host`, which may still be on its way to its prompt.

        Raises EnvironmentLacks for a host that can't be reached.
        """
        async with self._opening.setdefault(host, asyncio.Lock()):  # whoever asks meanwhile gets the same one
            return self._open.get(host) or await self._begin(host)

    async def _begin(self, host: str) -> shell.Shell:
        if pods.is_pod(host):
            await self._find_pod(host)
        elif self._recall:
            await self._remember(host)
        rows, cols = self.size
        start = self._launch(host)
        pty = await self._place.open_pty(host, start.argv, start.env, rows, cols)
        opened = shell.Shell(host, pty, rows, cols, start.nonce)
        opened.on_record(self._on_record)
        opened.on_exit(lambda _code: self._ended(host, opened))
        self._open[host] = opened
        opened.start()
        return opened

    async def _remember(self, host: str) -> None:
        try:
            await asyncio.to_thread(self._place.recall, host)
        except (errors.TutorError, TimeoutError):
            return  # a host that is not there is told of when its shell is opened; variables are a comfort

    async def _find_pod(self, host: str) -> None:
        """Raises EnvironmentLacks where no shell can run in it, which a terminal would only show by ending at once."""
        look = ["sh", "-c", "command -v bash >/dev/null || { echo 'its image has no bash' >&2; exit 1; }"]
        try:
            found = await asyncio.to_thread(self._place.run, host, look, timeout=FIND_SECONDS)
            code, said = found.exit_code, plain.text(found.stderr).strip().splitlines()
        except TimeoutError as error:
            code, said = 1, [str(error)]
        if code:
            raise errors.EnvironmentLacks(
                f"there is no shell in {host}",
                why=said[-1] if said else "",
                todo="make the pod in this step, and wait until it is Running: kubectl get pods",
            )

    def _launch(self, host: str) -> launch.Launch:
        if pods.is_pod(host):
            return launch.elsewhere()
        return launch.make(
            self._place.environment(host),
            integration=self._place.integration or launch.INTEGRATION,
            state=self._place.shell_state,
        )

    def _ended(self, host: str, ended: shell.Shell) -> None:
        if self._open.get(host) is ended:
            del self._open[host]
            self._on_close(host)

    async def refresh(self) -> None:
        """Let every shell that waits come to a new prompt, where it takes in what a restore brought back.

        What was made ready there scrolls away with it.
        """
        for opened in list(self._open.values()):
            if not opened.busy:
                await opened.run(CLEAR, PROMPT_SECONDS)

    async def close(self) -> None:
        """End all shells."""
        while self._open:
            _, opened = self._open.popitem()
            await opened.close()
