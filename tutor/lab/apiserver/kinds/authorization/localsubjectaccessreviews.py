"""May someone do this in one namespace."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authorization.k8s.io",
    version="v1",
    plural="localsubjectaccessreviews",
    kind="LocalSubjectAccessReview",
    verbs=kind.CREATE,
)
