"""A sort of storage."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import cluster as rules

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    obj.setdefault("reclaimPolicy", "Delete")
    obj.setdefault("volumeBindingMode", "Immediate")


KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="storageclasses",
    kind="StorageClass",
    namespaced=False,
    short_names=("sc",),
    strategy=kind.Strategy(
        defaults=_defaults, validate=rules.storage_class, validate_update=rules.storage_class_update
    ),
)
