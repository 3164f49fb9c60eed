"""A claim that must be renewed."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="coordination.k8s.io",
    version="v1",
    plural="leases",
    kind="Lease",
)
