"""Who may speak to a pod."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="networking.k8s.io",
    version="v1",
    plural="networkpolicies",
    kind="NetworkPolicy",
    short_names=("netpol",),
    counts_generation=True,
)
