"""How often rules are written: at once after a quiet time, more slowly while changes keep coming. Pure.

The idea of client-go's BoundedFrequencyRunner: while dozens of endpoints become ready one after the other, each write
of the rules would cost a process on every node.
"""


class Pace:
    """A bucket of `burst` tokens, refilled one every `interval` seconds."""

    def __init__(self, burst: int = 3, interval: float = 0.1) -> None:
        self._burst, self._interval = burst, interval
        self._tokens, self._at = float(burst), 0.0

    def delay(self, now: float) -> float:
        """Seconds to wait before the next write, which is counted with this call; `now` never goes back."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) / self._interval)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens * self._interval)
