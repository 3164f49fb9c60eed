"""A sort of storage."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="storageclasses",
    kind="StorageClass",
    namespaced=False,
    short_names=("sc",),
)
