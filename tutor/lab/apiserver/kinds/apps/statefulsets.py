"""Pods with names and storage of their own."""

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import workloads as rules

KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="statefulsets",
    kind="StatefulSet",
    short_names=("sts",),
    categories=("all",),
    subresources=(
        kind.SCALE,
        kind.STATUS,
    ),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=defaults.stateful_set,
        validate=rules.stateful_set,
        validate_update=rules.stateful_set_update,
    ),
)
