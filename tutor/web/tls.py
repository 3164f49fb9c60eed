"""The certificate that a server shows, and the names in it."""

import ssl
from pathlib import Path

from cryptography import x509

from tutor.base import errors


def context(certificate: Path, key: Path) -> ssl.SSLContext:
    """For a server. Raises UsageError where the files are no pair of certificate and key."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        # Without a password given here OpenSSL would ask for one on the terminal.
        made.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise errors.UsageError(
            f"{certificate} and {key} are no certificate with its key",
            why=str(error),
            todo="give both as PEM, the key without a password",
        ) from error
    return made


def host_names(certificate: Path) -> list[str]:
    """The DNS names of a certificate that `context` took; a wildcard names nobody."""
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    try:
        found = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [name for name in found.get_values_for_type(x509.DNSName) if "*" not in name]
