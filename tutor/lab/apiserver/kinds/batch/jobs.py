"""Pods that run to their end."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import batch as rules

Object = dict[str, Any]


_UID_LABELS = ("batch.kubernetes.io/controller-uid", "controller-uid")
_NAME_LABELS = ("batch.kubernetes.io/job-name", "job-name")


def _create(obj: Object, _: kind.Situation) -> None:
    """A selector of the Job's own, so that it takes up no one else's pods."""
    spec, meta = obj["spec"], obj["metadata"]
    if spec.get("manualSelector"):
        return
    template = spec.setdefault("template", {}).setdefault("metadata", {})
    labels = template.setdefault("labels", {})
    for key in _UID_LABELS:
        labels[key] = meta["uid"]
    for key in _NAME_LABELS:
        labels[key] = meta.get("name", "")
    spec.setdefault("selector", {}).setdefault("matchLabels", {})[_UID_LABELS[0]] = meta["uid"]


KIND = kind.Kind(
    group="batch",
    version="v1",
    plural="jobs",
    kind="Job",
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    field_labels=("status.successful",),
    strategy=kind.Strategy(
        defaults=defaults.job,
        prepare_create=_create,
        validate=rules.job,
        validate_update=rules.job_update,
    ),
)
