"""Who ought to announce an address, by MetalLB's own rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.services import announcing

NODES = st.sets(st.sampled_from(["m", "w1", "w2", "w3"]))


@pytest.mark.parametrize(
    ("local", "ready", "left_out", "must", "may"),
    [
        (False, {"w1"}, set(), {"m", "w1", "w2"}, set()),
        (True, {"w1"}, set(), {"w1"}, set()),
        (True, {"w1", "w3"}, set(), {"w1"}, set()),
        (False, set(), set(), set(), set()),
        (False, {"w1"}, {"m"}, {"w1", "w2"}, {"m"}),
        (True, {"w1", "w2"}, {"m", "w2"}, {"w1"}, {"w2"}),
    ],
)
def test_announcers(local: bool, ready: set[str], left_out: set[str], must: set[str], may: set[str]) -> None:
    """Nobody without an endpoint; with Local those that have one; a label leaves it open."""
    found = announcing.announcers(local=local, ready=ready, speaking={"m", "w1", "w2"}, left_out=left_out)
    assert found == announcing.Announcers(frozenset(must), frozenset(may))


@given(st.booleans(), NODES, NODES, NODES)
def test_only_who_has_a_speaker_announces(
    local: bool, ready: set[str], speaking: set[str], left_out: set[str]
) -> None:
    """Whatever else is true; and nobody twice."""
    found = announcing.announcers(local=local, ready=ready, speaking=speaking, left_out=left_out)
    assert found.must | found.may <= speaking
    assert not found.must & found.may
    assert found.allow(found.must) is bool(found.must)
    assert not found.allow({*found.must, "elsewhere"})


@pytest.mark.parametrize(
    ("labels", "speaker"),
    [
        ({"app": "metallb", "component": "speaker"}, True),
        ({"app.kubernetes.io/name": "metallb", "app.kubernetes.io/component": "speaker"}, True),
        ({"app": "metallb", "component": "controller"}, False),
        ({"component": "speaker"}, False),
        ({}, False),
    ],
)
def test_speakers_by_their_labels(labels: dict[str, str], speaker: bool) -> None:
    """Those of the manifests and of the chart."""
    assert announcing.is_speaker(labels) is speaker
