"""Pods with names and storage of their own."""

from tutor.lab.apiserver.kinds import kind

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
)
