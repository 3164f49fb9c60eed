"""What a namespace may use in all."""

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import limits as rules
from tutor.lab.apiserver.validation import policies

KIND = kind.Kind(
    group="",
    version="v1",
    plural="resourcequotas",
    kind="ResourceQuota",
    short_names=("quota",),
    subresources=(kind.STATUS,),
    has_status=True,
    delete_returns_object=True,
    strategy=kind.Strategy(validate=rules.quota, validate_update=policies.again(rules.quota)),
)
