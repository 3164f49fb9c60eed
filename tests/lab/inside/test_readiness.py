"""When a cluster is ready."""

import dns.message
import hypothesis
import hypothesis.strategies as st

from tutor.lab.inside import readiness


@hypothesis.given(st.lists(st.text("abcdefghij-", min_size=1, max_size=63), min_size=1, max_size=4))
def test_a_query_can_be_read_back(labels: list[str]) -> None:
    """By dnspython, which knows the format best."""
    name = ".".join(labels)
    (question,) = dns.message.from_wire(readiness.query(name)).question
    assert str(question.name) == f"{name}."


def test_conditions_decide_what_is_ready() -> None:
    """True alone counts."""
    ready = {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}
    assert readiness.node_ready(ready)
    assert not readiness.node_ready({"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}})
    assert not readiness.node_ready({})
    assert readiness.available({"status": {"availableReplicas": 1}})
    assert not readiness.available({"status": {}})
