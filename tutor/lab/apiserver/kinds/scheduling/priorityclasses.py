"""How much a pod matters."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="scheduling.k8s.io",
    version="v1",
    plural="priorityclasses",
    kind="PriorityClass",
    namespaced=False,
    short_names=("pc",),
)
