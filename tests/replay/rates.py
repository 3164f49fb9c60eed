"""Prints, at the end of a test run, how many recorded cases of each kind give what was recorded.

A test marked `vectors` whose parameter is called `case` counts as one case of its folder; a test that goes through many
cases by itself says so with `counted`. The figures travel with the reports, so they arrive from worker processes too.
"""

import collections
from typing import Any

import pytest

CASE = "recorded case"
COUNTED = "recorded cases"


def counted(request: pytest.FixtureRequest, kind: str, passed: int, compared: int, excused: int = 0) -> None:
    """Say what became of the cases that one test has gone through."""
    request.node.user_properties.append((COUNTED, [kind, passed, compared, excused]))


class Rates:
    """Gathers and prints."""

    def __init__(self) -> None:
        self._passed: collections.Counter[str] = collections.Counter()
        self._compared: collections.Counter[str] = collections.Counter()
        self._excused: collections.Counter[str] = collections.Counter()
        self._failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Note which tests are cases."""
        callspec = getattr(item, "callspec", None)
        if item.get_closest_marker("vectors") and callspec and "case" in callspec.params:
            item.user_properties.append((CASE, item.path.parent.name))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count."""
        for name, value in report.user_properties if report.when == "call" else ():
            if name == CASE:
                self._add(str(value), int(report.passed), 1, 0)
                if report.failed:
                    self._failed.append(report.nodeid)
            elif name == COUNTED:
                self._add(*value)  # type: ignore[misc] # reports type a property's value as object

    def _add(self, kind: str, passed: int, compared: int, excused: int) -> None:
        self._passed[kind] += passed
        self._compared[kind] += compared
        self._excused[kind] += excused

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """A line a kind; what fails is named."""
        if not self._compared:
            return
        terminalreporter.section(COUNTED)
        for kind, compared in sorted(self._compared.items()):
            share = self._passed[kind] / compared if compared else 0.0
            excused = f", {self._excused[kind]} not compared" if self._excused[kind] else ""
            terminalreporter.line(f"{kind:12} {self._passed[kind]:4} of {compared:4} {share:7.1%}{excused}")
        for line in self._failed:
            terminalreporter.line(f"  fails {line}")


def pytest_configure(config: pytest.Config) -> None:
    """Add the rates to this run."""
    config.pluginmanager.register(Rates(), COUNTED)
