"""Answers of whoami are read however they were filtered."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.apps import whoami

WHOLE = "Hostname: web1\nIP: 127.0.0.1\nRemoteAddr: 172.16.1.0:4242\nGET / HTTP/1.1\nHost: 10.96.1.2\nAccept: *\n\n"
ONE = whoami.Answer("web1", "172.16.1.0", "10.96.1.2")
API = (
    '{"hostname":"web1","ip":["::1"],"headers":{"Accept":["*/*"]},"url":"/api","host":"10.96.1.2",'
    '"method":"GET","remoteAddr":"172.16.1.0:4242"}'
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WHOLE, [ONE]),
        (WHOLE + WHOLE.replace("web1", "web2"), [ONE, whoami.Answer("web2", "172.16.1.0", "10.96.1.2")]),
        ("Hostname: a\nHostname: b\n", [whoami.Answer("a"), whoami.Answer("b")]),
        ("     46 Hostname: a\n     54 Hostname: b\n", [whoami.Answer("a"), whoami.Answer("b")]),
        (
            "RemoteAddr: 1.2.3.4:5\nRemoteAddr: 1.2.3.5:6",
            [whoami.Answer("", "1.2.3.4"), whoami.Answer("", "1.2.3.5")],
        ),
        ("RemoteAddr: [fd00::1]:5", [whoami.Answer("", "fd00::1")]),
        ("Host: a:31000\nHostname: b", [whoami.Answer(host="a:31000"), whoami.Answer("b")]),
        (WHOLE.replace("\n", "\r\n"), [ONE]),
        ("curl: (28) timed out", []),
        (API, [ONE]),
        (API + API.replace("web1", "web2"), [ONE, whoami.Answer("web2", "172.16.1.0", "10.96.1.2")]),
        (json.dumps(json.loads(API), indent=2, sort_keys=True), [ONE]),
        ('  "hostname": "a",\n  "hostname": "b",\n', [whoami.Answer("a"), whoami.Answer("b")]),
    ],
)
def test_answers(text: str, found: list[whoami.Answer]) -> None:
    """Whole, filtered and counted ones, as text and as JSON."""
    assert whoami.answers(text) == found


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """A learner's output may hold anything."""
    whoami.answers(text)
