"""Devices of a node."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="resource.k8s.io",
    version="v1",
    plural="resourceslices",
    kind="ResourceSlice",
    namespaced=False,
    counts_generation=True,
)
