"""One learner in one lesson: commands in live shells, verdicts on what really happened, progress on disk."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from tutor.base import aio, errors, wording
from tutor.checkapi import declare, verdict
from tutor.cluster import place
from tutor.course import model
from tutor.progress import store
from tutor.session import (
    beginning,
    beside,
    doing,
    entries,
    events,
    grading,
    judging,
    ledger,
    redoing,
    running,
    standings,
    state,
    texts,
    undoing,
)
from tutor.shell import records, shell


class Session(standings.Standings):
    """Open it, let a front drive it and listen to it, close it."""

    def __init__(
        self,
        course: model.Course,
        lesson: model.Lesson,
        *,
        lang: str,
        where: place.Place,
        checks: Mapping[str, declare.Check],
        progress: store.Store,
        grade_at_once: bool = True,
        own: bool = True,
    ) -> None:
        """`own`: the states of the place that are reached are the learner's, who finds them again."""
        super().__init__(lesson, lang)
        self.course = course
        self.place = where
        self._progress = progress
        self._grade_at_once = grade_at_once
        self._listeners: list[events.Listener] = []
        self._tasks = aio.Tasks()
        self._own = own
        self._running = running.Running(
            where, self, self._tasks, tell=self._tell, ended=self._ended, recall=own
        )
        self.shells = self._running.shells
        self._beside = self._running.beside
        self._follow(checks)

    def _follow(self, checks: Mapping[str, declare.Check]) -> None:
        """Make what works by the lesson and its checks."""
        self._grader = grading.Grader(checks, self.place)
        self._redoing = redoing.Redoing(self.shells, self._beside, self._grader, self.lang)
        self._beginning = beginning.Beginning(
            self.course, self.lesson, self.place, self._redoing, own=self._own
        )
        self._ledger = ledger.Ledger(
            self._progress, self.course, self.lesson, lambda error: self._tell(events.NotKept(error))
        )
        self._judge = judging.Judge(
            self.lesson.steps,
            self._states,
            self._grader,
            self._tasks,
            settled=self._settle,
            tell=self._tell,
        )
        self._entries = entries.Entries(
            ledger.course_id(self.course), self.lesson, self.place.states, self._tasks, self._not_kept
        )

    def renew(self, course: model.Course, lesson: model.Lesson, checks: Mapping[str, declare.Check]) -> None:
        """Go on in another version of the lesson: at the same step, with what was done, in the same shells."""
        self._judge.drop()
        self._beside.renumber(self._carry_over(lesson))
        self.course = course
        self._follow(checks)

    def subscribe(self, listener: events.Listener) -> None:
        """Be told of everything that happens, in order."""
        self._listeners.append(listener)
        self._ledger.tell_anew()

    def _notice(self, text: str) -> None:
        self._tell(events.Notice(text))

    def _tell(self, event: events.Event) -> None:
        for listener in self._listeners:
            listener(event)

    async def open(self, at: str = "") -> None:
        """Stand at the step of that id, else where the learner left, with what they had passed."""
        self._grader.warm()
        left = self._ledger.recall(self._states)
        for step, standing in zip(self.lesson.steps, self._states, strict=True):
            standing.hints_shown = min(standing.hints_shown, len(self.hints(step)))
        ids = [step.id for step in self.lesson.steps]
        self._stand(ids.index(at) if at in ids else left)

    async def close(self) -> None:
        """End the shells and everything under way; the place is the caller's."""
        await self._tasks.close()
        await self._running.close()

    def set_lang(self, lang: str) -> None:
        """Go on in another language."""
        self.lang = lang
        self._ledger.set_lang(lang)

    def go(self, index: int) -> None:
        """Stand at another step."""
        self._stand(min(max(index, 0), len(self.lesson.steps) - 1))
        self._entered()

    def _stand(self, index: int) -> None:
        self.index = index
        self._ledger.stand(self.step)
        self._tell(events.StepEntered(index))
        if self._own and self._grader.may_lack(self.step):  # a walk asks for itself
            self._tasks.start(self._tell_lacks(), name=f"what step {index} needs")

    def _entered(self) -> None:
        if self._own:
            self._entries.enter(self.index, self.standing)

    async def _tell_lacks(self) -> None:
        if lacks := await self.lacks():
            self._notice(texts.text(self.lang, "lacks", lacks=lacks))

    async def entered(self) -> None:
        """Wait until the state in which the learner came to this step is kept, where the place can keep it."""
        await self._entries.entered()

    def _not_kept(self, error: errors.TutorError) -> None:
        why = wording.said(error.what, self.lang)
        self._notice(texts.text(self.lang, "state_not_kept", why=why))

    async def prepare(self, tell: Callable[[str], None]) -> None:
        """Bring the place to where the present step begins, unless it is there. Raises TutorError."""
        if await self._beginning.prepare(self.index, self.lang, tell):
            await self._redoing.refresh()
        self._entered()

    async def passed(self, index: int) -> None:
        """Keep the state after a step for those that begin there."""
        try:
            await self._beginning.passed(index)
        except errors.TutorError as error:
            self._not_kept(error)

    def next(self) -> bool:
        """Go one step on; False at the last one."""
        if self.index + 1 >= len(self.lesson.steps):
            return False
        self.go(self.index + 1)
        return True

    def back(self) -> bool:
        """Go one step back; False at the first one."""
        if self.index == 0:
            return False
        self.go(self.index - 1)
        return True

    def skip(self) -> bool:
        """Leave the step ungraded and go on; a step that was passed stays passed."""
        if self.standing.status != "passed":
            self._settle(self.index, "skipped")
        return self.next()

    def predict(self, option: str) -> None:
        """The learner's prediction, and how much they had seen by then; choosing the same again changes nothing."""
        if option != self.standing.prediction:
            self.standing.prediction, self.standing.predicted_after = option, len(self.standing.ran)
            self._tell(events.Predicted(self.index, option, self.standing.predicted_after))
        if self.standing.ran:
            self._grade_soon(self.index)

    def hint(self) -> str | None:
        """The next hint, or the last one again; None where the step has none."""
        hints = self.hints(self.step)
        if not hints:
            return None
        self.standing.hints_shown = min(self.standing.hints_shown + 1, len(hints))
        text = hints[self.standing.hints_shown - 1]
        self._tell(events.HintShown(text, self.standing.hints_shown, len(hints)))
        return text

    async def shell(self, host: str) -> shell.Shell:
        """The live shell on `host`, opened at its first use. Raises TutorError."""
        return await self._running.shell(host)

    @property
    def busy(self) -> bool:
        """Whether a command is under way in any shell, whoever began it."""
        return self.shells.busy

    @property
    def going(self) -> Mapping[str, beside.Going]:
        """By host, the commands that go on beside others."""
        return self._beside.going

    async def begin(self, command: model.Command) -> None:
        """Start a command that goes on beside others, and wait until it is ready. Raises LabError."""
        await self._running.begin(command)

    async def stop(self, host: str) -> None:
        """End what goes on there beside others, once it has shown what it is waited for. Raises LabError."""
        await self._beside.free(host)

    async def carry_out(
        self,
        commands: Sequence[model.Command],
        *,
        watcher: doing.Watcher | None = None,
        cap: float = float("inf"),
    ) -> None:
        """Run these in order, each in its host's shell. Raises TutorError unless `watcher` takes it."""
        await self._running.carry_out(commands, watcher, cap)

    async def need_place(self) -> None:
        """Make sure that there is still a place to run anything. Raises LabError where the lab has ended."""
        if await asyncio.to_thread(self.place.lost):
            raise errors.LabError(
                "the lab has ended while lessons were run in it",
                why="what was changed in it is gone, so that nothing more of them can pass",
                todo="run the same command again; it starts another",
            )

    async def lacks(self) -> str:
        """What this step needs and the place has not, in words; "" where nothing is missing."""
        return await self._grader.lacks(self.step, self.lang)

    async def run(self, text: str, host: str, *, limit: float = model.DEFAULT_TIMEOUT) -> records.Record:
        """Type `text` into the shell of `host` and wait for its end; past `limit` seconds it gets Ctrl-C.

        What goes on there beside others is ended first. Its record belongs to the present step, wherever the learner is
        when it ends. Raises LabError where the shell is busy or does not answer.
        """
        return await self._running.run(text, host, limit)

    def _ended(self, record: records.Record) -> None:
        if self._redoing.takes(record):
            return
        index = self._running.step_of(record)
        self._states[index].ran.append(record)
        self._ledger.ran(self.lesson.steps[index], record)
        self._tell(events.CommandEnded(record, index))
        self._grade_soon(index)

    def _grade_soon(self, index: int) -> None:
        if self._grade_at_once:
            self._judge.soon(index, self.lang)

    async def grade(self) -> tuple[verdict.Result, ...]:
        """The verdicts on this step as it stands: what has not passed is wrong, since the learner asked."""
        self._judge.drop()
        await self._judge.grade(self.index, self.lang, asked=True)
        return self.standing.results

    def _settle(self, index: int, status: state.Status) -> None:
        standing = self._states[index]
        first = standing.status != status
        standing.status = status
        self._ledger.settle(self.lesson.steps[index], standing)
        self._tell(events.Settled(index, status))
        if status == "passed" and first and self._own:
            self._tasks.start(self.passed(index), name=f"keep step {index}")

    async def reset(self) -> None:
        """Undo what the step changed and start it anew."""
        index, step = self.index, self.step  # they may be elsewhere by the time it is undone
        await self._beside.drop_all()
        self._judge.drop()  # its verdict would be on what is undone
        if await self._entries.back(index):
            await self._redoing.refresh()
        else:
            await self.clean_up(step)
        self._judge.drop()  # of what ended meanwhile, too
        self._states[index].forget()
        self._ledger.forget(step)
        self._tell(events.Settled(index, "todo"))
        self._notice(texts.text(self.lang, "step_reset"))
        self._tell(events.StepEntered(self.index))

    async def clean_up(self, step: model.Step) -> None:
        """Undo what a step changed, as the lesson says; what fails is told, and the rest goes on."""
        await undoing.clean_up(self.place, step, self.lang, self._notice)
