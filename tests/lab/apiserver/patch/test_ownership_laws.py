"""What must hold of the ownership of fields, whatever the objects are."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.apiserver.patch import fields, managed, managers
from tutor.lab.apiserver.schema import types

CONFIG_MAP = types.by_key("core.v1/ConfigMap")
NOW = "2026-11-22T22:13:04Z"
Object = dict[str, Any]


def _apply(live: Object | None, data: Object, manager: str, *, force: bool = False) -> Object:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": data}
    return managed.apply(live, config, manager, force, CONFIG_MAP, "v1", "", NOW)


_DATA = st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=3)
_STEPS = st.lists(st.tuples(st.sampled_from(["m1", "m2", "m3"]), _DATA), min_size=1, max_size=5)


def _owners(obj: Object) -> dict[str, fields.Fields]:
    return {key.name: owned.fields for key, owned in managers.read(obj).items()}


@given(_STEPS)
def test_forced_appliers_own_what_they_said_and_nothing_stays_that_nobody_owns(
    steps: list[tuple[str, Object]],
) -> None:
    """After any row of forced applies, the data are the union of what the managers own, and the last one won."""
    live: Object | None = None
    for manager, data in steps:
        live = _apply(live, data, manager, force=True)
        assert live.get("data", {}).items() >= data.items()
        owned = {path[1][2:] for paths in _owners(live).values() for path in paths if len(path) == 2}
        assert set(live.get("data", {})) == owned
        assert {path[1][2:] for path in _owners(live).get(manager, ()) if len(path) == 2} == set(data)


@given(_DATA, _DATA)
def test_an_update_never_leaves_two_owners_of_a_changed_field(old: Object, new: Object) -> None:
    """What an update changes is the updater's alone; what it removes is nobody's."""
    live = _apply(None, old, "applier")
    changed = {**live, "data": new}
    found = managed.update(live, changed, "editor", "Update", CONFIG_MAP, "v1", "", NOW)
    owners = _owners(found)
    for key in {*old, *new}:
        holders = {name for name, paths in owners.items() if ("f:data", f"f:{key}") in paths}
        if key not in new:
            assert holders == set()
        elif old.get(key) != new[key]:
            assert holders == {"editor"}
        else:
            assert holders == {"applier"}


@given(
    st.frozensets(
        st.lists(st.sampled_from(["f:a", "f:b", 'k:{"n":1}', 'v:"x"', "i:0"]), min_size=1, max_size=4).map(
            tuple
        )
    )
)
def test_field_sets_survive_their_encoding(paths: fields.Fields) -> None:
    """FieldsV1 carries any set of paths there and back."""
    assert fields.decode(fields.encode(paths)) == paths
