"""The custom resources that make a configuration."""

import dataclasses
from collections.abc import Sequence

from tutor.lab.client import resources

Several = Sequence[resources.Object]


@dataclasses.dataclass(frozen=True)
class Objects:
    """All of them, each kind in the order in which it counts."""

    pools: Several = ()
    communities: Several = ()
    namespaces: Several = ()
    l2_advertisements: Several = ()
    bgp_advertisements: Several = ()
    peers: Several = ()
    bfd_profiles: Several = ()
    secrets: Several = ()
    nodes: Several = ()
