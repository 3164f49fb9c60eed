"""What may be done."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="rbac.authorization.k8s.io",
    version="v1",
    plural="clusterroles",
    kind="ClusterRole",
    namespaced=False,
    name_rule="path",
)
