"""Who has a ClusterRole everywhere."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="clusterrolebindings",
    kind="ClusterRoleBinding",
    namespaced=False,
    name_rule="path",
)
