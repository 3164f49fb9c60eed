"""The drivers of a node."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="csinodes",
    kind="CSINode",
    namespaced=False,
)
