"""The files in the Secrets: the real server takes its own, and a class stays what it was."""

import dataclasses
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from tests.workshop.deploy import examples
from tutor.base import errors
from tutor.workshop import authority, code, server
from tutor.workshop.deploy import material
from tutor.workshop.deploy import plan as plans


@pytest.fixture(scope="module")
def known() -> authority.Authority:
    """A class for the example."""
    return material.found(examples.PLAN, "", days=14, keep_days=30, anonymous=False)


@pytest.mark.parametrize("replicas", [1, 3])
def test_the_server_takes_its_file(known: authority.Authority, tmp_path: Path, replicas: int) -> None:
    """Each by the real program's own check, with the folders of a pod moved below a temporary one."""
    plan = dataclasses.replace(examples.PLAN, replicas=replicas)
    files = material.of(plan, known).server_files
    for name, text in files.items():
        moved = text.replace(plans.CONFIG_FOLDER, str(tmp_path)).replace(plans.DATA_FOLDER, str(tmp_path))
        (tmp_path / name).write_text(moved)
    for name in plan.servers:
        argv = [server.binary(), "-t", "-c", str(tmp_path / f"{name}.conf")]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ("routes" in files[f"{name}.conf"]) is (replicas > 1)


def test_the_certificate_names_every_server(known: authority.Authority) -> None:
    """Servers check each other by name, learners by the code's fingerprint."""
    found = x509.load_pem_x509_certificate(known.certificate.encode())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    said = names.get_values_for_type(x509.DNSName)
    assert said == ["nats.k8s-class", "nats", *(f"nats-{n}.nats-nodes.k8s-class.svc" for n in range(3))]


def test_the_code_leads_to_the_service(known: authority.Authority) -> None:
    """And lasts as long as what it gives."""
    said = code.decode(material.of(examples.PLAN, known).code)
    assert (said.host, said.port) == ("nats.k8s-class", plans.CLIENT_PORT)
    assert said.secret == known.secret
    assert known.code_expires >= authority.now() + 13 * material.SECONDS_A_DAY


def test_the_host_finds_its_class(known: authority.Authority, tmp_path: Path) -> None:
    """In the file that it reads."""
    for name, text in material.of(examples.PLAN, known).class_files.items():
        (tmp_path / name).write_text(text)
    assert authority.load(tmp_path) == known


def test_a_class_stays_in_its_place(known: authority.Authority) -> None:
    """One that is hosted elsewhere keeps its keys to itself."""
    elsewhere = dataclasses.replace(examples.PLAN, namespace="other")
    with pytest.raises(errors.UsageError, match=r"has its servers at nats\.k8s-class"):
        material.of(elsewhere, known)
