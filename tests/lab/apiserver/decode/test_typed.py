"""The round trip through a type: what is kept, what is left out, and what is said of wrong values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.decode import errors, quantity, typed
from tutor.lab.apiserver.schema import custom, types

DEPLOYMENT = types.by_key("apps.v1/Deployment")
POD = types.by_key("core.v1/Pod")
SECRET = types.by_key("core.v1/Secret")


def test_empty_values_are_written_as_go_writes_them() -> None:
    """Empty structs stay, empty lists and nulls go, pointers keep their zero, required texts are empty."""
    body = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d", "labels": {}},
        "spec": {
            "replicas": 0,
            "paused": False,
            "template": {"spec": {"containers": [{"image": "x", "args": None}]}},
        },
    }
    assert typed.convert(body, DEPLOYMENT).object == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d"},
        "spec": {
            "replicas": 0,
            "strategy": {},
            "template": {
                "metadata": {},
                "spec": {"containers": [{"name": "", "image": "x", "resources": {}}]},
            },
        },
        "status": {},
    }


def test_a_second_trip_changes_nothing() -> None:
    """The form that comes out is the form that goes in."""
    body = {
        "spec": {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [{"name": "c", "ports": [{}]}]}
    }
    once = typed.convert(body, POD).object
    assert typed.convert(once, POD).object == once
    assert once["spec"]["volumes"] == [{"name": "v", "emptyDir": {}}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"spec": {"replicas": "3"}},
            "string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            {"spec": {"replicas": 1.5}},
            "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        (
            {"metadata": {"labels": {"a": 1}}},
            "number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        ({"spec": "x"}, "string into Go struct field Deployment.spec of type v1.DeploymentSpec"),
        (
            {"spec": {"template": {"spec": {"containers": {}}}}},
            "object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        ),
        (
            {"spec": {"template": {"spec": {"containers": [{"env": [{"name": "a", "value": True}]}]}}}},
            "bool into Go struct field EnvVar.spec.template.spec.containers.env.value of type string",
        ),
        (
            {"spec": {"strategy": {"type": ["x"]}}},
            "array into Go struct field DeploymentStrategy.spec.strategy.type of type v1.DeploymentStrategyType",
        ),
    ],
)
def test_wrong_types_read_as_in_go(body: dict[str, Any], words: str) -> None:
    """Struct, path without indices, and Go type: as sigs.k8s.io/json puts it."""
    with pytest.raises(errors.DecodeError) as caught:
        typed.convert(body, DEPLOYMENT)
    assert caught.value.message == f"json: cannot unmarshal {words}"


@pytest.mark.parametrize(
    ("data", "words"),
    [("a*b=", "illegal base64 data at input byte 1"), ("abcde", "illegal base64 data at input byte 4")],
)
def test_secrets_must_be_base64(data: str, words: str) -> None:
    """The byte is named at which the text goes wrong."""
    with pytest.raises(errors.DecodeError, match=words):
        typed.convert({"data": {"k": data}}, SECRET)


def test_times_are_brought_to_utc() -> None:
    """A zone and a fraction are read, whole seconds of UTC are written; other texts are refused in Go's words."""
    body = {"metadata": {"deletionTimestamp": "2026-01-02T03:04:05.6+09:00"}}
    assert typed.convert(body, POD).object["metadata"]["deletionTimestamp"] == "2026-01-01T18:04:05Z"
    with pytest.raises(errors.DecodeError) as caught:
        typed.convert({"metadata": {"deletionTimestamp": "soon"}}, POD)
    assert caught.value.message == (
        'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'
    )


def test_custom_resources_are_pruned_but_not_judged() -> None:
    """Unknown fields are named and dropped where the schema says nothing of them; types are the validator's matter."""
    free = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    spec = {"type": "object", "properties": {"size": {"type": "integer"}, "free": free}}
    of = custom.of("x/v1", "W", {"type": "object", "properties": {"spec": spec}})
    found = typed.convert(
        {"kind": "W", "spec": {"size": "big", "colour": 1, "free": {"any": [1]}}, "x": 1}, of
    )
    assert found.object == {"kind": "W", "spec": {"size": "big", "free": {"any": [1]}}}
    assert found.unknown == ("spec.colour", "x")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.5", "500m"),
        ("1024Mi", "1Gi"),
        ("1500m", "1500m"),
        ("2000m", "2"),
        ("1e3", "1e3"),
        ("1000", "1k"),
        ("100Ki", "100Ki"),
        ("1.5Gi", "1536Mi"),
        ("0.1Ki", "102400m"),
        ("-1", "-1"),
        ("5E", "5E"),
        ("0.1n", "1n"),
        ("12345678", "12345678"),
        ("+.5", "500m"),
    ],
)
def test_quantities_have_one_form(text: str, canonical: str) -> None:
    """Suffixes go as far up as the number stays whole; finer than nano is rounded up."""
    assert quantity.canonical(text) == canonical


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1 Gi", "1KiB", "Gi"])
def test_texts_that_are_no_quantities(text: str) -> None:
    """They are refused."""
    with pytest.raises(errors.DecodeError):
        quantity.canonical(text)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi"]))
def test_the_form_of_a_quantity_keeps_its_value(number: int, suffix: str) -> None:
    """Canonical text reads back as the same amount, and is its own canonical form."""
    text = quantity.canonical(f"{number}{suffix}")
    assert quantity.parse(text).value == quantity.parse(f"{number}{suffix}").value
    assert quantity.canonical(text) == text
