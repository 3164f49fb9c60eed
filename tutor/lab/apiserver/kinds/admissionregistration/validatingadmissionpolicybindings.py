"""Where a policy holds."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="validatingadmissionpolicybindings",
    kind="ValidatingAdmissionPolicyBinding",
    namespaced=False,
    counts_generation=True,
)
