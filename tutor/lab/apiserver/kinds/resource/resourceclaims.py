"""A wish for a device."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="resource.k8s.io",
    version="v1",
    plural="resourceclaims",
    kind="ResourceClaim",
    subresources=(kind.STATUS,),
    has_status=True,
)
