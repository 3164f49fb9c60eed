"""What counts as ended well, and what a line asks for when earlier lines are known."""

import pytest

from tutor.checkapi import learner, testing


@pytest.mark.parametrize(
    ("text", "output", "code", "well"),
    [
        ("curl x", "", 0, True),
        ("curl x", "", 7, False),
        ("kubectl logs -f x", "a", 130, True),
        ("kubectl logs -f x", "a\n^C", 1, True),
        ("while sleep 1; do curl x; done", "a\n^C", 130, True),
        ("for i in 1 2 3; do curl x; done | sort", "", 130, True),
        ("kubectl exec x -- sh -c 'while :; do date; done'", "a", 130, True),
        ("while sleep 1; do curl x; done", "a", 7, False),
        ("curl x", "^C", 130, False),
        ("echo while", "^C", 130, False),
    ],
)
def test_ended_well(text: str, output: str, code: int, well: bool) -> None:
    """Ctrl-C is how a loop without an end ends."""
    assert learner.ended_well(testing.ran(text, output, code)) is well


def test_earlier_lines_set_variables() -> None:
    """Those of the same host."""
    before = [testing.ran("U=http://10.0.0.1/x"), testing.ran("U=http://10.0.0.2/x", host="k8s-w1")]
    (call,) = learner.resolved(testing.ran("curl -s $U"), before)
    assert call.words == ("-s", "http://10.0.0.1/x")
