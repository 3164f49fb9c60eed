"""A node port is right if every node answers with the page."""

from typing import Any

import pytest

from tests.checks import guestbook

ARGS = {"selector": "app=guestbook,tier=frontend", "holds": "Guestbook"}
PAGE = "<h2>Guestbook</h2>"


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("curl -s http://192.168.10.10:30279/", PAGE),
        ("curl -so /dev/null -w '%{http_code}' $NODE:$PORT", "200"),
        ("for N in 10 101; do wget -qO- http://192.168.10.$N:30279; done", PAGE),
        ("curl -s http://k8s-w1:30279/", PAGE),
        ("for N in k8s-m k8s-w1; do curl -s $N:$PORT; done", PAGE),
        ("curl -s 192.168.10.101:$(kubectl get svc frontend -o jsonpath='{.spec.ports[0].nodePort}')", PAGE),
    ],
)
def test_the_page_is_fetched(text: str, output: str) -> None:
    """By any client, by its words or its status."""
    assert guestbook.verdicts("nodeport.page", ARGS, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("curl -s http://10.96.1.3/", PAGE),
        ("curl -s http://172.16.1.3:30279/", PAGE),
        ("curl -s http://k8s-pc:30279/", PAGE),
        ("curl -s http://192.168.10.10:80/", PAGE),
        ("curl -s http://192.168.10.10:30279/", "curl: (7) Failed to connect"),
        ("echo 200", "200"),
        ("curl $NODE:$PORT; echo 200", "200"),
    ],
)
def test_the_page_is_not_fetched(text: str, output: str) -> None:
    """From elsewhere, or not at all."""
    assert not guestbook.verdicts("nodeport.page", ARGS, (text, output)).passed


def without(*kinds: str) -> list[dict[str, Any]]:
    """The objects without those of some kinds."""
    return [one for one in guestbook.OBJECTS if one["kind"] not in kinds]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"objects": without("Service")}, "no Service of these pods"),
        (
            {
                "objects": [
                    *without("Service"),
                    guestbook.service("f", "10.96.1.3", guestbook.FRONTEND, port=80),
                ]
            },
            "no Service of these pods",
        ),
        (
            {
                "objects": [
                    *without("Service"),
                    guestbook.service("f", "10.96.1.3", {"a": "b"}, nodePort=30279),
                ]
            },
            "no Service of these pods",
        ),
        ({"objects": without("Pod")}, "no Service of these pods"),
        ({"pages": {"http://192.168.10.10:30279/": PAGE}}, "192.168.10.101 does not answer"),
        ({"pages": dict.fromkeys(guestbook.PAGES, "It works!")}, "192.168.10.10 does not answer"),
    ],
)
def test_no_page_to_fetch(changes: dict[str, Any], says: str) -> None:
    """No Service, another type, another selector, no pods, a node or a page that is missing."""
    found = guestbook.verdicts("nodeport.page", {**ARGS, "read": False}, **changes)
    assert not found.passed
    assert says in found.seen


def test_only_the_state_counts() -> None:
    """Under any name of the Service."""
    named = [*without("Service"), guestbook.service("web", "10.96.1.3", guestbook.FRONTEND, nodePort=30279)]
    assert guestbook.verdicts("nodeport.page", {**ARGS, "read": False}, objects=named).passed
