"""The store: versions, history, and the past."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.apiserver import errors
from tutor.lab.apiserver.storage import entry, store

KEY = ("", "things")


def _object(name: str, value: int) -> entry.Object:
    return {"metadata": {"name": name, "namespace": "a"}, "value": value}


STEPS = st.lists(st.tuples(st.sampled_from("xyz"), st.one_of(st.none(), st.integers(0, 3))), max_size=30)


@hypothesis.given(STEPS)
def test_remembers_every_state_of_the_past(steps: list[tuple[str, int | None]]) -> None:
    """A list at an older version is what a list at that time was."""
    kept = store.Store()
    seen = {kept.version: kept.items(KEY)}
    for name, value in steps:
        if value is not None:
            kept.put(KEY, _object(name, value))
        elif kept.get(KEY, "a", name) is not None:
            kept.remove(KEY, "a", name)
        seen[kept.version] = kept.items(KEY)
    for version, items in seen.items():
        assert kept.items_at(KEY, version) == items


@hypothesis.given(STEPS)
def test_the_history_leads_from_any_state_to_the_present(steps: list[tuple[str, int | None]]) -> None:
    """Replaying the events after a version onto the state at that version gives the state of now."""
    kept = store.Store()
    for name, value in steps:
        if value is not None:
            kept.put(KEY, _object(name, value))
        elif kept.get(KEY, "a", name) is not None:
            kept.remove(KEY, "a", name)
    for version in range(1, kept.version + 1):
        state = dict(kept.items_at(KEY, version))
        for event in kept.since(KEY, version):
            if event.type == "DELETED":
                del state[event.name]
            else:
                state[event.name] = event.entry
        assert state == dict(kept.items(KEY))


def test_forgets_what_is_older_than_its_window() -> None:
    """A version whose events are gone is Expired, for lists and for watches."""
    kept = store.Store(window=2)
    for value in range(store.EVENTS_PER_OBJECT + 3):
        kept.put(KEY, _object("x", value))
    with pytest.raises(errors.Expired, match="too old resource version: 2"):
        kept.items_at(KEY, 2)
    with pytest.raises(errors.Expired):
        kept.since(KEY, 2)
    assert len(list(kept.since(KEY, kept.version - 2))) == 2


def test_remembers_more_of_many_objects() -> None:
    """Who has listed hundreds of pods that begin at once can still watch from there on."""
    kept = store.Store(window=2)
    names = [f"pod{number}" for number in range(100)]
    for name in names:
        kept.put(KEY, _object(name, 0))
    listed = kept.version
    for value in range(1, store.EVENTS_PER_OBJECT):
        for name in names:
            kept.put(KEY, _object(name, value))
    assert len(list(kept.since(KEY, listed))) == 100 * (store.EVENTS_PER_OBJECT - 1)


def test_tells_listeners_in_order() -> None:
    """Whoever listens hears of each change once, with what was before."""
    kept = store.Store()
    heard: list[store.Event] = []
    kept.collection(KEY).listeners.add(heard.append)
    first = kept.put(KEY, _object("x", 1))
    second = kept.put(KEY, _object("x", 2))
    kept.remove(KEY, "a", "x")
    assert [event.type for event in heard] == ["ADDED", "MODIFIED", "DELETED"]
    assert heard[1].before is first
    assert heard[2].before is second
    assert heard[2].entry.object["metadata"]["resourceVersion"] == "4"


def test_lists_one_namespace_in_the_order_of_names() -> None:
    """Names sort within their namespace, and other namespaces stay out."""
    kept = store.Store()
    for namespace, name in (("b", "x"), ("a", "z"), ("a", "y")):
        kept.put(KEY, {"metadata": {"name": name, "namespace": namespace}})
    assert [one.object["metadata"]["name"] for one in kept.entries(KEY, "a")] == ["y", "z"]
    assert [name for name, _ in kept.items(KEY)] == [("a", "y"), ("a", "z"), ("b", "x")]


def test_clone_is_deep() -> None:
    """A copy can be changed without the original noticing."""
    original = {"a": [{"b": 1}]}
    copy = entry.clone(original)
    copy["a"][0]["b"] = 2
    assert original == {"a": [{"b": 1}]}
