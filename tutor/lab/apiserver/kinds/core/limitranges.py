"""Bounds and defaults of resources in a namespace."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="limitranges",
    kind="LimitRange",
    short_names=("limits",),
)
