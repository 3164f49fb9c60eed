"""A pod bound to a node, the old way; the subresource of pods is the one in use."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="bindings",
    kind="Binding",
    verbs=kind.CREATE,
)
