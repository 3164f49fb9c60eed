"""Counters, gauges and histograms, and the text in which Prometheus reads them (exposition format 0.0.4)."""

import bisect
import math
from collections.abc import Sequence

Labels = tuple[str, ...]


class Metric:
    """A family of values, one for each combination of labels."""

    kind = "untyped"

    def __init__(self, name: str, text: str, labels: Sequence[str] = ()) -> None:
        self.name, self.text, self.labels = name, text, tuple(labels)
        self.values: dict[Labels, float] = {}

    def lines(self) -> list[str]:
        """The family in exposition format; empty while it has no value."""
        body = self._samples()
        return [f"# HELP {self.name} {self.text}", f"# TYPE {self.name} {self.kind}", *body] if body else []

    def _samples(self) -> list[str]:
        return [
            f"{self.name}{_braces(self.labels, labels)} {number(value)}"
            for labels, value in sorted(self.values.items())
        ]


class Counter(Metric):
    """Only ever grows."""

    kind = "counter"

    def add(self, *labels: str, by: float = 1) -> None:
        """Count once more."""
        self.values[labels] = self.values.get(labels, 0) + by


class Gauge(Metric):
    """Goes up and down."""

    kind = "gauge"

    def set(self, value: float, *labels: str) -> None:
        """The present value."""
        self.values[labels] = value

    def remove(self, *labels: str) -> None:
        """Forget one combination of labels."""
        self.values.pop(labels, None)


class Histogram(Metric):
    """Counts observations below each of its bounds."""

    kind = "histogram"

    def __init__(self, name: str, text: str, labels: Sequence[str], bounds: Sequence[float]) -> None:
        super().__init__(name, text, labels)
        self.bounds = tuple(bounds)
        self.counts: dict[Labels, list[int]] = {}

    def observe(self, value: float, *labels: str) -> None:
        """Count one observation."""
        counts = self.counts.setdefault(labels, [0] * (len(self.bounds) + 1))
        counts[bisect.bisect_left(self.bounds, value)] += 1
        self.values[labels] = self.values.get(labels, 0) + value

    def _samples(self) -> list[str]:
        found = []
        for labels, counts in sorted(self.counts.items()):
            total = 0
            for bound, count in zip((*self.bounds, math.inf), counts, strict=True):
                total += count
                braces = _braces((*self.labels, "le"), (*labels, number(bound)))
                found.append(f"{self.name}_bucket{braces} {total}")
            braces = _braces(self.labels, labels)
            found += [
                f"{self.name}_sum{braces} {number(self.values[labels])}",
                f"{self.name}_count{braces} {total}",
            ]
        return found


class Registry:
    """The metrics of one process; they outlive a reload."""

    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}

    def counter(self, name: str, text: str, labels: Sequence[str] = ()) -> Counter:
        """The counter of that name."""
        found = self._metrics.setdefault(name, Counter(name, text, labels))
        assert isinstance(found, Counter)
        return found

    def gauge(self, name: str, text: str, labels: Sequence[str] = ()) -> Gauge:
        """The gauge of that name."""
        found = self._metrics.setdefault(name, Gauge(name, text, labels))
        assert isinstance(found, Gauge)
        return found

    def histogram(self, name: str, text: str, labels: Sequence[str], bounds: Sequence[float]) -> Histogram:
        """The histogram of that name."""
        found = self._metrics.setdefault(name, Histogram(name, text, labels, bounds))
        assert isinstance(found, Histogram)
        return found

    def text(self) -> str:
        """All families that have values, by name."""
        lines = [line for name in sorted(self._metrics) for line in self._metrics[name].lines()]
        return "\n".join([*lines, ""])


def number(value: float) -> str:
    """A value as Go prints it."""
    if math.isinf(value):
        return "+Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _braces(names: Sequence[str], values: Sequence[str]) -> str:
    if not names:
        return ""
    pairs = (
        sorted(zip(names, values, strict=True))
        if "le" not in names
        else list(zip(names, values, strict=True))
    )
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in pairs) + "}"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
