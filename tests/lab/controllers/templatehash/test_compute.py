"""Hashes against names that a real cluster gave."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import history
from tutor.lab.controllers.templatehash import compute, godump, quantity

RESTARTED = {"kubectl.kubernetes.io/restartedAt": "2026-11-22T22:44:26Z"}
ENV = [{"name": "LEVEL", "value": "debug"}]
ROOM = {"limits": {"memory": "64Mi"}, "requests": {"cpu": "50m", "memory": "32Mi"}}


def _template(image: str, annotations: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    template = make.template(image)
    if annotations:
        template["metadata"]["annotations"] = annotations
    template["spec"]["containers"][0].update(more)
    return template


@pytest.mark.parametrize(
    ("template", "recorded"),
    [
        (_template("nginx:1.25"), "7b46c4b544"),
        (_template("nginx:1.26"), "777f9fc55f"),
        (_template("nginx:1.25", RESTARTED), "5d7d8c9597"),
        (_template("nginx:1.27", RESTARTED), "5f4cd649b7"),
        (_template("nginx:1.27", RESTARTED, env=ENV), "6bcf4fbdb8"),
        (_template("nginx:1.27", RESTARTED, env=ENV, resources=ROOM), "6fd67cb76c"),
        (_template("nginx:1.28", RESTARTED, env=ENV, resources=ROOM), "677bc99646"),
        (_template("nosuch:broken", RESTARTED, env=ENV, resources=ROOM), "66dcdf775b"),
    ],
)
def test_replica_set_names(template: dict[str, Any], recorded: str) -> None:
    """The hash of a template is the one in the recorded ReplicaSet's name."""
    assert compute.template(template) == recorded


def test_probe_and_ports() -> None:
    """A template with ports, a probe and quantities, as in the recording."""
    container = {
        "name": "api",
        "env": [{"name": "MODE", "value": "prod"}],
        "ports": [{"containerPort": 8080, "name": "http", "protocol": "TCP"}],
        "readinessProbe": {
            "failureThreshold": 3,
            "httpGet": {"path": "/healthz", "port": "http", "scheme": "HTTP"},
            "periodSeconds": 5,
            "successThreshold": 1,
            "timeoutSeconds": 1,
        },
        "resources": {"limits": {"memory": "128Mi"}, "requests": {"cpu": "100m", "memory": "64Mi"}},
    }
    template = make.template("nginx:1.25", app="api", tier="backend")
    template["spec"]["containers"][0].update(container)
    assert compute.template(template) == "75f7c67bb5"


def test_stateful_set_revision_name() -> None:
    """A StatefulSet's revision is hashed from its JSON and the count of collisions."""
    template = make.template("postgres:16", app="db")
    template["spec"]["containers"][0]["name"] = "db"
    raw = compute.canonical(history.data({"spec": {"template": template}}))
    assert compute.revision(raw, 0) == "7f565fc5bc"


@pytest.mark.parametrize(
    ("name", "json"),
    [
        ("DNSPolicy", "dnsPolicy"),
        ("HTTPGet", "httpGet"),
        ("TTY", "tty"),
        ("HostIP", "hostIP"),
        ("SELinuxOptions", "seLinuxOptions"),
        ("Name", "name"),
    ],
)
def test_json_names(name: str, json: str) -> None:
    """A Go field's JSON name."""
    assert godump.json_name(name) == json


def test_every_type_is_known() -> None:
    """Each struct that a field names is described, or can only be absent from what the lab stores."""
    known = godump.structs()
    absent = {"ManagedFieldsEntry", "ClusterTrustBundleProjection", "PodCertificateProjection"}
    for fields in known.values():
        for field in fields:
            kind = field.type.lstrip("*[]")
            if (
                kind not in known
                and kind not in absent
                and not kind.endswith(("VolumeSource", "FlexVolumeSource"))
            ):
                assert isinstance(godump.bare(None, kind), str)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(["", "m", "k", "Mi", "Gi"]))
def test_quantities(number: int, unit: str) -> None:
    """A whole number with a unit keeps its value."""
    amount, scale, _ = quantity.parts(f"{number}{unit}")
    factor = {"": 1.0, "m": 1e-3, "k": 1e3, "Mi": 2.0**20, "Gi": 2.0**30}[unit]
    assert amount * 10.0**scale == pytest.approx(number * factor)
