"""Prints the replay's pass rate, and what fails, at the end of a test run."""

from typing import Any

import pytest

from tests.replay import replayer

OUTCOMES = pytest.StashKey[list[replayer.Outcome]]()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The last section of the report."""
    outcomes = config.stash.get(OUTCOMES, [])
    if not outcomes:
        return
    compared = [one for one in outcomes if not one.excused]
    passed = sum(one.passed for one in compared)
    terminalreporter.section("kubectl replay")
    share = passed / len(compared)
    terminalreporter.line(
        f"{passed} of {len(compared)} recorded kubectl commands give what was recorded: {share:.1%}"
    )
    terminalreporter.line(f"not compared: {len(outcomes) - len(compared)}")
    for one in outcomes:
        if not one.passed:
            terminalreporter.line(f"  fails {one.id} {one.command}")
            terminalreporter.line(f"        {one.difference}")
