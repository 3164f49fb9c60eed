"""A terminal that is typed into and read from, as a person would."""

import asyncio
import os
import re

from tutor.lab.control import client

CONTROL_C = "\x03"
_ESCAPE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>])")


class Keys:
    """One terminal of the lab; `close` must be awaited."""

    def __init__(self, terminal: client.Terminal) -> None:
        self._terminal = terminal
        self._shown = ""
        self._news = asyncio.Event()
        self._marks = 0
        asyncio.get_running_loop().add_reader(terminal.fd, self._read)

    @property
    def text(self) -> str:
        """All that was shown so far, without colours and the like."""
        return _ESCAPE.sub("", self._shown).replace("\r", "")

    def type(self, text: str) -> None:
        """Press keys; "\\n" is Enter."""
        os.write(self._terminal.fd, text.encode())

    async def until(self, wanted: str, seconds: float = 30.0, *, after: int = 0) -> str:
        """What was shown from `after` on, once `wanted` (a regular expression) is in it."""
        try:
            async with asyncio.timeout(seconds):
                while not re.search(wanted, self.text[after:]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{wanted!r} does not show within {seconds} s in {self.text!r}") from None
        return self.text[after:]

    async def answer(self, command: str, seconds: float = 30.0) -> str:
        """What one command shows at this terminal's prompt, be it that of a pod's shell."""
        self._marks += 1
        begin = len(self.text)
        self.type(f"{command}\n")
        # The mark is computed, so that its echo is not taken for it.
        self.type(f"echo mark-{self._marks}-$((40+2))\n")
        shown = await self.until(rf"mark-{self._marks}-42\n", seconds, after=begin)
        return shown.partition("\n")[2]

    async def close(self) -> None:
        """Hang up."""
        asyncio.get_running_loop().remove_reader(self._terminal.fd)
        os.close(self._terminal.fd)
        await self._terminal.wait()

    def _read(self) -> None:
        try:
            data = os.read(self._terminal.fd, 65536)
        except BlockingIOError:
            return
        except OSError:  # the other side has hung up: EIO
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._terminal.fd)
        self._shown += data.decode(errors="replace")
        self._news.set()
