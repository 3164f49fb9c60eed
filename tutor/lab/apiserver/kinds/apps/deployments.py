"""Pods that are rolled out and back."""

from tutor.lab.apiserver.kinds import kind

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
)
