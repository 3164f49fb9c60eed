"""So many pods of one template."""

from tutor.lab.apiserver.kinds import kind

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
)
