"""What a namespace may use in all."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="resourcequotas",
    kind="ResourceQuota",
    short_names=("quota",),
    subresources=(kind.STATUS,),
    has_status=True,
    delete_returns_object=True,
)
