"""When something that failed is tried again (Kubernetes: client-go util/flowcontrol/backoff.go; KEP-4603's
values).

A container that ends is restarted at once the first time, then after 10 s, 20 s, … 300 s; ten minutes of
running forgive it all. Image pulls wait the same way.
"""

import dataclasses

FIRST_SECONDS = 10.0
LONGEST_SECONDS = 300.0
FORGIVEN_SECONDS = 600.0


@dataclasses.dataclass
class Backoff:
    """The delays of one container or image."""

    first: float = FIRST_SECONDS
    longest: float = LONGEST_SECONDS
    delay: float = 0.0

    def next(self, ran_seconds: float = 0.0) -> float:
        """Seconds to wait now, after something that ran for `ran_seconds`."""
        if ran_seconds >= FORGIVEN_SECONDS:
            self.delay = 0.0
        wait = self.delay
        self.delay = min(max(self.delay * 2, self.first), self.longest)
        return wait


def go_duration(seconds: float) -> str:
    """Seconds as Go writes a duration: 10s, 1m20s, 5m0s, 1h0m0s."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return f"{hours}h{minutes}m{left}s"
    if minutes:
        return f"{minutes}m{left}s"
    return f"{left}s"
