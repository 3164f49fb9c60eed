"""What a driver has left."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="csistoragecapacities",
    kind="CSIStorageCapacity",
    list_kind="CSIStorageCapacityList",
)
