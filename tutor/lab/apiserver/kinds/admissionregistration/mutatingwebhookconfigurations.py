"""Who may change objects."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="mutatingwebhookconfigurations",
    kind="MutatingWebhookConfiguration",
    namespaced=False,
    counts_generation=True,
)
