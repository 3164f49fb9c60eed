"""A pod on every node."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.validation import workloads as rules

Object = dict[str, Any]


TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"


def _create(obj: Object, _: kind.Situation) -> None:
    obj["metadata"].setdefault("annotations", {})[TEMPLATE_GENERATION] = "1"


def _prepare(new: Object, old: Object, _: kind.Situation) -> None:
    """Count the changes of the template in an annotation, as the real server still does."""
    count = (old["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION, "1")
    if new["spec"].get("template") != old["spec"].get("template"):
        count = str(int(count) + 1)
    new["metadata"].setdefault("annotations", {})[TEMPLATE_GENERATION] = count


def _update(new: Object, old: Object, errors: field.Errors) -> None:
    rules.daemon_set(new, errors)
    rules.fixed_selector(new, old, errors)


KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="daemonsets",
    kind="DaemonSet",
    short_names=("ds",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(
        defaults=defaults.daemon_set,
        prepare_create=_create,
        prepare_update=_prepare,
        validate=rules.daemon_set,
        validate_update=_update,
    ),
)
