"""One live shell on one host: what is typed goes in, what it shows and what it ran come out."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tutor.base import aio, errors
from tutor.shell import journal, line, prompt, pty, pump, records, retention

BACKLOG = 256 * 1024
"""Bytes shown last that a screen attached later is painted from."""
GRACE = 3.0
"""Seconds a command may take to end after Ctrl-C."""


class Shell:
    """A shell with its integration scripts (see `launch`), in a PTY that this object owns.

    One command runs at a time, be it typed by the learner or by `run`. The shell's state, directory and
    variables, lasts from one to the next. When the process ends, `alive` turns false and the exit
    callbacks are called; open another `Shell` on a fresh PTY to go on.
    """

    def __init__(self, host: str, terminal: pty.Pty, rows: int, cols: int, nonce: str) -> None:
        self.host = host
        self.size = (rows, cols)
        self.alive = False
        self._pty = terminal
        self._journal = journal.Journal(nonce)
        self._pump = pump.Pump(terminal, self._received, self._hung_up)
        self._backlog = retention.Retention(0, BACKLOG)
        self._on_output: list[Callable[[bytes], None]] = []
        self._on_record: list[Callable[[records.Record], None]] = []
        self._on_exit: list[Callable[[int], None]] = []
        self._prompt = prompt.Prompt(self._pump.write)
        self._running: records.Running | None = None
        self._asked: _Asked | None = None
        self._claimed = False
        self._since_prompt = retention.Retention(16 * 1024, 64 * 1024)
        self._tasks: aio.Tasks | None = None

    @property
    def busy(self) -> bool:
        """A command runs, or the shell has not come to its first prompt yet."""
        return self._running is not None or not self._prompt.shown

    @property
    def bytes_shown(self) -> int:
        """How much the command under way has shown so far; 0 where none is."""
        return self._running.kept.total if self._running else 0

    def shown(self, start: int = 0) -> str:
        """What the command under way has shown after its first `start` bytes, as plain text; "" where none is.

        Of a long output the middle is left out, as in a record.
        """
        return records.output(self._running.kept, start) if self._running else ""

    def start(self) -> None:
        """Begin to read. Must be called with the event loop running."""
        self.alive = True
        self._tasks = aio.Tasks()
        self._pty.resize(*self.size)
        self._pump.start()

    def on_output(self, callback: Callable[[bytes], None], *, replay: bool = True) -> Callable[[], None]:
        """Call back with all that the screen should show; `replay` first gives what was shown lately.

        Returns a function that ends it.
        """
        if replay and (shown := self._backlog.parts()[-1]):
            callback(shown)
        return _subscribe(self._on_output, callback)

    def on_record(self, callback: Callable[[records.Record], None]) -> Callable[[], None]:
        """Call back with each command that has ended, typed or run. Returns a function that ends it."""
        return _subscribe(self._on_record, callback)

    def on_exit(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call back with the exit code once the shell itself has ended. Returns a function that ends it."""
        return _subscribe(self._on_exit, callback)

    def type(self, data: bytes) -> None:
        """What the learner types, as the keyboard's bytes. Ignored once the shell has ended."""
        if data:
            self._prompt.typed(data)
            self._pump.write(data)

    def reply(self, data: bytes) -> None:
        """What the terminal answers to a program's question, such as where its cursor is."""
        self._pump.write(data)

    def resize(self, rows: int, cols: int) -> None:
        """The screen has a new size, in cells."""
        self.size = (rows, cols)
        if self.alive:
            self._pty.resize(rows, cols)

    async def run(self, text: str, timeout: float = 30.0) -> records.Record:
        """Type `text` (one line or many) at the prompt and wait until it has been carried out.

        `timeout` is in seconds; a command that outruns it gets Ctrl-C and its record says so. Raises LabError
        where the shell is dead, busy, gives no prompt in time, or the command ignores Ctrl-C.
        """
        deadline = asyncio.get_running_loop().time() + timeout
        self._claim()
        try:
            await self._come_to_prompt(deadline)
            done: asyncio.Future[records.Record] = asyncio.get_running_loop().create_future()
            self._asked = _Asked(text, done)
            self._prompt.leave()
            self._since_prompt = retention.Retention(16 * 1024, 64 * 1024)
            self._pump.write(line.keystrokes(text))
            return await self._await_record(done, deadline)
        finally:
            self._asked = None
            self._claimed = False

    def _claim(self) -> None:
        """One `run` at a time, counted from its call: two that wait for the same prompt would both find it."""
        if not self.alive:
            raise self._dead()
        if self._running or self._claimed:
            raise errors.LabError(
                f"{self.host} is still busy with: {self._running.text if self._running else 'a command'}",
                todo="wait until it ends, or stop it with Ctrl-C in the terminal",
            )
        self._claimed = True

    async def close(self) -> None:
        """Hang up on the shell and wait until it is gone, at most `GRACE` seconds."""
        self._pump.close()
        if self.alive:
            self._end_commands(None)
        self.alive = False
        if self._tasks:
            await self._tasks.close()
        try:
            await asyncio.wait_for(self._pty.wait(), GRACE)
        except TimeoutError:
            # A program that ignores the hang-up outlives its terminal; it belongs to its host, which ends it.
            pass

    async def _come_to_prompt(self, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await self._prompt.empty()
        except TimeoutError:
            raise errors.LabError(
                f"the shell on {self.host} gives no prompt",
                why="its start-up files may wait for something, or it is neither bash nor zsh",
                todo="look at its terminal",
            ) from None
        if not self.alive:
            raise self._dead()

    async def _await_record(self, done: "asyncio.Future[records.Record]", deadline: float) -> records.Record:
        try:
            async with asyncio.timeout_at(deadline):
                return await asyncio.shield(done)
        except TimeoutError:
            if self._asked:
                self._asked.timed_out = True
        self._pump.write(prompt.INTERRUPT)
        try:
            async with asyncio.timeout(GRACE):
                return await asyncio.shield(done)
        except TimeoutError:
            raise errors.LabError(
                f"the command on {self.host} does not stop",
                why="it outran its time and ignored Ctrl-C",
                todo="end it in the terminal",
            ) from None

    def _dead(self) -> errors.LabError:
        return errors.LabError(f"the shell on {self.host} has ended", todo="open it again")

    def _received(self, data: bytes) -> None:
        for event in self._journal.feed(data):
            self._take(event)

    def _take(self, event: journal.Event) -> None:
        match event:
            case journal.Output(data):
                self._show(data)
            case journal.CommandStart(text):
                self._prompt.begin()
                self._running = records.Running(self._asked.text if self._asked else text)
            case journal.CommandEnd(code):
                self._ended(code)
            case journal.Continuation() if self._asked and self._tasks:
                # An open quote would wait for ever.
                self._tasks.start(self._prompt.give_up_line(), name=f"give up a line on {self.host}")
            case journal.PromptEnd():
                self._since_prompt = retention.Retention(16 * 1024, 64 * 1024)
                self._prompt.show()

    def _show(self, data: bytes) -> None:
        (self._running.kept if self._running else self._since_prompt).add(data)
        self._backlog.add(data)
        for callback in tuple(self._on_output):
            callback(data)

    def _ended(self, code: int) -> None:
        """A command is done; or, when none ran, the shell took a line that it could not carry out."""
        running = self._running
        if running is None:
            if self._asked is None:
                return
            running = records.Running(self._asked.text)
            running.kept.add(line.after_echo(self._since_prompt, running.text))
            unfinished = False
        else:
            unfinished = line.unfinished(running.kept)
        self._running = None
        if unfinished:
            # Line editors take it that a prompt begins a line: when resized, they would wipe out what stands before it.
            self._show(b"\r\n")
        self._report(running, code)

    def _report(self, running: records.Running, code: int | None) -> None:
        record = running.ended(self.host, code, timed_out=bool(self._asked and self._asked.timed_out))
        if self._asked and not self._asked.done.done():
            self._asked.done.set_result(record)
        for callback in tuple(self._on_record):
            callback(record)

    def _hung_up(self) -> None:
        """The other side is gone: learn its exit code, then tell."""
        if self._tasks and self.alive:
            self._tasks.start(self._reap(), name=f"reap the shell on {self.host}")

    async def _reap(self) -> None:
        code = await self._pty.wait()
        self.alive = False
        self._pump.close()
        self._end_commands(code)
        self._prompt.show()  # whoever waits for a prompt shall see that there will be none
        for callback in tuple(self._on_exit):
            callback(code)

    def _end_commands(self, code: int | None) -> None:
        running, self._running = self._running, None
        if running is None and self._asked:
            running = records.Running(self._asked.text)
        if running:
            self._report(running, code)


class _Asked:
    """What `run` waits for."""

    def __init__(self, text: str, done: "asyncio.Future[records.Record]") -> None:
        self.text = text
        self.done = done
        self.timed_out = False


T = TypeVar("T")


def _subscribe(callbacks: list[Callable[[T], None]], callback: Callable[[T], None]) -> Callable[[], None]:
    callbacks.append(callback)

    def end() -> None:
        if callback in callbacks:
            callbacks.remove(callback)

    return end
