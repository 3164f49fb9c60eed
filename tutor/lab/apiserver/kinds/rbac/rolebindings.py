"""Who has a role in a namespace."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="rolebindings",
    kind="RoleBinding",
    name_rule="path",
)
