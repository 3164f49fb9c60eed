"""A resolver of a recorded cluster, and its answers as text."""

from typing import Any

from tests.lab.dns import vectors
from tutor.lab.dns import index, records, targets

CLUSTER = "cluster.local."
PORTLESS = (index.Port("", "", index.NO_PORT),)
ZONES = (CLUSTER, "in-addr.arpa.", "ip6.arpa.")


def resolver(fixture: str = "handler", **options: Any) -> records.Resolver:
    """A resolver of a recorded fixture."""
    made = targets.Options(**{"zones": ZONES, **options})
    return records.Resolver(made, vectors.index_of(fixture), ["10.244.0.20"])


def shown(answer: records.Answer) -> tuple[str, list[str]]:
    """The response code, and the answers as sorted text."""
    return answer.rcode, sorted(" ".join(map(str, (one.type, *one.data))) for one in answer.answer)


NODATA: tuple[str, list[str]] = ("NOERROR", [])
NXDOMAIN: tuple[str, list[str]] = ("NXDOMAIN", [])
