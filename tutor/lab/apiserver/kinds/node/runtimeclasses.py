"""How a pod is run."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="node.k8s.io",
    version="v1",
    plural="runtimeclasses",
    kind="RuntimeClass",
    namespaced=False,
)
