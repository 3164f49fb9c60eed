"""A node is silent for as long as it says nothing new, whatever time it says it is."""

from typing import Any

from tutor.lab.controllers import silence


def node(beat: str = "2026-01-01T00:00:00Z", uid: str = "1") -> dict[str, Any]:
    """One with a Ready condition of that time."""
    ready = {"type": "Ready", "status": "True", "lastHeartbeatTime": beat}
    return {"metadata": {"name": "n1", "uid": uid}, "status": {"conditions": [ready]}}


def lease(renewed: str) -> dict[str, Any]:
    """The node's."""
    return {"spec": {"renewTime": renewed}}


def test_a_lease_of_long_ago_is_news_when_it_is_first_seen() -> None:
    """So the controller that starts, or wakes with its machine, gives each node its whole time."""
    heard = silence.Silence()
    assert heard.seconds(node(), lease("2026-01-01T00:00:00Z"), 100.0) == 0.0
    assert heard.seconds(node(), lease("2026-01-01T00:00:00Z"), 149.0) == 49.0


def test_whatever_changes_is_a_sign_of_life() -> None:
    """A renewed lease, a posted status, a node that was made anew; even where its clock was set back."""
    heard = silence.Silence()
    heard.seconds(node(), None, 0.0)
    assert heard.seconds(node(), lease("2026-01-01T10:00:00Z"), 10.0) == 0.0
    assert heard.seconds(node(), lease("2026-01-01T09:00:00Z"), 20.0) == 0.0
    assert heard.seconds(node("2026-01-01T00:05:00Z"), lease("2026-01-01T09:00:00Z"), 30.0) == 0.0
    assert heard.seconds(node("2026-01-01T00:05:00Z"), lease("2026-01-01T09:00:00Z"), 40.0) == 10.0
    assert heard.seconds(node("2026-01-01T00:05:00Z", "2"), lease("2026-01-01T09:00:00Z"), 50.0) == 0.0
    heard.forget("n1")
    assert heard.seconds(node("2026-01-01T00:05:00Z", "2"), lease("2026-01-01T09:00:00Z"), 90.0) == 0.0
