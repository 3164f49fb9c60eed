"""What a flow may take of the server."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="flowcontrol.apiserver.k8s.io",
    version="v1",
    plural="prioritylevelconfigurations",
    kind="PriorityLevelConfiguration",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
