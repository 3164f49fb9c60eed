"""From what a learner ran to the verdicts on a step."""

import asyncio
import functools
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any

from tutor.checkapi import declare, evidence, objects, runner, verdict, warm
from tutor.checkapi.commandline import aliases
from tutor.cluster import place, pods, profile
from tutor.course import model
from tutor.session import reach, state, texts
from tutor.shell import records

LAB_PATIENCE = 20.0
"""Seconds that a check waits for the lab at most."""


SoFar = tuple[verdict.Result | None, ...]
"""What each check has found as yet, in the lesson's order; None for one that has not looked."""

Watch = Callable[[SoFar, frozenset[int]], None]
"""Told what they have found, and the numbers of those that wait for the cluster."""


def command_records(ran: list[records.Record], names: aliases.Names) -> tuple[evidence.CommandRecord, ...]:
    """The journal's records as checks see them: with what the learner's own names for commands mean."""
    return tuple(
        evidence.CommandRecord(
            record.host,
            names.spelled(record.host, record.text),
            record.output,
            record.exit_code,
            record.seconds,
        )
        for record in ran
    )


async def _together(works: Iterable[Coroutine[Any, Any, verdict.Result]]) -> tuple[verdict.Result, ...]:
    """Their results in order; where one of them could not even begin, the others are ended."""
    tasks = [asyncio.create_task(work, name=f"check {number} of a step") for number, work in enumerate(works)]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Meanwhile:
    """What several checks have found while at least one of them waits; told whenever it changes."""

    def __init__(self, count: int, watch: Watch) -> None:
        self._found: list[verdict.Result | None] = [None] * count
        self._waiting: set[int] = set()
        self._watch = watch

    def look(self, index: int, result: verdict.Result) -> None:
        """A check has looked, and will again."""
        self._waiting.add(index)
        self._enter(index, result)

    def end(self, index: int, result: verdict.Result) -> verdict.Result:
        """A check has ended with this result."""
        self._waiting.discard(index)
        self._enter(index, result)
        return result

    def _enter(self, index: int, result: verdict.Result) -> None:
        changed = result != self._found[index]
        self._found[index] = result
        if changed and self._waiting:
            self._watch(tuple(self._found), frozenset(self._waiting))


class Grader:
    """Runs the checks of a step against a place."""

    def __init__(self, checks: Mapping[str, declare.Check], where: place.Place) -> None:
        self._runner = runner.Runner(checks)
        self._on_lab = where.kind == "lab"
        self._hosts = where.hosts
        self._reach = reach.PlaceReach(where)
        self._cluster = objects.Cluster(self._reach.kubeconfig)
        self._names = aliases.Names()  # what one step defines is there in the next

    def warm(self) -> None:
        """Do beforehand, beside whatever else goes on, what the first verdict would have to wait for."""
        warm.begin(self._cluster)

    async def grade(
        self,
        step: model.Step,
        standing: state.StepState,
        lang: str,
        *,
        complete: bool,
        watch: Watch = lambda _found, _waiting: None,
    ) -> tuple[verdict.Result, ...]:
        """One result a check, in the lesson's order. Until `complete`, no check waits for the cluster.

        `watch` is told what they have found, as often as that changes while one of them waits. Nothing is graded where
        the place has not what the step needs.
        """
        if lacks := await self.lacks(step, lang):
            return tuple(verdict.Result(use.name, False, lacks=lacks) for use in step.checks)
        seen = evidence.Evidence(
            lang=lang,
            host="",
            reach=self._reach,
            cluster=self._cluster,
            commands=command_records(standing.ran, self._names),
            answer=standing.prediction,
            answered_after=standing.predicted_after,
        )
        meanwhile = _Meanwhile(len(step.checks), watch)

        async def one(index: int, use: model.CheckUse) -> verdict.Result:
            patience = self._patience(use, complete=complete)
            look = functools.partial(meanwhile.look, index)
            return meanwhile.end(index, await self._runner.run(use, seen, patience, look))

        return await _together(one(index, use) for index, use in enumerate(step.checks))

    async def lacks(self, step: model.Step, lang: str) -> str:
        """What the step needs and the place has not, in words; "" where nothing is missing."""
        hosts = self._out_of_reach(step)
        missing = []
        if step.needs:
            try:
                missing = await asyncio.to_thread(profile.lacking, step.needs, self._cluster, self._hosts)
            except OSError:
                missing = []  # a cluster that does not answer lacks nothing: the checks tell of it
        said = [texts.text(lang, f"need_{need}") for need in missing]
        return ", ".join([*said, *(texts.text(lang, "need_host", host=host) for host in hosts)])

    def may_lack(self, step: model.Step) -> bool:
        """Whether it is worth asking what the step lacks here."""
        return bool(step.needs or self._out_of_reach(step))

    def _out_of_reach(self, step: model.Step) -> list[str]:
        used = [*(one.host for one in (*step.commands, *step.solution)), *(use.host for use in step.checks)]
        return [
            host for host in dict.fromkeys(used) if host and not pods.is_pod(host) and host not in self._hosts
        ]

    def _patience(self, use: model.CheckUse, *, complete: bool) -> float:
        """Seconds that the check may wait for the cluster. The lab converges in moments, a real cluster in minutes."""
        check = self._runner.checks.get(use.name)
        if not complete or check is None:
            return 0.0
        return min(check.deadline, LAB_PATIENCE) if self._on_lab else check.deadline
