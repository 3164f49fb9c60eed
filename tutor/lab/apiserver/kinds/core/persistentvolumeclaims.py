"""A wish for storage."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import volume_claims as rules

Object = dict[str, Any]


def _create(obj: Object, _: kind.Situation) -> None:
    obj["status"] = {"phase": "Pending"}


KIND = kind.Kind(
    group="",
    version="v1",
    plural="persistentvolumeclaims",
    kind="PersistentVolumeClaim",
    short_names=("pvc",),
    subresources=(kind.STATUS,),
    has_status=True,
    delete_returns_object=True,
    strategy=kind.Strategy(
        defaults=defaults.volume_claim,
        prepare_create=_create,
        validate=rules.claim,
        validate_update=rules.claim_update,
    ),
)
