"""What may be done."""

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import policies as rules

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="clusterroles",
    kind="ClusterRole",
    namespaced=False,
    name_rule="path",
    strategy=kind.Strategy(validate=rules.role, validate_update=rules.again(rules.role)),
)
