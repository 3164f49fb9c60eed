"""A piece of storage."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import volume_claims as rules

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    spec.setdefault("volumeMode", "Filesystem")
    if "hostPath" in spec:
        spec["hostPath"].setdefault("type", "")


def _create(obj: Object, _: kind.Situation) -> None:
    obj["status"] = {"phase": "Pending"}


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
    strategy=kind.Strategy(defaults=_defaults, prepare_create=_create, validate=rules.volume),
)
