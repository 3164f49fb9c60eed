"""Runs checks: in threads of their own, within time limits, again until the cluster has converged."""

import asyncio
import dataclasses
import re
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tutor.base import wording
from tutor.checkapi import declare, evidence, verdict

PAUSE = 0.1
"""Seconds between two looks at a converging cluster."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Use(Protocol):
    """What a step says of a check; a course's CheckUse is one."""

    @property
    def name(self) -> str: ...
    @property
    def args(self) -> Mapping[str, Any]: ...
    @property
    def host(self) -> str: ...


class Runner:
    """Runs the checks that discovery found."""

    def __init__(self, checks: Mapping[str, declare.Check]) -> None:
        self.checks = checks

    async def run(
        self,
        use: Use,
        seen: evidence.Evidence,
        deadline: float | None = None,
        watch: Callable[[verdict.Result], None] = lambda _: None,
    ) -> verdict.Result:
        """The result of one check; never raises for what the check does.

        `deadline` (seconds) takes the place of the check's own where the check converges. `watch` is told what each
        look found that is not the last one.
        """
        began = time.monotonic()
        check = self.checks.get(use.name)
        if check is None:
            return verdict.Result(use.name, False, fault=f"there is no check named {use.name!r}")
        if misfits := check.misfits(use.args):
            return verdict.Result(
                use.name, False, fault="; ".join(wording.said(one, seen.lang) for one in misfits)
            )
        seen = dataclasses.replace(seen, host=use.host or seen.host, said={})
        patience = check.deadline if deadline is None or not check.deadline else deadline
        result, final = await _limited(check, seen, use.args)
        while not final and time.monotonic() - began + PAUSE < patience:
            watch(result)
            await asyncio.sleep(PAUSE)
            result, final = await _limited(check, seen, use.args)
        return dataclasses.replace(result, seconds=time.monotonic() - began)


Outcome = tuple[verdict.Result, bool]
"""A result, and whether asking again is of no use."""


async def _limited(check: declare.Check, seen: evidence.Evidence, args: Mapping[str, Any]) -> Outcome:
    """One call of the check within its limit."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[Outcome] = loop.create_future()

    def work() -> None:
        outcome = _guarded(check, seen, args)
        try:
            loop.call_soon_threadsafe(_settle, ended, outcome)
        except RuntimeError:
            # The loop is closed: the check outlived its limit and everyone who waited for it.
            return

    # A daemon thread, not a pool's: a check that hangs must hold up neither the next one nor the exit.
    threading.Thread(target=work, name=f"check {check.name}", daemon=True).start()
    try:
        return await asyncio.wait_for(ended, check.limit)
    except TimeoutError:
        return verdict.Result(check.name, False, fault=f"no verdict within {check.limit:g} s"), True


def _settle(ended: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not ended.done():
        ended.set_result(outcome)


def _guarded(check: declare.Check, seen: evidence.Evidence, args: Mapping[str, Any]) -> Outcome:
    try:
        found: object = check(seen, **args)
    except Exception as error:  # whatever a check raises is its own fault, and is reported as such
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = _harmless(seen.reason(error))
        fault = f"{type(error).__name__}: {reason} ({where.filename}:{where.lineno})"
        return verdict.Result(check.name, False, fault=fault), True
    if not isinstance(found, verdict.Verdict):
        return verdict.Result(check.name, False, fault=f"it returned {found!r}, not a verdict"), True
    expected, shown, following = map(_harmless, (found.expected, found.seen, found.next))
    credit = 1.0 if found.passed else min(max(found.credit, 0.0), 0.99)
    english = (_english(seen, found.expected), _english(seen, found.seen))
    result = verdict.Result(
        check.name, found.passed, expected, shown, following, credit=credit, english=english
    )
    return result, found.passed or found.final


def _english(seen: evidence.Evidence, text: str) -> str:
    return "" if seen.lang == "en" else _harmless(seen.in_english(text))


def _harmless(text: str) -> str:
    """The text without controls: a check may quote a log or an object, and no pod is to drive the terminal."""
    return _CONTROLS.sub("", text)
