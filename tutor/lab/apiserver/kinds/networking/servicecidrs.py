"""Where cluster addresses come from."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="servicecidrs",
    kind="ServiceCIDR",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
)
