"""Protobuf bodies: by hand, and as the real kubectl sends them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.apiserver.decode import capture
from tutor.lab.apiserver.decode import errors, protobuf, typed, wire


def _varint(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value % 2**64)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _envelope(api_version: str, kind: str, raw: bytes) -> bytes:
    type_meta = _field(1, api_version) + _field(2, kind)
    return protobuf.MAGIC + _field(1, type_meta) + _field(2, raw)


def test_delete_options() -> None:
    """Pointers keep their zero, negative numbers their sign, and lists their items."""
    raw = _field(1, 0) + _field(4, "Background") + _field(5, "All") + _field(2, _field(1, "u-1"))
    assert protobuf.decode(_envelope("v1", "DeleteOptions", raw)) == {
        "kind": "DeleteOptions",
        "apiVersion": "v1",
        "gracePeriodSeconds": 0,
        "preconditions": {"uid": "u-1"},
        "propagationPolicy": "Background",
        "dryRun": ["All"],
    }
    raw = _field(1, -1)
    assert protobuf.decode(_envelope("v1", "DeleteOptions", raw))["gracePeriodSeconds"] == -1


def test_an_eviction_with_times() -> None:
    """Times are seconds and nanoseconds; an inner DeleteOptions is a field like any other."""
    meta = _field(1, "p") + _field(3, "ns") + _field(8, _field(1, 1_767_323_045))
    raw = _field(1, meta) + _field(2, _field(1, 30))
    assert protobuf.decode(_envelope("policy/v1", "Eviction", raw)) == {
        "kind": "Eviction",
        "apiVersion": "policy/v1",
        "metadata": {"name": "p", "namespace": "ns", "creationTimestamp": "2026-01-02T03:04:05Z"},
        "deleteOptions": {"gracePeriodSeconds": 30},
    }


def test_a_pod_with_inlined_and_special_fields() -> None:
    """A probe's handler and a volume's source are flattened; ports are numbers or names; quantities are texts."""
    probe = _field(1, _field(2, _field(1, "/ok") + _field(2, _field(1, 1) + _field(3, "web"))))
    limit = _field(1, "cpu") + _field(2, _field(1, "0.5"))
    container = _field(1, "c") + _field(10, probe) + _field(8, _field(1, limit))
    volume = _field(1, "v") + _field(2, _field(2, _field(1, "Memory")))
    pod = protobuf.decode(_envelope("v1", "Pod", _field(2, _field(1, volume) + _field(2, container))))
    assert pod["spec"]["volumes"] == [{"name": "v", "emptyDir": {"medium": "Memory"}}]
    found = pod["spec"]["containers"][0]
    assert found["livenessProbe"] == {"httpGet": {"path": "/ok", "port": "web"}}
    assert found["resources"] == {"limits": {"cpu": "500m"}}


def test_a_user_with_extra_values() -> None:
    """A map of named lists carries each list as a message of its own."""
    entry = _field(1, "scopes") + _field(2, _field(1, "a") + _field(1, "b"))
    user = _field(2, _field(1, "alice") + _field(4, entry))
    raw = _field(3, _field(1, 1) + user)
    found = protobuf.decode(_envelope("authentication.k8s.io/v1", "TokenReview", raw))
    assert found["status"]["user"] == {"username": "alice", "extra": {"scopes": ["a", "b"]}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{}", "does not appear to be a protobuf message"),
        (protobuf.MAGIC + b"\x0a\x05ab", "unexpected EOF"),
        (_envelope("v1", "Nothing", b""), 'no kind "Nothing" is registered for version "/v1"'),
        (protobuf.MAGIC + b"\x0b", "illegal wireType 3"),
    ],
)
def test_bodies_that_are_none(body: bytes, words: str) -> None:
    """Each is refused with its reason."""
    with pytest.raises(errors.DecodeError, match=words):
        protobuf.decode(body)


@given(st.binary(max_size=60))
def test_no_bytes_cause_another_error(noise: bytes) -> None:
    """Whatever follows the magic is an object or a DecodeError."""
    for body in (protobuf.MAGIC + noise, _envelope("v1", "Pod", noise), _envelope("v1", "Secret", noise)):
        try:
            assert isinstance(protobuf.decode(body), dict)
        except errors.DecodeError:
            continue


@given(st.integers(0, 2**64 - 1))
def test_varints(value: int) -> None:
    """Any 64-bit integer is read back, and nothing behind it is touched."""
    data = _varint(value)
    assert wire.varint(data + b"\x01", 0) == (value, len(data))


COMMANDS = (
    "create namespace lab",
    "create configmap lit --from-literal=a=1 --from-literal=b=2",
    "create secret generic creds --from-literal=user=admin",
    "create secret docker-registry reg --docker-username=u --docker-password=p",
    "create deployment web --image=nginx:1.25 --replicas=3 --port=8080",
    "create deployment cmd --image=busybox -- sleep 5",
    "create service clusterip cip --tcp=5678:8080",
    "create service nodeport np --tcp=80:80 --node-port=30001",
    "create service loadbalancer lb --tcp=80:http",
    "create service externalname ext --external-name=example.com",
    "create serviceaccount robot",
    "create rolebinding rb --role=reader --user=alice --serviceaccount=a:b",
    "create clusterrole cr --verb=get --non-resource-url=/x",
    "create clusterrolebinding crb --clusterrole=cr --group=g",
    "create quota q --hard=pods=2,cpu=1",
    "create job pi --image=perl -- perl -e 1",
    "create cronjob tick --image=busybox --schedule=@daily -- date",
    "create ingress web --rule=a.com/*=svc:80,tls=crt",
    "create pdb web --selector=app=web --max-unavailable=20%",
    "create priorityclass hi --value=1000 --description=x",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_kubectl_sends_is_what_it_says_it_would(command: str, tmp_path: Path) -> None:
    """The decoded body of the real kubectl equals its own `--dry-run=client -o json`, brought to its type."""
    words = command.split()
    at = words.index("--") if "--" in words else len(words)
    dry = [*words[:at], "--dry-run=client", "-o", "json", *words[at:]]
    with capture.serving() as server:
        said = capture.kubectl(server.server_port, tmp_path, *dry)
        capture.kubectl(server.server_port, tmp_path, *words)
        bodies = [request.body for request in server.requests if request.body.startswith(protobuf.MAGIC)]
    assert said.returncode == 0, said.stderr
    assert len(bodies) == 1
    found = protobuf.decode(bodies[0])
    assert _shown(found) == _shown(json.loads(said.stdout))


def _shown(obj: dict[str, Any]) -> dict[str, Any]:
    of = protobuf.type_of(obj["apiVersion"], obj["kind"])
    assert of is not None
    metadata = {
        key: value for key, value in obj["metadata"].items() if value is not None and key != "namespace"
    }
    return typed.convert({**obj, "metadata": metadata}, of).object


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("create token robot --duration=1h", "TokenRequest"),
        ("auth can-i get pods", "SelfSubjectAccessReview"),
        ("auth whoami", "SelfSubjectReview"),
    ],
)
def test_kubectl_s_questions_are_understood(command: str, kind: str, tmp_path: Path) -> None:
    """Requests that have no dry run name their kind and carry their questions."""
    with capture.serving() as server:
        capture.kubectl(server.server_port, tmp_path, *command.split())
        found = [protobuf.decode(request.body) for request in server.requests]
    assert [obj["kind"] for obj in found] == [kind]
    if kind == "SelfSubjectAccessReview":
        wanted = {"namespace": "default", "verb": "get", "resource": "pods"}
        assert found[0]["spec"]["resourceAttributes"] == wanted
    if kind == "TokenRequest":
        assert found[0]["spec"]["expirationSeconds"] == 3600
