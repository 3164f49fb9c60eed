"""What may be done in a namespace."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="roles",
    kind="Role",
    name_rule="path",
)
