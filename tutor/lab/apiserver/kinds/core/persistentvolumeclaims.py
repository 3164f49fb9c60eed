"""A wish for storage."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="persistentvolumeclaims",
    kind="PersistentVolumeClaim",
    short_names=("pvc",),
    subresources=(kind.STATUS,),
    has_status=True,
    delete_returns_object=True,
)
