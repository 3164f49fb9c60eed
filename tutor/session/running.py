"""Commands in live shells, each counted for the step that it was begun in."""

import asyncio
from collections.abc import Callable, Sequence

from tutor.base import aio
from tutor.cluster import place
from tutor.course import model
from tutor.session import beside, doing, events, shells, standings, texts
from tutor.shell import records, shell


class Running:
    """Owns the shells and what goes on in them, and tells of both."""

    def __init__(
        self,
        where: place.Place,
        learner: standings.Standings,
        tasks: aio.Tasks,
        *,
        tell: events.Listener,
        ended: Callable[[records.Record], None],
        recall: bool,
    ) -> None:
        """`ended` gets each command that has ended, whoever typed it; `recall` is for the shells."""
        self._place = where
        self._learner = learner
        self._tasks = tasks
        self._tell = tell
        self.shells = shells.Shells(where, on_record=ended, on_close=self._shell_ended, recall=recall)
        self.beside = beside.Beside(self.shells, tasks)
        self._typed: dict[str, tuple[str, int]] = {}  # by host: what `run` has typed, and for which step

    async def shell(self, host: str) -> shell.Shell:
        """The live shell on `host`, opened at its first use. Raises TutorError."""
        opened = host not in self.shells
        found = await self.shells.open(host)
        if opened:
            self._tell(events.ShellOpened(host))
        return found

    async def run(self, text: str, host: str, limit: float) -> records.Record:
        """Type `text` into the shell of `host` and wait for its end; past `limit` seconds it gets Ctrl-C.

        What goes on there beside others is ended first. Raises LabError where the shell is busy or does not answer.
        """
        step = self._learner.index
        live = await self.shell(host)
        await self.beside.free(host)
        self._tell(events.CommandStarted(host, text))
        self._typed[host] = (text, step)
        try:
            return await live.run(text, limit)
        finally:
            self._typed.pop(host, None)

    async def begin(self, command: model.Command) -> None:
        """Start a command that goes on beside others, and wait until it is ready. Raises LabError."""
        step = self._learner.index  # they may be elsewhere by the time it has started
        await self.shell(command.host)
        self._tell(events.CommandStarted(command.host, command.text))
        one = await self.beside.begin(command, command.timeout, step)
        if not one.ended.done():
            self._tell(events.CommandReady(command.host, command.text))

    async def carry_out(
        self, commands: Sequence[model.Command], watcher: doing.Watcher | None, cap: float
    ) -> None:
        """Run these in order, each in its host's shell. Raises TutorError unless `watcher` takes it."""

        async def run(command: model.Command) -> records.Record:
            return await self.run(command.text, command.host, min(command.timeout, cap))

        step = self._learner.index
        await doing.carry_out(commands, run, self.beside, step=step, watcher=watcher, cap=cap)

    async def close(self) -> None:
        """End the shells, and whatever runs in them."""
        await self.shells.close()

    def step_of(self, record: records.Record) -> int:
        """The step that a command was begun in; what was typed by hand counts where the learner is at its end."""
        at = self._learner.index
        if (owner := self.beside.owner(record)) is not None:
            return owner
        text, step = self._typed.get(record.host, ("", at))
        return min(step, len(self._learner.lesson.steps) - 1) if text == record.text else at

    def _shell_ended(self, host: str) -> None:
        self._tell(events.ShellEnded(host))
        self._tasks.start(self._tell_why(host), name=f"why the shell on {host} ended")

    async def _tell_why(self, host: str) -> None:
        """A shell was left, or its place has gone."""
        lang = self._learner.lang
        if await asyncio.to_thread(self._place.lost):
            self._tell(events.Notice(texts.text(lang, "place_lost", name=self._place.name)))
            self._tell(events.PlaceLost())
        else:
            self._tell(events.Notice(texts.text(lang, "shell_ended", host=host)))
