"""What FRR says of its BGP neighbours and paths, and whether a text shows a session. Text in, data out. Pure.

Read from `show bgp neighbors json` and `show bgp ipv4 unicast json` of FRR 8 to 10 (bgpd/bgp_vty.c, bgp_route.c).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.checkapi.routing import routes

NEIGHBOURS = "show bgp neighbors json"
TABLE = "show bgp ipv4 unicast json"
ESTABLISHED = "Established"


@dataclass(frozen=True)
class Neighbour:
    """A neighbour as the router sees it. `hold` is the negotiated time in seconds, 0 while there is none.

    `reason` says by which message the last session ended ("Hold Timer Expired"); "" while one stands.
    """

    address: str
    state: str
    hold: float = 0.0
    reason: str = ""

    @property
    def established(self) -> bool:
        """Whether its session stands."""
        return self.state == ESTABLISHED


@dataclass(frozen=True)
class Path:
    """One way to a prefix: the gateway, the AS numbers that it leads through, and whether the kernel gets it."""

    hop: str
    systems: str
    used: bool
    best: bool


def neighbours(text: str) -> dict[str, Neighbour]:
    """Each neighbour by its address. Raises ValueError where the text is no such JSON."""
    return {
        address: Neighbour(
            address,
            str(one.get("bgpState", "")),
            float(one.get("bgpTimerHoldTimeMsecs", 0)) / 1000,
            str(one.get("lastNotificationReason", "")),
        )
        for address, one in _object(text).items()
        if isinstance(one, Mapping) and "bgpState" in one
    }


def table(text: str) -> dict[str, list[Path]]:
    """The paths to each prefix, a single address without "/32". Raises ValueError where the text is no such JSON."""
    found: Mapping[str, Any] = _object(text).get("routes", {})
    return {routes.plain(prefix): list(_paths(paths)) for prefix, paths in found.items()}


def shows_session(text: str, address: str) -> bool:
    """Whether a text shows that the BGP session with this address stands: ss, netstat, lsof, or vtysh's tables."""
    here = rf"(?<![\d.]){re.escape(address)}"
    rows = (
        rf"^(?=.*\bESTAB)(?=.*{here}(?![\d.])).*:(?:179|bgp)\b",
        # vtysh's summary: a figure where another state has its name.
        rf"^{here} +4 +(?:\d+ +){{6}}[\dwdhmy:]+ +\d+",
        rf"^\W*{here}\W{{1,4}}{ESTABLISHED}\b",  # what jq makes of it
        rf"^BGP neighbor is {here},(?:(?!BGP neighbor is)[\s\S])*?BGP state = {ESTABLISHED}",
        rf'"{re.escape(address)}": ?\{{(?:(?!"(?:bgpS|peerS|s)tate")[\s\S])*?"(?:bgpS|s)tate": ?"{ESTABLISHED}"',
    )
    return any(re.search(row, text, re.MULTILINE) for row in rows)


def _paths(found: list[Mapping[str, Any]]) -> Iterator[Path]:
    for one in found:
        best, multipath = bool(one.get("bestpath")), bool(one.get("multipath"))
        for hop in one.get("nexthops", ()):
            yield Path(str(hop.get("ip", "")), str(one.get("path", "")), best or multipath, best)


def _object(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    if not isinstance(found, Mapping):
        raise ValueError(f"FRR gave no object but {text[:40]!r}")
    return found
