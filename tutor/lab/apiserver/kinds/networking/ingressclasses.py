"""Who serves an Ingress."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="ingressclasses",
    kind="IngressClass",
    namespaced=False,
    counts_generation=True,
)
