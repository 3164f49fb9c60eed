"""Who may refuse objects."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="validatingwebhookconfigurations",
    kind="ValidatingWebhookConfiguration",
    namespaced=False,
    counts_generation=True,
)
