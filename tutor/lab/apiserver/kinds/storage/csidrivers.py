"""A driver of storage."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="csidrivers",
    kind="CSIDriver",
    namespaced=False,
)
