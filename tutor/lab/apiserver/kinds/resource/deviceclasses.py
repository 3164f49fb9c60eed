"""A sort of device."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="resource.k8s.io",
    version="v1",
    plural="deviceclasses",
    kind="DeviceClass",
    namespaced=False,
    counts_generation=True,
)
