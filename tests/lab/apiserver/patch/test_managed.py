"""Ownership of fields: what a real server recorded, and what must hold for any objects."""

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.lab.apiserver.patch import errors, managed, managers
from tutor.lab.apiserver.schema import custom, types

CONFIG_MAP = types.by_key("core.v1/ConfigMap")
POD = types.by_key("core.v1/Pod")
SERVICE = types.by_key("core.v1/Service")
NOW = "2026-11-22T22:13:04Z"
Object = dict[str, Any]


_CASES = json.loads((Path(__file__).parents[3] / "vectors" / "api_1.36.json").read_text())["cases"]
RECORDED = {case["id"]: case for case in _CASES}


def _entries(obj: Object) -> list[Object]:
    found: list[Object] = obj["metadata"].get("managedFields", [])
    return found


def _answer(case: str) -> Object:
    found: Object = json.loads(RECORDED[case]["body"])
    return found


def _config_map(data: Object, **metadata: Any) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x", **metadata}, "data": data}


def _apply(live: Object | None, data: Object, manager: str, *, force: bool = False) -> Object:
    return managed.apply(live, _config_map(data), manager, force, CONFIG_MAP, "v1", "", NOW)


@pytest.mark.vectors
@pytest.mark.parametrize("case", ["A018", "A028", "A113", "A066", "A076", "A083"])
def test_a_created_object_is_owned_as_recorded(case: str) -> None:
    """The entries of the creator are those of a real 1.36 server, for maps, sets, keyed lists and empty structs."""
    answer = _answer(case)
    of = types.by_key({"Deployment": "apps.v1/"}.get(answer["kind"], "core.v1/") + answer["kind"])
    creator = [entry for entry in _entries(answer) if entry["manager"] == "unknown"]
    # What admission and allocation add after the fields are counted is not in the request's object.
    for added in ("nodeName", "volumes", "tolerations", "serviceAccountName", "serviceAccount", "priority"):
        answer.get("spec", {}).pop(added, None)
    for added in ("preemptionPolicy", "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        answer.get("spec", {}).pop(added, None)
    if answer["kind"] == "Pod":
        answer["spec"]["containers"][0].pop("volumeMounts", None)
    answer["metadata"].pop("managedFields", None)
    created = answer["metadata"]["creationTimestamp"]
    found = managed.update(None, answer, "unknown", "Update", of, "v1", "", created)
    assert [entry["fieldsV1"] for entry in _entries(found)] == [entry["fieldsV1"] for entry in creator]


@pytest.mark.vectors
def test_server_side_apply_goes_as_recorded() -> None:
    """Create, apply again, take over by force, and drop a field: entries equal the recorded ones at each step."""
    live: Object | None = None
    for case, manager, force in (
        ("A060", "m1", False),
        ("A061", "m1", False),
        ("A063", "m2", True),
        ("A065", "m2", False),
    ):
        body = json.loads(RECORDED[case]["request_body"])
        live = managed.apply(live, body, manager, force, CONFIG_MAP, "v1", "", NOW)
        assert _entries(live) == _entries(_answer(case))
        assert live["data"] == _answer(case)["data"]


def test_a_conflict_names_manager_and_field() -> None:
    """The message and the cause read as the real ones."""
    live = _apply(None, {"k": "1"}, "m1")
    with pytest.raises(errors.ConflictError) as caught:
        _apply(live, {"k": "2"}, "m2")
    assert caught.value.message == 'Apply failed with 1 conflict: conflict with "m1": .data.k'
    assert caught.value.causes() == [
        {"reason": "FieldManagerConflict", "message": 'conflict with "m1"', "field": ".data.k"}
    ]


def test_conflicts_of_several_managers_are_grouped() -> None:
    """More than one: a heading a manager, a line a field; updaters with their API version and subresource."""
    live = _apply(None, {"a": "1", "b": "1"}, "m1")
    changed = {**live, "data": {"a": "2", "b": "1"}}
    live = managed.update(live, changed, "editor", "Update", CONFIG_MAP, "v1", "scale", NOW)
    with pytest.raises(errors.ConflictError) as caught:
        _apply(live, {"a": "3", "b": "3"}, "m2")
    assert caught.value.message == (
        "Apply failed with 2 conflicts: "
        'conflicts with "editor" with subresource "scale" using v1:\n- .data.a\n'
        'conflicts with "m1":\n- .data.b'
    )


def test_two_appliers_may_own_the_same_value() -> None:
    """Equal values do not conflict; a field goes when its last owner lets go of it."""
    live = _apply(None, {"a": "1"}, "m1")
    live = _apply(live, {"a": "1", "b": "2"}, "m2")
    live = _apply(live, {}, "m1")
    assert live["data"] == {"a": "1", "b": "2"}
    live = _apply(live, {"b": "2"}, "m2")
    assert live["data"] == {"b": "2"}


def test_an_apply_that_changes_nothing_keeps_its_time() -> None:
    """Applying the same again, in another spelling of a quantity, leaves the object as it is."""
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "0.5"}}}]},
    }
    live = managed.apply(None, pod, "m", False, POD, "v1", "", NOW)
    assert live["spec"]["containers"][0]["resources"]["requests"]["cpu"] == "500m"
    assert managed.apply(live, pod, "m", False, POD, "v1", "", "2030-01-01T00:00:00Z") == live


def test_ports_are_keyed_by_port_and_protocol() -> None:
    """A port without a protocol is the TCP one."""
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}
    live = managed.apply(
        None, {**service, "spec": {"ports": [{"port": 53}]}}, "m", False, SERVICE, "v1", "", NOW
    )
    ports = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP", "name": "tcp"}]
    live = managed.apply(live, {**service, "spec": {"ports": ports}}, "m", False, SERVICE, "v1", "", NOW)
    assert [(port["protocol"], port.get("name")) for port in live["spec"]["ports"]] == [
        ("UDP", None),
        ("TCP", "tcp"),
    ]
    owned = _entries(live)[0]["fieldsV1"]["f:spec"]["f:ports"]
    assert list(owned) == ['k:{"port":53,"protocol":"TCP"}', 'k:{"port":53,"protocol":"UDP"}']


def test_unknown_fields_cannot_be_applied() -> None:
    """The words are those of the typed patch object."""
    applied = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "x", "namespace": "n"},
        "dta": {},
    }
    with pytest.raises(errors.PatchError) as caught:
        managed.apply(None, applied, "m", False, CONFIG_MAP, "v1", "", NOW)
    assert caught.value.message == (
        "failed to create typed patch object (n/x; /v1, Kind=ConfigMap): .dta: field not declared in schema"
    )


def test_what_kubectl_applied_from_the_client_may_be_taken_over() -> None:
    """kubectl's own annotation excuses conflicts over fields that are as it left them, and over no others."""
    annotation = json.dumps(_config_map({"a": "1", "b": "1"}))
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": annotation}
    live = managed.update(
        None,
        _config_map({"a": "1", "b": "1"}, annotations=annotations),
        "kubectl-client-side-apply",
        "Update",
        CONFIG_MAP,
        "v1",
        "",
        NOW,
    )
    taken = _apply(live, {"a": "2", "b": "1"}, "kubectl")
    assert taken["data"] == {"a": "2", "b": "1"}
    text = taken["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"]
    assert json.loads(text)["data"] == {"a": "2", "b": "1"}
    with pytest.raises(errors.ConflictError):
        _apply(live, {"a": "2", "b": "1"}, "someone-else")


def test_a_custom_kind_without_schema_is_tracked_as_well() -> None:
    """Maps have owners for each key, lists one for the whole."""
    widget = {
        "apiVersion": "x/v1",
        "kind": "W",
        "metadata": {"name": "w"},
        "spec": {"a": {"b": 1}, "l": [1, 2]},
    }
    live = managed.apply(None, widget, "m", False, None, "x/v1", "", NOW)
    assert _entries(live)[0]["fieldsV1"] == {"f:spec": {".": {}, "f:a": {".": {}, "f:b": {}}, "f:l": {}}}


def test_a_custom_kind_may_key_its_lists() -> None:
    """x-kubernetes-list-type counts as it does for built-in kinds."""
    item = {"type": "object", "properties": {"n": {"type": "string"}, "v": {"type": "integer"}}}
    keyed = {
        "type": "array",
        "items": item,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["n"],
    }
    of = custom.of(
        "x/v1",
        "W",
        {"type": "object", "properties": {"spec": {"type": "object", "properties": {"l": keyed}}}},
    )
    widget = {"apiVersion": "x/v1", "kind": "W", "metadata": {"name": "w"}}
    live = managed.apply(
        None, {**widget, "spec": {"l": [{"n": "a", "v": 1}]}}, "m1", False, of, "x/v1", "", NOW
    )
    live = managed.apply(
        live, {**widget, "spec": {"l": [{"n": "b", "v": 2}]}}, "m2", False, of, "x/v1", "", NOW
    )
    assert {item["n"] for item in live["spec"]["l"]} == {"a", "b"}


def test_old_updaters_are_put_together() -> None:
    """More than ten updaters do not pile up: the oldest share one entry, and no field is forgotten."""
    live: Object | None = None
    for number in range(14):
        data = {**(live or {"data": {}})["data"], f"k{number:02}": "x"}
        new = {**(live or _config_map({})), "data": data}
        live = managed.update(
            live, new, f"m{number:02}", "Update", CONFIG_MAP, "v1", "", f"2026-01-01T00:00:{number:02}Z"
        )
    assert live is not None
    names = [entry["manager"] for entry in _entries(live)]
    assert names == ["ancient-changes", *(f"m{number:02}" for number in range(5, 14))]
    owned = {path for claim in managers.read(live).values() for path in claim.fields}
    assert {path[1] for path in owned if len(path) == 2} == {f"f:k{number:02}" for number in range(14)}
