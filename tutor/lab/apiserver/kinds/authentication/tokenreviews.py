"""Whose token is this."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authentication.k8s.io",
    version="v1",
    plural="tokenreviews",
    kind="TokenReview",
    namespaced=False,
    verbs=kind.CREATE,
)
