"""Replicas that follow the load."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="autoscaling",
    version="v2",
    plural="horizontalpodautoscalers",
    kind="HorizontalPodAutoscaler",
    short_names=("hpa",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
)
