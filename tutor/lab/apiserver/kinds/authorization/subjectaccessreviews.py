"""May someone do this."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authorization.k8s.io",
    version="v1",
    plural="subjectaccessreviews",
    kind="SubjectAccessReview",
    namespaced=False,
    verbs=kind.CREATE,
)
