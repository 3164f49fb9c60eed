"""Where `course prove` tries things: a session in live shells, on the lab or a cluster."""

import asyncio
import contextlib
import dataclasses
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence

from tutor.authoring import variants
from tutor.base import aio, errors, i18n, wording
from tutor.checkapi import declare, verdict
from tutor.cluster import place
from tutor.course import model
from tutor.session import doing, grading, session

PATIENCE = 5.0
"""Seconds that a wrong variant is watched for turning right; right ones get the check's own deadline."""

TOLD = 1000
"""Characters of a command's output that are told where a check erred."""

PAUSE = 0.1
"""Seconds between two looks at a step whose commands are running."""

Say = Callable[[str], None]

TEXTS: i18n.Table = {
    "right": {"en": "right", "ko": "정답"},
    "wrong": {"en": "wrong", "ko": "오답"},
    "race": {"en": "race", "ko": "경합"},
    "solution": {"en": "solution", "ko": "풀이"},
    "passed": {"en": "passed", "ko": "통과"},
    "refused": {"en": "refused", "ko": "거부"},
    "fault": {"en": "FAULT ({fault})", "ko": "결함 ({fault})"},
    "trial": {
        "en": "{step}: {kind}: {about}: {outcome} ({seconds:.1f} s)",
        "ko": "{step}: {kind}: {about}: {outcome} ({seconds:.1f}초)",
    },
}


class SessionFront:
    """A `prove.Front` in live shells."""

    def __init__(
        self,
        one: session.Session,
        where: place.Place,
        checks: Mapping[str, declare.Check],
        say: Say,
        *,
        patience: float = PATIENCE,
    ) -> None:
        hasty = {
            name: dataclasses.replace(check, deadline=min(check.deadline, patience))
            for name, check in checks.items()
        }
        self._session = one
        self._place = where
        self._checks = checks
        self._patient, self._hasty = grading.Grader(checks, where), grading.Grader(hasty, where)
        self._patience = patience
        self._say = say

    async def attempt(self, step: model.Step, trial: variants.Trial) -> Sequence[verdict.Result]:
        """Run the trial as a learner would, in the step as if just entered."""
        await self._session.need_place()
        began = time.monotonic()
        self._session.go(self._session.lesson.steps.index(step))
        self._session.standing.forget()
        if trial.answer and not trial.late:
            self._session.predict(trial.answer)
        results = await self._trying(step, trial)
        lang = self._session.lang
        outcome = " ".join(_word(result, lang) for result in results)
        seconds, kind = time.monotonic() - began, i18n.text(TEXTS, lang, trial.kind)
        about = wording.said(trial.about, lang) if trial.kind == "solution" else trial.about
        words = {"step": step.id, "kind": kind, "about": about, "outcome": outcome}
        self._say(i18n.text(TEXTS, lang, "trial", seconds=seconds, **words))
        if any(result.fault or (trial.kind != "wrong" and not result.passed) for result in results):
            self._tell_what_ran()
        return results

    async def undo(self, commands: Sequence[model.Command]) -> None:
        """Put back what a trial changed."""
        await self._run(commands)

    def _tell_what_ran(self) -> None:
        """For an error that may not come again: each command of the trial, and the end of what it said."""
        for ran in self._session.standing.ran:
            said = ran.output.rstrip()[-TOLD:]
            self._say(f"  {ran.host}# {ran.text}\n{textwrap.indent(said, '  ')}\n  ({ran.exit_code})")

    async def _trying(self, step: model.Step, trial: variants.Trial) -> Sequence[verdict.Result]:
        match trial.kind:
            case "wrong":
                await self._do(trial)
                return await self._watched(step)
            case "race":
                await self._run(trial.commands)
                return await self._raced(step, trial.during)
            case "solution":
                return await self._at_once(step, trial.commands)
        await self._do(trial)
        return await self._grade(self._patient, step)

    async def _do(self, trial: variants.Trial) -> None:
        """The commands, and then the answer of one who looks first."""
        await self._run(trial.commands)
        if trial.answer and trial.late:
            self._session.predict(trial.answer)

    async def _watched(self, step: model.Step) -> Sequence[verdict.Result]:
        """The verdicts on what is wrong; where a check could wait for the cluster, they are asked again later.

        A verdict that calls itself final comes at once, and still has to be true when the cluster has settled.
        """
        began = time.monotonic()
        first = await self._grade(self._hasty, step)
        waits = any(check.deadline for use in step.checks if (check := self._checks.get(use.name)))
        left = self._patience - (time.monotonic() - began)
        if not waits or left <= 0:
            return first
        await asyncio.sleep(left)
        later = await self._grade(self._hasty, step, complete=False)
        return [two if two.passed or two.fault else one for one, two in zip(first, later, strict=True)]

    async def _raced(self, step: model.Step, during: Sequence[model.Command]) -> Sequence[verdict.Result]:
        """The verdicts as soon as `during` has begun, and again as soon as it has ended: the worse one of each."""
        async with aio.tasks() as tasks:
            going = tasks.start(self._apart(during), name="a race")
            first = await self._grade(self._patient, step)
            broken = await going
        later = await self._grade(self._patient, step)
        if broken:
            return [dataclasses.replace(one, passed=False, fault=broken) for one in later]
        return [two if one.passed else one for one, two in zip(first, later, strict=True)]

    async def _apart(self, commands: Sequence[model.Command]) -> str:
        """Run commands apart from the learner's shells; what went wrong with one, or ""."""
        for command in commands:
            argv = ["bash", "-c", command.text]
            try:
                run = asyncio.to_thread(self._place.run, command.host, argv, timeout=command.timeout)
                ended = await aio.whole(run)
            except (errors.TutorError, TimeoutError) as error:
                return f"during: {command.text}: {error}"
            if ended.exit_code:
                said = (ended.stderr or ended.stdout).decode(errors="replace").strip()
                return f"during: {command.text}: exit code {ended.exit_code}: {said[-200:]}"
        return ""

    async def _at_once(self, step: model.Step, commands: Sequence[model.Command]) -> Sequence[verdict.Result]:
        """The verdicts right after the last command; a fault while they ran takes a verdict's place."""
        early: dict[int, verdict.Result] = {}
        ended = asyncio.Event()
        async with aio.tasks() as tasks:
            looking = tasks.start(self._look_on(step, ended, early), name="grade while it runs")
            await self._run(commands)
            ended.set()
            results = await self._grade(self._patient, step)
            await looking
        return [early.get(index, result) for index, result in enumerate(results)]

    async def _look_on(
        self, step: model.Step, ended: asyncio.Event, faulty: dict[int, verdict.Result]
    ) -> None:
        """Grade again and again until the commands have ended; keep the first fault of each check."""
        while step.checks and not ended.is_set():
            for index, result in enumerate(await self._grade(self._patient, step, complete=False)):
                if result.fault:
                    early = dataclasses.replace(result, fault=f"while the commands ran: {result.fault}")
                    faulty.setdefault(index, early)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), PAUSE)

    async def _grade(
        self, grader: grading.Grader, step: model.Step, *, complete: bool = True
    ) -> Sequence[verdict.Result]:
        return await grader.grade(step, self._session.standing, self._session.lang, complete=complete)

    async def _run(self, commands: Sequence[model.Command]) -> None:
        await self._session.carry_out(commands, watcher=_Lenient(self._say, self._session.lang))


class _Lenient(doing.Watcher):
    """A command that could not be carried out is told of, and the trial goes on: its verdicts decide."""

    def __init__(self, say: Say, lang: str) -> None:
        self._say = say
        self._lang = lang

    def failed(self, command: model.Command, error: errors.TutorError) -> None:
        """Told, not raised."""
        self._say(f"{command.host}# {command.text}\n{errors.render(error, self._lang)}")


def _word(result: verdict.Result, lang: str) -> str:
    if result.fault or result.lacks:
        return i18n.text(TEXTS, lang, "fault", fault=result.fault or result.lacks)
    return i18n.text(TEXTS, lang, "passed" if result.passed else "refused")
