"""What the responders count, by address (internal/layer2/stats.go)."""

import collections
import dataclasses


@dataclasses.dataclass
class Stats:
    """ARP packets since the start, by the address that they are about."""

    requests: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    responses: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    gratuitous: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
