"""Commands that the tutor itself runs in the learner's shells: they are done, but they are no work of the learner's."""

import contextlib
from collections.abc import Iterator

from tutor.course import model
from tutor.session import beside, doing, grading, shells, starting, state
from tutor.shell import records


class Redoing:
    """Does what leads to a step, in the shells where the learner goes on."""

    def __init__(
        self, opened: shells.Shells, others: beside.Beside, grader: grading.Grader, lang: str
    ) -> None:
        self._shells = opened
        self._beside = others
        self._grader = grader
        self._lang = lang
        self._ran: list[records.Record] | None = None

    def takes(self, record: records.Record) -> bool:
        """Whether a command that ended is one of these."""
        if self._ran is None:
            return False
        self._ran.append(record)
        return True

    @contextlib.contextmanager
    def _apart(self) -> Iterator[list[records.Record]]:
        self._ran = []
        try:
            yield self._ran
        finally:
            self._ran = None

    async def do(self, piece: starting.Piece) -> bool:
        """Do what a step does; whether its checks passed in the end. Raises TutorError."""
        with self._apart() as ran:
            await doing.carry_out(piece.commands, self._run, self._beside)
            if piece.step is None:
                return all(record.exit_code == 0 for record in ran)
            asked = piece.step.prediction
            standing = state.StepState(ran=ran, prediction=asked.answer if asked else None)
            results = await self._grader.grade(piece.step, standing, self._lang, complete=True)
            return all(result.passed or result.fault or result.lacks for result in results)

    async def _run(self, command: model.Command) -> records.Record:
        live = await self._shells.open(command.host)
        return await live.run(command.text, command.timeout)

    async def refresh(self) -> None:
        """Let the open shells take in the variables that a restore brought back."""
        with self._apart():
            await self._shells.refresh()
