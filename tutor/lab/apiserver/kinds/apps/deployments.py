"""Pods that are rolled out and back."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.validation import workloads as rules

Object = dict[str, Any]


def _update(new: Object, old: Object, errors: field.Errors) -> None:
    rules.deployment(new, errors)
    rules.fixed_selector(new, old, errors)


KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="deployments",
    kind="Deployment",
    short_names=("deploy",),
    categories=("all",),
    subresources=(
        kind.SCALE,
        kind.STATUS,
    ),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(defaults=defaults.deployment, validate=rules.deployment, validate_update=_update),
)
