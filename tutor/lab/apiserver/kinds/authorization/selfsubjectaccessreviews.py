"""May I do this."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authorization.k8s.io",
    version="v1",
    plural="selfsubjectaccessreviews",
    kind="SelfSubjectAccessReview",
    namespaced=False,
    verbs=kind.CREATE,
)
