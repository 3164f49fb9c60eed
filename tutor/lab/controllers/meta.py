"""What all objects have: names, owners, conditions, times."""

import datetime
import random
from typing import Any

from tutor.base import clock
from tutor.lab.client import resources
from tutor.lab.controllers.templatehash import compute

Object = dict[str, Any]


def split(key: str) -> tuple[str, str]:
    """Namespace and name of an informer's key."""
    namespace, _, name = key.partition("/")
    return namespace, name


def controller_of(obj: Object) -> Object | None:
    """The owner reference that is marked as the controller."""
    for owner in obj["metadata"].get("ownerReferences") or ():
        if owner.get("controller"):
            return dict(owner)
    return None


def owned_by(obj: Object, uid: str) -> bool:
    """Whether the object with that uid is the controller of `obj`."""
    owner = controller_of(obj)
    return owner is not None and owner["uid"] == uid


def owner_reference(owner: Object, kind: resources.Resource) -> Object:
    """A reference that makes `owner` the controller of what carries it."""
    return {
        "apiVersion": kind.api_version,
        "kind": kind.kind,
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def deleting(obj: Object) -> bool:
    """Whether the object is on its way out."""
    return bool(obj["metadata"].get("deletionTimestamp"))


def suffix() -> str:
    """Five random characters of the alphabet that generated names use."""
    return "".join(random.choices(compute.ALPHABET, k=5))


def now() -> datetime.datetime:
    """This moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def stamp(when: datetime.datetime | None = None) -> str:
    """A time as the API writes it, to the second."""
    return clock.rfc3339(when or clock.now())


def micro_stamp(when: datetime.datetime | None = None) -> str:
    """A time to the microsecond (MicroTime)."""
    return clock.rfc3339_micro(when or clock.now())


def parse(stamp_text: str) -> datetime.datetime:
    """A time as the API writes it."""
    return datetime.datetime.fromisoformat(stamp_text)


def condition(obj: Object, kind: str) -> Object | None:
    """The status condition of that type."""
    for one in (obj.get("status") or {}).get("conditions") or ():
        if one["type"] == kind:
            return dict(one)
    return None


def is_true(obj: Object, kind: str) -> bool:
    """Whether the status condition of that type is there and True."""
    found = condition(obj, kind)
    return found is not None and found["status"] == "True"


def labels(obj: Object) -> dict[str, str]:
    """The object's labels."""
    return obj["metadata"].get("labels") or {}


def annotations(obj: Object) -> dict[str, str]:
    """The object's annotations."""
    return obj["metadata"].get("annotations") or {}
