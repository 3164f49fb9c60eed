"""A kind that a user defines."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="apiextensions.k8s.io",
    version="v1",
    plural="customresourcedefinitions",
    kind="CustomResourceDefinition",
    namespaced=False,
    short_names=("crd", "crds"),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
