"""Which requests count as one flow."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="flowcontrol.apiserver.k8s.io",
    version="v1",
    plural="flowschemas",
    kind="FlowSchema",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
