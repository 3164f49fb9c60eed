"""Jobs by the clock."""

from typing import Any

from tutor.lab.apiserver.defaults import workloads as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import batch as rules
from tutor.lab.apiserver.validation import field

Object = dict[str, Any]


def _update(new: Object, _: Object, errors: field.Errors) -> None:
    rules.cron_job(new, errors)


KIND = kind.Kind(
    group="batch",
    version="v1",
    plural="cronjobs",
    kind="CronJob",
    short_names=("cj",),
    categories=("all",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(defaults=defaults.cron_job, validate=rules.cron_job, validate_update=_update),
)
