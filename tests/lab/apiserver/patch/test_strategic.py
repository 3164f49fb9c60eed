"""Strategic merge patch: merge keys, directives, and the order of lists."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.patch import errors, strategic
from tutor.lab.apiserver.schema import types

DEPLOYMENT = types.by_key("apps.v1/Deployment")
SERVICE = types.by_key("core.v1/Service")
POD_SPEC = types.by_key("core.v1/PodSpec")


def _deployment(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": list(containers)}}, **spec}}


def _containers(deployment: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = deployment["spec"]["template"]["spec"]["containers"]
    return found


def test_containers_are_merged_by_name() -> None:
    """A patch of one container leaves its other fields and the other containers."""
    live = _deployment({"name": "api", "image": "a:1", "command": ["x"]}, {"name": "side", "image": "s"})
    merged = strategic.apply(live, _deployment({"name": "api", "image": "a:2"}), DEPLOYMENT)
    assert _containers(merged) == [
        {"name": "api", "image": "a:2", "command": ["x"]},
        {"name": "side", "image": "s"},
    ]


def test_a_new_item_of_a_patch_stands_before_the_old_ones() -> None:
    """As real servers order them: `kubectl patch` with a sidecar shows the sidecar first."""
    merged = strategic.apply(_deployment({"name": "api"}), _deployment({"name": "sidecar"}), DEPLOYMENT)
    assert [container["name"] for container in _containers(merged)] == ["sidecar", "api"]


def test_set_element_order_rules_the_order() -> None:
    """Items named by the directive take its order, those it does not name keep their place."""
    live = _deployment({"name": "a"}, {"name": "b"}, {"name": "c"})
    patch = {"spec": {"template": {"spec": {"$setElementOrder/containers": [{"name": "c"}, {"name": "a"}]}}}}
    merged = strategic.apply(live, patch, DEPLOYMENT)
    assert [container["name"] for container in _containers(merged)] == ["b", "c", "a"]


def test_an_item_is_deleted_by_its_key() -> None:
    """`$patch: delete` takes out the item with the same merge key: a Service's port by its number."""
    live = {"spec": {"ports": [{"port": 80, "name": "http"}, {"port": 443, "name": "https"}]}}
    patch = {"spec": {"ports": [{"port": 80, "$patch": "delete"}]}}
    assert strategic.apply(live, patch, SERVICE) == {"spec": {"ports": [{"port": 443, "name": "https"}]}}


def test_a_list_is_replaced_on_demand() -> None:
    """`$patch: replace` in a list keeps only the patch's own items."""
    live = _deployment({"name": "a"}, {"name": "b"})
    patch = _deployment({"$patch": "replace"}, {"name": "c"})
    assert _containers(strategic.apply(live, patch, DEPLOYMENT)) == [{"name": "c"}]


def test_a_map_is_replaced_or_emptied_on_demand() -> None:
    """`$patch` in a map: replace takes the patch alone, delete leaves nothing."""
    live = {"spec": {"selector": {"a": "1", "b": "2"}}}
    assert strategic.apply(live, {"spec": {"selector": {"$patch": "replace", "c": "3"}}}, SERVICE) == {
        "spec": {"selector": {"c": "3"}}
    }
    assert strategic.apply(live, {"spec": {"selector": {"$patch": "delete"}}}, SERVICE) == {
        "spec": {"selector": {}}
    }


def test_retain_keys_clears_the_rest_of_a_union() -> None:
    """Going over to Recreate takes rollingUpdate away."""
    live = _deployment(strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}})
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    assert strategic.apply(live, patch, DEPLOYMENT)["spec"]["strategy"] == {"type": "Recreate"}


def test_finalizers_are_a_set() -> None:
    """Lists of scalars with the merge strategy unite; single values are taken out by their directive."""
    live = {"metadata": {"finalizers": ["a", "b"]}}
    patch = {"metadata": {"finalizers": ["c", "b"], "$deleteFromPrimitiveList/finalizers": ["a"]}}
    merged = strategic.apply(live, patch, SERVICE)
    assert set(merged["metadata"]["finalizers"]) == {"b", "c"}


def test_lists_without_a_merge_key_are_replaced() -> None:
    """command, args and tolerations belong to the patch as a whole."""
    live = {"containers": [{"name": "a", "command": ["x"]}], "tolerations": [{"key": "k"}]}
    patch = {"containers": [{"name": "a", "command": ["y"]}], "tolerations": [{"key": "l"}]}
    assert strategic.apply(live, patch, POD_SPEC) == patch


def test_directives_are_not_stored() -> None:
    """Where there was nothing before, what is left of the patch holds no directive and no null."""
    patch = _deployment({"name": "a", "env": [{"name": "x", "$patch": "delete"}], "image": None})
    patch["spec"]["strategy"] = {"$retainKeys": ["type"], "type": "Recreate"}
    assert strategic.apply({}, patch, DEPLOYMENT) == _deployment(
        {"name": "a", "env": []}, strategy={"type": "Recreate"}
    )


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        (["x"], "Invalid JSON document"),
        ({"spec": {"selector": {"$patch": "spin"}}}, "unknown patch type: spin"),
        (
            {"spec": {"ports": [{"name": "x"}]}},
            r"map: map\[name:x\] does not contain declared merge key: port",
        ),
        ({"spec": {"$retainKeys": [], "type": "NodePort"}}, "invalid patch format of retainKeys"),
        (
            {"metadata": {"$deleteFromPrimitiveList/finalizers": [{}]}},
            "invalid patch format of primitive list",
        ),
    ],
)
def test_malformed_patches_are_refused(patch: Any, words: str) -> None:
    """Each with the words of the real library."""
    live = {"spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}, "metadata": {"finalizers": ["a"]}}
    with pytest.raises(errors.PatchError, match=words):
        strategic.apply(live, patch, SERVICE)


_NAMES = st.sampled_from(["a", "b", "c", "d"])
_CONTAINERS = st.lists(
    st.fixed_dictionaries({"name": _NAMES}, optional={"image": st.text(max_size=3), "tty": st.booleans()}),
    max_size=4,
    unique_by=lambda container: container["name"],
)


@given(_CONTAINERS, _CONTAINERS)
def test_a_patch_without_directives_is_idempotent(
    live: list[dict[str, Any]], patch: list[dict[str, Any]]
) -> None:
    """A second application changes nothing; every item of either side is there once, with the patch's values."""
    document, change = {"containers": live}, {"containers": patch}
    before = copy.deepcopy((document, change))
    once = strategic.apply(document, change, POD_SPEC)
    assert strategic.apply(once, change, POD_SPEC) == once
    assert (document, change) == before
    by_name = {container["name"]: container for container in once["containers"]}
    assert len(by_name) == len(once["containers"])
    assert by_name.keys() == {container["name"] for container in live + patch}
    assert all(by_name[item["name"]].items() >= item.items() for item in patch)
