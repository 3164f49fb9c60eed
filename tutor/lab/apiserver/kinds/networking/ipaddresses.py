"""An address taken from a ServiceCIDR."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="ipaddresses",
    kind="IPAddress",
    namespaced=False,
    short_names=("ip",),
)
