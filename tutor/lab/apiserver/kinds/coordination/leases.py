"""A claim that must be renewed."""

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import cluster as rules
from tutor.lab.apiserver.validation import policies

KIND = kind.Kind(
    group="coordination.k8s.io",
    version="v1",
    plural="leases",
    kind="Lease",
    strategy=kind.Strategy(validate=rules.lease, validate_update=policies.again(rules.lease)),
)
