"""Replicas that follow the load."""

from tutor.lab.apiserver.defaults import autoscaling as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import autoscaling as rules
from tutor.lab.apiserver.validation import policies

KIND = kind.Kind(
    group="autoscaling",
    version="v2",
    plural="horizontalpodautoscalers",
    kind="HorizontalPodAutoscaler",
    short_names=("hpa",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    strategy=kind.Strategy(
        defaults=defaults.autoscaler, validate=rules.validate, validate_update=policies.again(rules.validate)
    ),
)
