"""How a pod is run."""

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import cluster as rules

KIND = kind.Kind(
    group="node.k8s.io",
    version="v1",
    plural="runtimeclasses",
    kind="RuntimeClass",
    namespaced=False,
    strategy=kind.Strategy(validate=rules.runtime_class, validate_update=rules.runtime_class_update),
)
