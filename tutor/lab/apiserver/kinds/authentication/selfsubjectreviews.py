"""Who am I."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authentication.k8s.io",
    version="v1",
    plural="selfsubjectreviews",
    kind="SelfSubjectReview",
    namespaced=False,
    verbs=kind.CREATE,
)
