"""The lab's certificates."""

import datetime
import json
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from tutor.base import clock, errors
from tutor.lab.outside import certificates, pki


def test_the_servers_certificate_is_for_all_its_names_and_signed_by_the_authority() -> None:
    """As a client checks it: the chain by OpenSSL, the names in the extension."""
    made = certificates.make(pki.NAMES, pki.ADDRESSES, clock.now() + datetime.timedelta(days=1))
    server = x509.load_pem_x509_certificate(made["apiserver.crt"].encode())
    authority = x509.load_pem_x509_certificate(made["ca.crt"].encode())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == set(pki.NAMES)
    assert {str(one) for one in names.get_values_for_type(x509.IPAddress)} == set(pki.ADDRESSES)
    ssl.create_default_context(cadata=made["ca.crt"])


def test_they_are_made_once_and_kept_for_this_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner's kubeconfig goes on working with the next lab."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first = pki.certificates()
    assert pki.certificates() == first
    (file,) = tmp_path.rglob("pki.json")
    assert file.stat().st_mode & 0o077 == 0
    assert {"ca.crt", "ca.key", "apiserver.crt", "apiserver.key", "admin.token"} == first.keys()


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"expires": "soon"}', "near"])
def test_what_is_spoilt_or_near_its_end_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    """Never an error for the user."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    first = pki.certificates()
    (file,) = tmp_path.rglob("pki.json")
    near = json.dumps({**first, "expires": clock.rfc3339(clock.now() + datetime.timedelta(days=3))})
    file.write_text(near if spoilt == "near" else spoilt)
    assert pki.certificates() != first


def test_a_home_that_cannot_hold_them_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start ends with what is missing, not with a fault of ours."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(errors.EnvironmentLacks, match="the lab's keys cannot be kept") as lacking:
        pki.certificates()
    assert "XDG_STATE_HOME" in lacking.value.todo
