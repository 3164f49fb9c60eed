"""What may I do here."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="authorization.k8s.io",
    version="v1",
    plural="selfsubjectrulesreviews",
    kind="SelfSubjectRulesReview",
    namespaced=False,
    verbs=kind.CREATE,
)
