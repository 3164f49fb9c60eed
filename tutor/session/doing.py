"""Carries out a list of commands in order, as one person at several terminals would."""

from collections.abc import Awaitable, Callable, Sequence

from tutor.base import errors
from tutor.course import model
from tutor.session import beside
from tutor.shell import records

Run = Callable[[model.Command], Awaitable[records.Record]]
"""Runs a command from its start to its end."""


class Watcher:
    """Hears what becomes of each command; this one only lets errors through."""

    def begun(self, command: model.Command) -> None:
        """It is about to be typed."""

    def ended(self, command: model.Command, record: records.Record) -> None:
        """It has ended, or was ended because all the others have."""

    def failed(self, command: model.Command, error: errors.TutorError) -> None:  # noqa: ARG002 - for those that tell
        """It could not be carried out; raising here gives up the rest."""
        raise error


async def carry_out(
    commands: Sequence[model.Command],
    run: Run,
    others: beside.Beside,
    *,
    step: int = 0,
    watcher: Watcher | None = None,
    cap: float = float("inf"),
) -> None:
    """Run them all, as commands of `step`. Those that go on beside are ended with the last one.

    `cap` bounds each one's seconds.
    """
    told = watcher or Watcher()
    for command in commands:
        try:
            await _finish(command.host, others, told, cap)
            await _one(command, run, others, told, step, min(command.timeout, cap))
        except errors.TutorError as error:
            told.failed(command, error)
    for host, one in others.going.items():
        try:
            await _finish(host, others, told, cap)
        except errors.TutorError as error:
            told.failed(one.command, error)


async def _finish(host: str, others: beside.Beside, told: Watcher, cap: float) -> None:
    """End what goes on there beside others, if anything does."""
    one = others.going.get(host)
    if one and (record := await others.finish(host, min(one.command.timeout, cap))):
        told.ended(one.command, record)


async def _one(
    command: model.Command, run: Run, others: beside.Beside, told: Watcher, step: int, seconds: float
) -> None:
    told.begun(command)
    if not command.beside:
        told.ended(command, await run(command))
        return
    one = await others.begin(command, seconds, step)
    if one.ended.done() or one.keys:
        told.ended(command, await one.play(seconds))
