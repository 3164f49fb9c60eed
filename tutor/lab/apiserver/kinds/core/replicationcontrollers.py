"""The ancestor of ReplicaSet."""

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="replicationcontrollers",
    kind="ReplicationController",
    short_names=("rc",),
    categories=("all",),
    subresources=(
        kind.SCALE,
        kind.STATUS,
    ),
    has_status=True,
    counts_generation=True,
    field_labels=("status.replicas",),
    strategy=kind.Strategy(defaults=defaults.replication_controller),
)
