"""Jobs by the clock."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="batch",
    version="v1",
    plural="cronjobs",
    kind="CronJob",
    short_names=("cj",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
