"""Who serves a group and version."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="apiregistration.k8s.io",
    version="v1",
    plural="apiservices",
    kind="APIService",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
)
