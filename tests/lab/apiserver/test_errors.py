"""Status objects and their words."""

from tutor.lab.apiserver import errors, status_protobuf
from tutor.lab.apiserver.validation import field


def test_one_cause_stands_alone() -> None:
    """A single cause is the message; several are in brackets."""
    found = field.Errors()
    found.required("spec.containers")
    one = errors.Invalid("", "Pod", "bad", found.causes)
    assert one.message == 'Pod "bad" is invalid: spec.containers: Required value'
    found.unsupported("spec.type", "X", ("A", "B"))
    two = errors.Invalid("apps", "Deployment", "d", found.causes)
    assert two.message == (
        'Deployment.apps "d" is invalid: [spec.containers: Required value, '
        'spec.type: Unsupported value: "X": supported values: "A", "B"]'
    )
    assert two.status()["details"]["causes"][1]["reason"] == "FieldValueNotSupported"


def test_a_cause_said_twice_is_told_once() -> None:
    """The message names it once, the details as often as it was found."""
    found = field.Errors()
    found.forbidden("metadata.finalizers", "no")
    found.forbidden("metadata.finalizers", "no")
    error = errors.Invalid("", "ConfigMap", "c", found.causes)
    assert error.message == 'ConfigMap "c" is invalid: metadata.finalizers: Forbidden: no'
    assert len(error.status()["details"]["causes"]) == 2


def test_not_found_names_resource_and_group() -> None:
    """As kubectl shows it."""
    status = errors.NotFound.named("apps", "deployments", "web").status()
    assert status["message"] == 'deployments.apps "web" not found'
    assert status["details"] == {"name": "web", "group": "apps", "kind": "deployments"}
    assert status["code"] == 404


def test_a_status_in_protobuf_carries_its_words() -> None:
    """Envelope, message and reason are where protobuf readers look for them."""
    data = status_protobuf.encode(errors.NotFound.named("", "configmaps", "x").status())
    assert data.startswith(b"k8s\x00\x0a\x0c\x0a\x02v1\x12\x06Status")
    assert b'configmaps "x" not found' in data
