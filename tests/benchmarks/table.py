"""Rows of figures, and how they are printed."""

import dataclasses
import statistics
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Row:
    """One subject: all its samples, its unit, and its budget (what the median, or the 95th percentile, may be)."""

    subject: str
    samples: Sequence[float]
    unit: str
    budget: float | None = None
    at_least: bool = False
    """The budget is a floor (throughput), not a ceiling."""
    by_p95: bool = False

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The 95th percentile; the largest of fewer than 20 samples."""
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def verdict(self) -> str:
        """Whether the budget is met."""
        if self.budget is None:
            return ""
        figure = self.p95 if self.by_p95 else self.median
        met = figure >= self.budget if self.at_least else figure <= self.budget
        return "met" if met else "MISSED"


def show(title: str, rows: Sequence[Row]) -> bool:
    """Print the rows; whether every budget is met."""
    print(f"\n{title}")
    print(f"{'':62} {'n':>3} {'median':>9} {'p95':>9} {'min':>9} {'budget':>10}")
    for row in rows:
        budget = "" if row.budget is None else f"{'>=' if row.at_least else '<='} {row.budget:g}"
        figures = f"{row.median:9.3f} {row.p95:9.3f} {min(row.samples):9.3f} {budget:>10}"
        print(f"{row.subject + ' [' + row.unit + ']':62} {len(row.samples):3} {figures} {row.verdict}")
    return all(row.verdict != "MISSED" for row in rows)
