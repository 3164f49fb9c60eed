"""Settings as keys and values."""

from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import config, field

Object = dict[str, Any]


def _update(new: Object, old: Object, errors: field.Errors) -> None:
    config.fixed_data(new, old, "data", errors)
    config.fixed_data(new, old, "binaryData", errors)
    config.config_map(new, errors)


KIND = kind.Kind(
    group="",
    version="v1",
    plural="configmaps",
    kind="ConfigMap",
    short_names=("cm",),
    strategy=kind.Strategy(validate=config.config_map, validate_update=_update),
)
