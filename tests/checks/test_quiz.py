"""Answers are compared for what they say; a failing verdict does not give the right one away."""

import pytest

from checks import quiz
from tutor.checkapi import evidence, testing, verdict

ANSWERS = {"leader": ["k8s-w1", "w1"], "queries per name": ["8"]}


def judge(text: str | None, lang: str = "en") -> verdict.Verdict:
    """The verdict on a file with that text."""
    done = evidence.Completed(0, text, "") if text is not None else evidence.Completed(1, "", "no such file")
    world = testing.World(programs={f"sh -c {evidence.READ} sh ~/answers": done})
    return quiz.answers(world.evidence(lang=lang), path="~/answers", answers=ANSWERS)


@pytest.mark.parametrize(
    "text",
    [
        "leader: k8s-w1\nqueries per name: 8\n",
        "Queries  per name:8\n  LEADER : W1",
        "leader: k8s-m\nwhat I think: hm\nleader: k8s-w1\nqueries per name: 8",
    ],
)
def test_right_answers(text: str) -> None:
    """In any order and case; the last line counts."""
    assert judge(text).passed


@pytest.mark.parametrize(
    ("text", "credit", "seen"),
    [
        (None, 0, "no file ~/answers on k8s-m"),
        ("", 0, "no answer to leader"),
        ("leader: k8s-w2\nqueries per name: 8", 0.5, "leader: k8s-w2 is not it"),
        ("leader: k8s-w1 or k8s-w2\nqueries per name: 8", 0.5, "leader: k8s-w1 or k8s-w2 is not it"),
        ("leader: k8s-w1", 0.5, "no answer to queries per name"),
        ("k8s-w1\n8", 0, "no answer to leader"),
    ],
)
def test_wrong_answers(text: str | None, credit: float, seen: str) -> None:
    """Each is told by its question; what is right counts in part; the right answer stays untold."""
    found = judge(text)
    assert (found.passed, found.credit, found.final) == (False, credit, True)
    assert found.seen == seen
    assert "w1" not in found.expected + found.next


def test_choice() -> None:
    """The option's id, nothing else."""
    assert quiz.choice(testing.World().evidence(answer="b"), answer="b").passed
    for answer in ("a", None):
        found = quiz.choice(testing.World().evidence(answer=answer, lang="ko"), answer="b")
        assert (found.passed, found.final) == (False, True)
