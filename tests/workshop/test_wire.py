"""Messages come back as they were written, and what is foreign is refused."""

import dataclasses
import json
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.workshop import orders, reports, wire

ENVELOPE = wire.Envelope(1, "2026-01-02T03:04:05.000006Z", "device", "id")
KINDS = (*reports.KINDS, *orders.KINDS, reports.Pulse, reports.Frame, *orders.PASSING_KINDS)


@st.composite
def _bodies(draw: st.DrawFn) -> Any:
    return draw(st.from_type(draw(st.sampled_from(KINDS))))


@hypothesis.given(_bodies())
def test_what_is_written_is_read(body: Any) -> None:
    """Every kind survives the wire, whatever its fields hold."""
    hypothesis.assume(all(_sane(one) for one in dataclasses.astuple(body)))
    assert wire.decode(wire.encode(body, ENVELOPE), KINDS) == wire.Message(ENVELOPE, body)


def _sane(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(_sane(one) for one in value)
    if isinstance(value, float):
        return value == value and abs(value) != float("inf")
    if isinstance(value, int):
        return abs(value) < 1 << 53
    return not isinstance(value, str) or not any("\ud800" <= char <= "\udfff" for char in value)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kind": "other"},
        {"n": "1"},
        {"n": True},
        {"n": 1 << 60},
        {"at": None},
        {"lesson": 5},
        {"lesson": "x" * 5000},
        {"exit_code": "0"},
        {"seconds": float("inf")},
        {"seconds": float("nan")},
        {"seconds": 10**400},
        {"seconds": True},
        {"text": "half a character \ud800"},
        {"text": ["ls"]},
        {"exit_code": 0.5},
    ],
)
def test_a_field_that_is_off_makes_it_malformed(change: dict[str, Any]) -> None:
    """Whoever sends it, nothing of it is taken."""
    good = json.loads(wire.encode(reports.Ran("l", "s", "k8s-m", "ls", 0, 0.5), ENVELOPE))
    envelope = change.keys() & {"v", "kind", "n", "at"}
    bad = {**good, **change} if envelope else {**good, "body": {**good["body"], **change}}
    with pytest.raises(wire.Malformed):
        wire.decode(json.dumps(bad).encode(), reports.KINDS)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}", b" " * 70_000])
def test_what_is_no_message_is_malformed(data: bytes) -> None:
    """Not an exception of another kind."""
    with pytest.raises(wire.Malformed):
        wire.decode(data, reports.KINDS)


def test_a_long_text_is_cut() -> None:
    """A pasted manifest must not keep a report from being sent."""
    found = wire.decode(wire.encode(reports.Hand(True, "x" * 9000), ENVELOPE), reports.KINDS)
    assert found.body == reports.Hand(True, "x" * wire.TEXT_LIMIT)


def test_a_newer_field_is_passed_over() -> None:
    """A newer tutor may tell more."""
    data = json.loads(wire.encode(reports.Left(), ENVELOPE)) | {"mood": "good"}
    data["body"]["why"] = "lunch"
    assert wire.decode(json.dumps(data).encode(), reports.KINDS).body == reports.Left()
