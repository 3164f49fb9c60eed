"""A claim to be stamped out."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="resource.k8s.io",
    version="v1",
    plural="resourceclaimtemplates",
    kind="ResourceClaimTemplate",
)
