"""Whatever happened since, a restore brings back what was, and watchers hear of it as of any other change."""

import copy
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.apiserver import errors, server, state
from tutor.lab.apiserver.snapshots import belonging, restoring
from tutor.lab.apiserver.storage import store
from tutor.lab.apiserver.verbs import incoming

Object = dict[str, Any]

MAPS, SERVICES, SETS = ("", "configmaps"), ("", "services"), ("apps", "replicasets")


def _meta(name: str, uid: str) -> Object:
    return {"name": name, "namespace": "default", "uid": uid, "creationTimestamp": "2026-01-01T00:00:00Z"}


def config_map(name: str, value: int, uid: str) -> tuple[store.Key, Object]:
    return MAPS, {
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "metadata": _meta(name, uid),
        "data": {"v": f"{value}"},
    }


def replica_set(name: str, value: int, uid: str) -> tuple[store.Key, Object]:
    selector = {"matchLabels": {"app": name}}
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    spec = {"replicas": value, "selector": selector, "template": template}
    return SETS, {"kind": "ReplicaSet", "apiVersion": "apps/v1", "metadata": _meta(name, uid), "spec": spec}


def pod(name: str, value: int, uid: str) -> tuple[store.Key, Object]:
    meta = {**_meta(name, uid), "labels": {"value": f"{value}"}}
    spec = {"nodeName": "k8s-w1", "containers": [{"name": "c", "image": f"nginx:{value}"}]}
    status = {"phase": "Running", "podIP": f"172.16.158.{value}"}
    return belonging.PODS, {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": meta,
        "spec": spec,
        "status": status,
    }


Make = Callable[[str, int, str], tuple[store.Key, Object]]
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from([config_map, replica_set, pod]),
        st.sampled_from("xyz"),
        st.one_of(st.none(), st.integers(0, 3)),
        st.booleans(),
    ),
    max_size=25,
)
"""Make or change an object of that name, or delete it (None); anew: under a new uid."""


def put(held: state.State, made: tuple[store.Key, Object]) -> None:
    """Store the object in the form that the server itself stores."""
    key, obj = made
    group, _, version = obj["apiVersion"].rpartition("/")
    type_ = held.type_of(group, version, obj["kind"])
    assert type_ is not None
    held.store.put(key, incoming.form(obj, type_))


def act(held: state.State, operations: list[tuple[Make, str, int | None, bool]], era: str) -> None:
    """Do all that to the store."""
    for number, (make, name, value, anew) in enumerate(operations):
        key, obj = make(name, value or 0, f"{era}-{number}-{name}")
        known = held.store.get(key, "default", name)
        if value is None or (anew and known is not None):
            if known is not None:
                held.store.remove(key, "default", name)
            if value is None:
                continue
        elif known is not None:
            obj["metadata"]["uid"] = known.object["metadata"]["uid"]
        put(held, (key, obj))


def seen(objects: list[Object]) -> dict[tuple[str, str], Object]:
    """What a learner would recognise: all but versions, and of pods all but the run that they are in."""
    found = {}
    for obj in copy.deepcopy(objects):
        meta = obj["metadata"]
        meta.pop("resourceVersion", None)
        if obj["kind"] == "Pod":
            meta.pop("uid")
            obj.pop("status", None)
        found[obj["kind"], f"{meta.get('namespace', '')}/{meta['name']}"] = obj
    return found


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(OPERATIONS, OPERATIONS)
def test_what_was_is_back_after_anything(
    before: list[tuple[Make, str, int | None, bool]], after: list[tuple[Make, str, int | None, bool]]
) -> None:
    """The same objects with the same uids; a second restore has nothing to do; the events lead from then to now."""
    held = server.ApiServer().state
    act(held, before, "before")
    kept = copy.deepcopy(restoring.dump(held))
    act(held, after, "after")
    version = held.store.version
    past = {key: held.store.items(key) for key in (MAPS, SETS, belonging.PODS)}
    restoring.restore(held, kept)
    assert seen(restoring.dump(held)) == seen(kept)
    again = restoring.restore(held, restoring.dump(held))
    assert (again.put, again.remove) == ([], [])
    for key, items in past.items():
        _check_events(held, key, dict(items), version)


def _check_events(held: state.State, key: store.Key, objects: dict[store.Name, Any], version: int) -> None:
    """A watcher that stood at `version` hears what happened, in order, and ends up with what is stored."""
    for event in held.store.since(key, version):
        assert event.entry.version > version
        version = event.entry.version
        assert (event.name in objects) == (event.type != "ADDED")
        if event.type == "DELETED":
            del objects[event.name]
        else:
            objects[event.name] = event.entry
    assert sorted(objects.items()) == held.store.items(key)


def test_pods_that_run_go_on_and_others_run_anew() -> None:
    """One that was left alone is not touched; one that has gone gets a new uid and no address yet."""
    held = server.ApiServer().state
    for name in ("stays", "goes"):
        put(held, pod(name, 1, f"uid-{name}"))
    kept = copy.deepcopy(restoring.dump(held))
    version = held.store.get(belonging.PODS, "default", "stays")
    held.store.remove(belonging.PODS, "default", "goes")
    done = restoring.restore(held, kept)
    assert held.store.get(belonging.PODS, "default", "stays") is version
    found = held.store.get(belonging.PODS, "default", "goes")
    assert found is not None
    assert found.object["metadata"]["uid"] != "uid-goes"
    assert found.object["status"] == {"phase": "Pending"}
    assert found.object["spec"]["nodeName"] == "k8s-w1"
    (begun,) = restoring.told(held, done)["begun"]
    assert begun == {"namespace": "default", "name": "goes", "node": "k8s-w1", "address": "172.16.158.1"}


def test_in_another_cluster_owners_are_found_by_name() -> None:
    """An object that both clusters have keeps the uid of here, and what it owns points to it."""
    there, here = server.ApiServer().state, server.ApiServer().state
    for held, uid in ((there, "there"), (here, "here")):
        put(held, replica_set("web", 1, uid))
    key, owned = config_map("owned", 1, "owned")
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "there"}
    owned["metadata"]["ownerReferences"] = [owner]
    put(there, (key, owned))
    restoring.restore(here, copy.deepcopy(restoring.dump(there)))
    web, found = here.store.get(SETS, "default", "web"), here.store.get(MAPS, "default", "owned")
    assert web is not None
    assert found is not None
    assert web.object["metadata"]["uid"] == "here"
    assert found.object["metadata"]["ownerReferences"][0]["uid"] == "here"


def test_in_another_cluster_a_pod_in_the_same_place_stands_in() -> None:
    """Same owner, node and address: it runs on under its own name; one elsewhere is begun anew."""
    there, here = server.ApiServer().state, server.ApiServer().state
    for held, uid in ((there, "there"), (here, "here")):
        put(held, replica_set("web", 2, uid))
        for name, value in (("one", 1), ("two", 2 if held is there else 3)):
            key, obj = pod(f"web-{uid}-{name}", value, f"{uid}-{name}")
            owner = {
                "apiVersion": "apps/v1",
                "kind": "ReplicaSet",
                "name": "web",
                "uid": uid,
                "controller": True,
            }
            obj["metadata"]["ownerReferences"] = [owner]
            put(held, (key, obj))
    restoring.restore(here, copy.deepcopy(restoring.dump(there)))
    names = [name for (_, name), _ in here.store.items(belonging.PODS)]
    assert names == ["web-here-one", "web-there-two"]


@pytest.mark.parametrize(
    "bad",
    [
        "text",
        {"kind": "ConfigMap"},
        {"kind": "Nothing", "apiVersion": "v1", "metadata": {"name": "x", "uid": "u"}},
        {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x", "uid": "u"}},
        {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": "x", "namespace": "default"}},
        {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": 3, "uid": "u"}},
        {"kind": "CustomResourceDefinition", "apiVersion": "apiextensions.k8s.io/v1", "spec": []},
        config_map("x", 1, "u")[1] | {"data": [1]},
    ],
)
def test_what_is_no_set_of_objects_changes_nothing(bad: Any) -> None:
    """A snapshot file may hold anything: what does not fit its kind is refused before the first change."""
    held = server.ApiServer().state
    version = held.store.version
    with pytest.raises(errors.BadRequest):
        restoring.restore(held, [config_map("good", 1, "g")[1], bad])
    assert held.store.version == version
