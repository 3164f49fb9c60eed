"""When probe results change a container's health (Kubernetes: pkg/kubelet/prober/worker.go)."""

import dataclasses

from tutor.lab.client import resources

EARLY_SECONDS = (*[0.02] * 3, *[0.04] * 10, *[0.1] * 10, 0.4)
"""Waits between the first attempts of a readiness or startup probe that has no initial delay, until its
period.

A real kubelet tries once and then waits a whole period. Here the lab is ready in two seconds, so it asks
again sooner; such early refusals are neither counted nor reported.
"""


@dataclasses.dataclass(frozen=True)
class Settings:
    """A probe's numbers, with the API's defaults; seconds."""

    initial_delay: float = 0
    period: float = 10
    timeout: float = 1
    success_threshold: int = 1
    failure_threshold: int = 3

    @classmethod
    def of(cls, probe: resources.Object) -> "Settings":
        """Read from a Probe as JSON."""
        return cls(
            initial_delay=probe.get("initialDelaySeconds") or 0,
            period=probe.get("periodSeconds") or 10,
            timeout=probe.get("timeoutSeconds") or 1,
            success_threshold=probe.get("successThreshold") or 1,
            failure_threshold=probe.get("failureThreshold") or 3,
        )


@dataclasses.dataclass
class Counter:
    """Counts equal results in a row; `verdict` holds the last one that reached its threshold."""

    settings: Settings
    verdict: bool
    last: bool | None = None
    run: int = 0

    def add(self, good: bool) -> bool:
        """Count a result; whether the verdict changed or (for a failure) was reached anew."""
        self.run = self.run + 1 if good == self.last else 1
        self.last = good
        needed = self.settings.success_threshold if good else self.settings.failure_threshold
        if self.run < needed:
            return False
        changed = self.verdict != good or not good
        self.verdict = good
        return changed


def early_wait(attempt: int, elapsed: float, settings: Settings) -> float | None:
    """Seconds until the next early attempt, or None when the ordinary rhythm takes over."""
    if settings.initial_delay:
        return None
    wait = EARLY_SECONDS[min(attempt, len(EARLY_SECONDS) - 1)]
    return wait if elapsed + wait < settings.period else None
