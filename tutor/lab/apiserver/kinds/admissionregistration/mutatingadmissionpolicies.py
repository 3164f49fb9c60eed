"""A change to objects, in CEL."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="mutatingadmissionpolicies",
    kind="MutatingAdmissionPolicy",
    namespaced=False,
    counts_generation=True,
)
