"""What no cluster would take is refused before anything is rendered."""

import dataclasses
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.workshop.deploy import examples
from tutor.base import errors
from tutor.workshop.deploy import plan as plans


@pytest.mark.parametrize(
    "change",
    [
        {"class_id": "Net 101"},
        {"namespace": "a.b"},
        {"namespace": "-a"},
        {"namespace": "a" * 64},
        {"namespace": "default"},
        {"namespace": "kube-system"},
        {"web_from": "in gress"},
        {"image": ""},
        {"image": "a b"},
        {"image": "$(HOME)"},
        {"image": "a\nb"},
        {"learners": 0},
        {"learners": 1001},
        {"replicas": 2},
        {"replicas": 5},
        {"storage": "2"},
        {"storage": "0Gi"},
        {"storage": "1Gi # x"},
    ],
)
def test_what_is_off_is_named(change: dict[str, Any]) -> None:
    """As a wrong use of the command, with what to do."""
    with pytest.raises(errors.UsageError) as found:
        dataclasses.replace(examples.PLAN, **change)
    assert found.value.todo


@hypothesis.given(st.text(max_size=70))
def test_a_namespace_is_a_dns_label_or_refused(name: str) -> None:
    """Nothing that is a path, an option, or YAML gets through."""
    try:
        dataclasses.replace(examples.PLAN, namespace=name)
    except errors.UsageError:
        return
    assert name.isascii()
    assert len(name) <= 63
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert name not in plans.RESERVED
