"""Settings that are not for every eye."""

import base64
from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import config, field

Object = dict[str, Any]


def _defaults(obj: Object) -> None:
    """What stringData says goes into data, encoded; stringData itself is never stored."""
    if not obj.get("type"):
        obj["type"] = "Opaque"
    plain = obj.pop("stringData", None) or {}
    if plain:
        encoded = {key: base64.b64encode(value.encode()).decode() for key, value in plain.items()}
        obj["data"] = {**(obj.get("data") or {}), **encoded}


def _update(new: Object, old: Object, errors: field.Errors) -> None:
    errors.immutable("type", new.get("type"), old.get("type"))
    config.fixed_data(new, old, "data", errors)
    config.secret(new, errors)


KIND = kind.Kind(
    group="",
    version="v1",
    plural="secrets",
    kind="Secret",
    field_labels=("type",),
    strategy=kind.Strategy(defaults=_defaults, validate=config.secret, validate_update=_update),
)
