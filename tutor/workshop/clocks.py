"""When reports count as written: their times are by learners' clocks, which may be wrong, or made up. Pure.

No report was written before the class began, nor after it was stored itself. Where nobody knows when it began, it was
when the first report was stored: that is less, since a server that lost its data is told everything once more.
"""

AHEAD_SECONDS = 2.0
"""So far may a learner's clock be ahead of when the server stored their report; what is more is the clock's fault."""


class Clocks:
    """The clocks of a class's devices, in seconds since 1970; `right` is called in the order of storing."""

    def __init__(self, began: float = 0.0) -> None:
        self._known = began
        self._began = began or float("inf")
        self._behind: dict[tuple[str, str], float] = {}

    def right(self, device: tuple[str, str], at: float, stored: float) -> float:
        """When a report counts as written that says `at`, of a device (learner, source).

        A clock that says less than the beginning is wrong, and known to be so from then on: it is put right by as much
        as lay between writing and storing, so that the times between its reports stay what they were.
        """
        if not self._known:
            self._began = min(self._began, stored)
        at += self._behind.get(device, 0.0)
        if at < self._began:
            self._behind[device] = self._behind.get(device, 0.0) + stored - at
            at = stored
        return min(at, stored + AHEAD_SECONDS)
