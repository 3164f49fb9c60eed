"""Who has a ClusterRole everywhere."""

from tutor.lab.apiserver.defaults import rbac as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import rbac as rules

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="clusterrolebindings",
    kind="ClusterRoleBinding",
    namespaced=False,
    name_rule="path",
    strategy=kind.Strategy(
        defaults=defaults.binding, validate=rules.binding, validate_update=rules.binding_update
    ),
)
