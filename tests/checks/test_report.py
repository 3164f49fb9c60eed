"""Each fact of a report counts by itself, however it is written down."""

from typing import Any

import pytest

from tests.checks import guestbook, worlds
from tutor.checkapi import evidence, verdict

READ = 'case $1 in "~/"*) cat -- "${HOME:-/root}/${1#"~/"}";; *) cat -- "$1";; esac'
ABOUT = {"about": {"en": "what it is", "ko": "무엇인지"}, "look": {"en": "look there", "ko": "그곳을 보세요"}}
FACTS: dict[str, dict[str, Any]] = {
    "leader-pod": {
        **ABOUT,
        "shape": "name",
        "object": {"resource": "pods", "selector": "app=redis,role=leader", "field": "metadata.name"},
    },
    "leader-address": {**ABOUT, "shape": "address", "dns": "redis-leader.default.svc.cluster.local"},
    "asks": {**ABOUT, "shape": "domain", "values": ["redis-leader.default.svc.cluster.local"]},
    "count": {**ABOUT, "shape": "number", "values": [2]},
}
RIGHT = """# Report
- leader-pod: redis-leader-5-a
- leader-address: 10.96.1.1
- asks: redis-leader.default.svc.cluster.local
- count: 2
"""


def report(text: str | None, **changes: Any) -> verdict.Verdict:
    """The verdict on that file."""
    done = evidence.Completed(0, text, "") if text is not None else evidence.Completed(1, "", "no such file")
    programs = {f"sh -c {READ} sh ~/report.md": done}
    args = {"path": "~/report.md", "facts": FACTS}
    return guestbook.verdicts("report.facts", args, programs=programs, **changes)


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        RIGHT.replace(": ", " = ").replace("- ", ""),
        RIGHT.replace("\n", "\r\n"),
        RIGHT.replace("- ", "1. "),
        RIGHT.replace("- ", "- [x] ").replace(": ", "： "),
        "count: 2 (A and AAAA)\nasks: `Redis-Leader.default.svc.cluster.local.`\n"
        "**leader-address**: 10.96.1.1:6379, a ClusterIP\nLeader-Pod: pod/redis-leader-5-a on k8s-w1\n",
    ],
)
def test_a_good_report(text: str) -> None:
    """Markdown or plain, in any order, with remarks."""
    assert report(text).passed


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("redis-leader-5-a", "redis-leader-5-z", "you wrote redis-leader-5-z"),
        ("redis-leader-5-a", "redis-follower-6-b redis-leader-5-a", "you wrote redis-follower-6-b"),
        ("10.96.1.1", "172.16.1.1", "you wrote 172.16.1.1"),
        ("10.96.1.1", "10.96.1.11", "you wrote 10.96.1.11"),
        (": redis-leader.default.svc.cluster.local", ": redis-leader", "you wrote redis-leader"),
        ("count: 2", "count: 1 2 4 8", "you wrote 1 2 4 8"),
        ("count: 2", "count: 80:2/TCP", "you wrote 80:2/TCP"),
        ("count: 2", "count: two", "you wrote two"),
        ("count: 2", "count:", "count is empty"),
        ("- count: 2\n", "", "count is empty"),
    ],
)
def test_one_fact_is_wrong(old: str, new: str, says: str) -> None:
    """The others count; the verdict says where to look, and not what would be right."""
    found = report(RIGHT.replace(old, new))
    assert not found.passed
    assert found.final
    assert found.credit == 3 / 4
    assert says in found.seen
    assert found.next == "그곳을 보세요" or found.next == "look there"
    assert "redis-leader-5-a" not in found.expected + found.next


def test_an_empty_form_and_no_file() -> None:
    """Neither has any credit."""
    empty = report("".join(f"- {name}:\n" for name in FACTS))
    assert empty.credit == 0
    missing = report(None)
    assert "no such file" in missing.seen


def test_what_the_cluster_does_not_tell() -> None:
    """While no pod leads, nobody can be right, and waiting may help."""
    found = report(RIGHT, objects=[one for one in guestbook.OBJECTS if one not in guestbook.LEADERS])
    assert "the cluster does not tell" in found.seen
    assert not found.final


def test_arguments_are_looked_at() -> None:
    """What a lesson gives has to fit."""
    assert worlds.check("report.facts").misfits({"path": "~/r", "facts": ["a"]}) != []
