"""Prints the replay's pass rate, what fails and what is not compared, at the end of a test run.

The outcomes travel with the test's report, so that they arrive from a worker process as well.
"""

import dataclasses
from typing import Any

import pytest

from tests.replay import replayer

PROPERTY = "kubectl replay"


def property_of(outcomes: list[replayer.Outcome]) -> tuple[str, list[dict[str, Any]]]:
    """What the replaying test leaves in its report."""
    return PROPERTY, [dataclasses.asdict(one) for one in outcomes]


class Summary:
    """Gathers outcomes and prints them."""

    def __init__(self) -> None:
        self._outcomes: list[replayer.Outcome] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the outcomes out of the report of the test that replayed."""
        if report.when == "call":
            found: list[Any] = [value for name, value in report.user_properties if name == PROPERTY]
            self._outcomes += [replayer.Outcome(**one) for outcomes in found for one in outcomes]

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The last section of the report."""
        if not self._outcomes:
            return
        compared = [one for one in self._outcomes if not one.excused]
        passed = sum(one.passed for one in compared)
        line = terminalreporter.line
        terminalreporter.section(PROPERTY)
        share = passed / len(compared)
        line(f"{passed} of {len(compared)} recorded kubectl commands give what was recorded: {share:.1%}")
        for one in self._outcomes:
            if not one.passed:
                line(f"  fails {one.id} {one.command}")
                line(f"        {one.difference}")
        line(f"not compared: {len(self._outcomes) - len(compared)}")
        for one in self._outcomes:
            if one.excused:
                line(f"  {one.id} {one.command}: {one.excused}")


def pytest_configure(config: pytest.Config) -> None:
    """Add the summary to this run."""
    config.pluginmanager.register(Summary(), PROPERTY)
