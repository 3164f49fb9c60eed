"""A machine that runs pods."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="nodes",
    kind="Node",
    namespaced=False,
    short_names=("no",),
    subresources=(
        kind.Subresource("proxy", kind.PROXY, ("", "v1", "NodeProxyOptions")),
        kind.STATUS,
    ),
    has_status=True,
)
