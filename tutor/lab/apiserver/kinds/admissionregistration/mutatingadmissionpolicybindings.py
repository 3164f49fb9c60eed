"""Where a mutating policy holds."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="mutatingadmissionpolicybindings",
    kind="MutatingAdmissionPolicyBinding",
    namespaced=False,
    counts_generation=True,
)
