"""What the last hint of a step says is tried word for word: by the step's solution, or by a right way of prove.yaml."""

import re
from collections.abc import Iterator

import pytest

from tests.lessons.test_bundle import ROOT
from tutor.authoring import prove, variants
from tutor.checkapi.commandline import shell
from tutor.course import loader, model

SPAN = re.compile(r"`([^`]+)`|```\w*\n.*?```", re.DOTALL)
TOLD = re.compile(
    "arping|calicoctl|cat|conntrack|curl|dig|drill|echo|host|ip|iptables|kdig|kubectl|ngrep|nslookup|ping|redis-cli|ss"
    "|tcpdump|vtysh|wget"
)
"""Programs that hints name."""

BESIDE = frozenset(
    (
        "02-dnspolicy visit: kubectl delete pod netdebug",
        "03-services-dns deploy: kubectl get pods -A",
        "05-services webpods: kubectl get pod -o wide --show-labels",
        "06-metallb-l2 services: kubectl delete service svc1 svc2 svc3",
        "08-troubleshooting bank: kubectl edit deployment -n bank counter",
        "08-troubleshooting library: kubectl edit configmap -n kube-system coredns",
    )
)
"""Commands that help who has lost the way, and those that open an editor."""
PLACEHOLDER = re.compile(r"\b(?:NAME|CHAIN)\b|^[\w-]+ (?:-t nat -S|apply -f - <<EOF)$")
"""What the reader has to complete."""


def plain(text: str) -> str:
    """The text with one blank in place of several."""
    return " ".join(text.split())


def commands(hint: str) -> Iterator[str]:
    """The command lines that a hint holds."""
    for found in SPAN.finditer(hint):
        line = plain(found[1] or "")
        calls = shell.calls(line)
        if any(TOLD.fullmatch(call.program) and call.words for call in calls) and not PLACEHOLDER.search(
            line
        ):
            yield line


def tried(lesson: model.Lesson) -> dict[str, list[str]]:
    """The lines that are run to prove each step right, by its id."""
    (source,) = [one for one in loader.read(ROOT).sources if one.folder.name == lesson.id]
    found = {part.id: list(variants.solution(part).commands) for part in source.steps}
    for item in prove.read(ROOT, source):
        for trial in item.of("right"):
            found[item.step] += trial.commands
    return {step: [plain(one.text) for one in lines] for step, lines in found.items()}


@pytest.mark.parametrize("lesson", loader.load(ROOT).lessons, ids=lambda lesson: lesson.id)
def test_last_hints_are_tried(lesson: model.Lesson) -> None:
    """In whatever line they stand: `course prove` runs that line, and the checks have to pass."""
    lines = tried(lesson)
    untried = [
        f"{lesson.id} {step.id}: {line}"
        for step in lesson.steps
        for hint in step.hints["en"][-1:]
        for line in commands(hint)
        if not any(line in one for one in lines[step.id])
    ]
    assert set(untried) <= BESIDE
