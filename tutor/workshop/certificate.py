"""The server's certificate, which no authority vouches for: the join code does, by its fingerprint. Pure."""

import datetime
import hashlib
import ipaddress
import ssl
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import oid

FINGERPRINT_BITS = 50
SYSTEM = "system"
"""In place of authorities' certificates: those that this machine trusts anyway."""
_COST = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}
"""scrypt (RFC 7914): 32 MiB and about 0.1 s for each certificate that somebody would try to pass off as ours; finding
one of the same 50 bits takes 2^50 of them."""


def make(addresses: Sequence[str], now: datetime.datetime, days: int, private: str = "") -> tuple[str, str]:
    """A certificate for these IP addresses or host names, and its key; all are PEM.

    With the key `private` of an earlier certificate it is issued by that one: whoever trusts it trusts this too, and
    both have the same fingerprint.
    """
    known = serialization.load_pem_private_key(private.encode(), None) if private else None
    key = known if isinstance(known, ec.EllipticCurvePrivateKey) else ec.generate_private_key(ec.SECP256R1())
    name, more = _common_name("k8stutor workshop"), _common_name("k8stutor workshop servers")
    made = (
        x509.CertificateBuilder()
        .subject_name(more if known else name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # learners' clocks may be behind
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in addresses]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM).decode(), kept.decode()


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid.NameOID.COMMON_NAME, text)])


def names(pem: str) -> set[str]:
    """The IP addresses and host names that a certificate of ours is for."""
    found = x509.load_pem_x509_certificate(pem.encode()).extensions
    return {str(one.value) for one in found.get_extension_for_class(x509.SubjectAlternativeName).value}


def key_of(pem: str) -> bytes:
    """The public key of a certificate (DER), by which a class is known. Raises ValueError."""
    public = x509.load_pem_x509_certificate(pem.encode()).public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def is_same(one: str, other: str) -> bool:
    """Whether two certificates are of one key; one that can't be read is nobody's."""
    try:
        return one == other or key_of(one) == key_of(other)
    except (ValueError, UnsupportedAlgorithm):
        return False


def fingerprint(pem: str) -> int:
    """FINGERPRINT_BITS bits of the certificate's public key, costly to compute on purpose. Raises ValueError."""
    found = hashlib.scrypt(key_of(pem), salt=b"k8stutor workshop certificate", dklen=8, **_COST)
    return int.from_bytes(found, "big") >> (64 - FINGERPRINT_BITS)


def is_known(pem: str, expected: int) -> bool:
    """Whether a certificate has that fingerprint; one of a stranger may be of any kind, and broken."""
    try:
        return fingerprint(pem) == expected
    except (ValueError, UnsupportedAlgorithm):
        return False


def trusting(pem: str) -> ssl.SSLContext:
    """For clients that trust this certificate, and one that it has issued, at whatever address it is met."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # it may have been issued by an earlier one
    context.load_verify_locations(cadata=pem)
    return context


def vouched(authorities: str) -> ssl.SSLContext:
    """For clients that trust whom these authorities (PEM, or SYSTEM) vouch for, by the name that is called.

    Raises ssl.SSLError for what is no certificate.
    """
    context = ssl.create_default_context(cadata=None if authorities == SYSTEM else authorities)
    # From Python 3.13 on certificates must have all that RFC 5280 asks for; those that people make themselves have not.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def unchecked() -> ssl.SSLContext:
    """For a first look at a server's certificate; nothing is said over such a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _name(address: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        return x509.DNSName(address)
