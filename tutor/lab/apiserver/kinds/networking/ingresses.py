"""HTTP routes to Services."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="ingresses",
    kind="Ingress",
    short_names=("ing",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
