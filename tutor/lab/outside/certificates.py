"""Makes an authority and a server certificate (RFC 5280, as kubeadm's `init phase certs` does). Pure."""

import datetime
import ipaddress
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import oid


def make(names: Sequence[str], addresses: Sequence[str], until: datetime.datetime) -> dict[str, str]:
    """PEM texts by the file names that kubeadm gives them."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    server_key = ec.generate_private_key(ec.SECP256R1())
    authority = _named("kubernetes", "kubernetes", authority_key.public_key(), until)
    authority = authority.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    authority = authority.add_extension(_usage(ca=True), critical=True)
    server = _named("kube-apiserver", "kubernetes", server_key.public_key(), until)
    server = server.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    server = server.add_extension(_usage(ca=False), critical=True)
    server = server.add_extension(
        x509.ExtendedKeyUsage([oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
    )
    known: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    known += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    server = server.add_extension(x509.SubjectAlternativeName(known), critical=False)
    return {
        "ca.crt": _certificate(authority.sign(authority_key, hashes.SHA256())),
        "ca.key": _key(authority_key),
        "apiserver.crt": _certificate(server.sign(authority_key, hashes.SHA256())),
        "apiserver.key": _key(server_key),
    }


def _named(
    subject: str, issuer: str, key: ec.EllipticCurvePublicKey, until: datetime.datetime
) -> x509.CertificateBuilder:
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in (subject, issuer)]
    # Valid since yesterday: a learner's clock may be behind.
    since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(since).not_valid_after(until)


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
