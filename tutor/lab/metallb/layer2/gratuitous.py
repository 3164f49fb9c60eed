"""When to tell of an address unasked: at once, and again for a while (internal/layer2/announcer.go). Pure."""

import ipaddress

EVERY_SECONDS = 1.1
"""Just over a second, for neighbours that take no more than one such packet a second (metallb issue 172)."""
FOR_SECONDS = 5.0


class Rounds:
    """The addresses that are being told of. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[ipaddress.IPv4Address, float] = {}

    def __bool__(self) -> bool:
        return bool(self._until)

    def begin(self, address: ipaddress.IPv4Address, now: float) -> bool:
        """Tell of an address from now on, or for longer; True when it is to be told of at once."""
        fresh = address not in self._until
        self._until[address] = now + FOR_SECONDS
        return fresh

    def end(self, address: ipaddress.IPv4Address) -> None:
        """Tell of it no more: who gets it back soon is to tell at once again."""
        self._until.pop(address, None)

    def due(self, now: float) -> list[ipaddress.IPv4Address]:
        """The addresses of this round; the others have been told of long enough."""
        self._until = {address: until for address, until in self._until.items() if now <= until}
        return list(self._until)
