"""Volumes, claims and classes."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]
_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def _modes(modes: list[str] | None) -> str:
    return ",".join(short for mode, short in _MODES.items() if mode in (modes or ()))


def _claim(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    bound = bool(spec.get("volumeName"))
    return [
        cells.name(obj),
        "Terminating" if obj.get("metadata", {}).get("deletionTimestamp") else status.get("phase", ""),
        spec.get("volumeName", ""),
        (status.get("capacity") or {}).get("storage", "") if bound else "",
        _modes(status.get("accessModes")) if bound else "",
        spec.get("storageClassName") or "",
        spec.get("volumeAttributesClassName") or cells.UNSET,
        duration.age(obj, now),
        spec.get("volumeMode") or cells.UNSET,
    ]


def _volume(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    claim = spec.get("claimRef") or {}
    return [
        cells.name(obj),
        (spec.get("capacity") or {}).get("storage", ""),
        _modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        "Terminating" if obj.get("metadata", {}).get("deletionTimestamp") else status.get("phase", ""),
        f"{claim.get('namespace', '')}/{claim['name']}" if claim.get("name") else "",
        spec.get("storageClassName") or "",
        spec.get("volumeAttributesClassName") or cells.UNSET,
        status.get("reason", ""),
        duration.age(obj, now),
        spec.get("volumeMode") or cells.UNSET,
    ]


_DEFAULT = "storageclass.kubernetes.io/is-default-class"


def _storage_class(obj: Object, now: datetime.datetime) -> columns.Cells:
    default = (obj.get("metadata", {}).get("annotations") or {}).get(_DEFAULT) == "true"
    return [
        f"{cells.name(obj)} (default)" if default else cells.name(obj),
        obj.get("provisioner", ""),
        obj.get("reclaimPolicy") or "Delete",
        obj.get("volumeBindingMode") or "Immediate",
        bool(obj.get("allowVolumeExpansion")),
        duration.age(obj, now),
    ]


def _csi_node(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), len(obj.get("spec", {}).get("drivers") or ()), duration.age(obj, now)]


CLAIMS = columns.printer(
    (
        columns.NAME,
        *columns.text(
            "Status", "Volume", "Capacity", "Access Modes", "StorageClass", "VolumeAttributesClass"
        ),
        columns.AGE,
        *columns.wide("VolumeMode"),
    ),
    _claim,
)
VOLUMES = columns.printer(
    (
        columns.NAME,
        *columns.text("Capacity", "Access Modes", "Reclaim Policy", "Status", "Claim"),
        *columns.text("StorageClass", "VolumeAttributesClass", "Reason"),
        columns.AGE,
        *columns.wide("VolumeMode"),
    ),
    _volume,
)
STORAGE_CLASSES = columns.printer(
    (
        columns.NAME,
        *columns.text("Provisioner", "ReclaimPolicy", "VolumeBindingMode"),
        columns.Column("AllowVolumeExpansion", type="boolean"),
        columns.AGE,
    ),
    _storage_class,
)
CSI_NODES = columns.printer((columns.NAME, columns.number("Drivers"), columns.AGE), _csi_node)
