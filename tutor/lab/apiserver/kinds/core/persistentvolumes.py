"""A piece of storage."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="persistentvolumes",
    kind="PersistentVolume",
    namespaced=False,
    short_names=("pv",),
    subresources=(kind.STATUS,),
    has_status=True,
    delete_returns_object=True,
)
