"""A wish for a certificate."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="certificates.k8s.io",
    version="v1",
    plural="certificatesigningrequests",
    kind="CertificateSigningRequest",
    namespaced=False,
    short_names=("csr",),
    subresources=(
        kind.Subresource("approval"),
        kind.STATUS,
    ),
    has_status=True,
)
