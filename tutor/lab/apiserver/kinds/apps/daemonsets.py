"""A pod on every node."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="daemonsets",
    kind="DaemonSet",
    short_names=("ds",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
