"""So many pods of one template."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.validation import workloads as rules

Object = dict[str, Any]


def _update(new: Object, old: Object, errors: field.Errors) -> None:
    rules.replica_set(new, errors)
    rules.fixed_selector(new, old, errors)


KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="replicasets",
    kind="ReplicaSet",
    short_names=("rs",),
    categories=("all",),
    subresources=(
        kind.SCALE,
        kind.STATUS,
    ),
    has_status=True,
    counts_generation=True,
    field_labels=("status.replicas",),
    strategy=kind.Strategy(
        defaults=defaults.replica_set, validate=rules.replica_set, validate_update=_update
    ),
)
