"""A rule for objects, in CEL."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="admissionregistration.k8s.io",
    version="v1",
    plural="validatingadmissionpolicies",
    kind="ValidatingAdmissionPolicy",
    namespaced=False,
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
