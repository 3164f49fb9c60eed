"""Pods that run to their end."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="batch",
    version="v1",
    plural="jobs",
    kind="Job",
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
