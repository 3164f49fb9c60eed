"""lesson.yaml: what all languages share of a lesson. Text in, structure and problems out.

continues: 06-metallb                # begins in the state in which that earlier lesson ends; else in a new lab's
start: [{run: …, host: …}]           # and after these commands, which the learner does not see
steps:
  - id: deployment
    predict: b                       # the id of the right option; question and options are prose
    commands:
      - run: kubectl get deployments.apps -n kube-system
        host: k8s-m
        timeout: 20                  # seconds, if not the usual ones
    checks:
      - check: kubectl.shown
        title: {en: The table is the cluster's, ko: 표가 클러스터의 실제 상태입니다}
        host: k8s-m                  # where it looks from, if not the last command's host
        with: {resource: deployments.apps, namespace: kube-system}
    solution: [{run: …, host: …}]    # if the commands shown are not it
    cleanup: [{run: …, host: …}]
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.course import fields, hosts, model, yamlfile

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
"""Ids of steps and options: they stand in anchors, in progress records and on the command line."""

MOST_STEPS = 100


@dataclass(frozen=True)
class StepPart:
    """A step without its prose. `answer` is "" where the step asks for no prediction."""

    id: str
    answer: str
    answer_place: model.Place
    commands: tuple[model.Command, ...]
    checks: tuple[model.CheckUse, ...]
    solution: tuple[model.Command, ...]
    cleanup: tuple[model.Command, ...]
    place: model.Place


@dataclass(frozen=True)
class LessonPart:
    """A lesson without its prose. `continues` is "" where it begins by itself."""

    steps: tuple[StepPart, ...]
    continues: str
    continues_place: model.Place
    start: tuple[model.Command, ...]


def parse(text: str, file: Path, problems: fields.Problems) -> LessonPart:
    """The lesson with its steps in order. Raises CourseError where the file is no YAML at all."""
    top = fields.Fields(yamlfile.parse(text, file), problems, "the lesson")
    nodes = top.items("steps")
    continues = top.take("continues")
    start = _commands(top.items("start"), problems)
    top.end()
    if not nodes:
        fields.note(
            problems, model.Place(file, 1), "the lesson has no steps", "add `steps:` and a first step"
        )
    if len(nodes) > MOST_STEPS:
        fields.note(problems, nodes[MOST_STEPS].place, f"more than {MOST_STEPS} steps", "split the lesson")
    steps = [step for node in nodes[:MOST_STEPS] if (step := _step(node, problems))]
    return LessonPart(
        tuple(_unique(steps, problems)),
        "" if continues is None else str(continues.value),
        continues.place if continues else model.Place(file, 1),
        start,
    )


def _unique(steps: list[StepPart], problems: fields.Problems) -> list[StepPart]:
    found: dict[str, StepPart] = {}
    for step in steps:
        if step.id in found:
            line = found[step.id].place.line
            fields.note(problems, step.place, f"step {step.id!r} exists already in line {line}", "rename one")
        else:
            found[step.id] = step
    return list(found.values())


def _step(node: yamlfile.Node, problems: fields.Problems) -> StepPart | None:
    part = fields.Fields(node, problems, "the step")
    name = part.text("id")
    if name and not ID.fullmatch(name):
        fields.note(problems, node.place, f"{name!r} cannot be an id", "use a-z, 0-9 and -, e.g. `get-pods`")
    answer = part.take("predict")
    commands = _commands(part.items("commands"), problems)
    step = StepPart(
        id=name,
        answer="" if answer is None else str(answer.value),
        answer_place=answer.place if answer else node.place,
        commands=commands,
        checks=tuple(_check(item, commands, problems) for item in part.items("checks")),
        solution=_commands(part.items("solution"), problems) or commands,
        cleanup=_commands(part.items("cleanup"), problems),
        place=node.place,
    )
    part.end()
    return step if name else None


def _commands(nodes: list[yamlfile.Node], problems: fields.Problems) -> tuple[model.Command, ...]:
    return tuple(command(node, problems) for node in nodes)


def command(node: yamlfile.Node, problems: fields.Problems) -> model.Command:
    """One `{run, host, timeout}`."""
    part = fields.Fields(node, problems, "the command")
    found = model.Command(
        text=part.text("run", example="kubectl get nodes").rstrip("\n"),
        host=part.text("host", example=hosts.HOSTS[0]),
        timeout=part.seconds("timeout", model.DEFAULT_TIMEOUT),
        place=node.place,
    )
    part.end()
    return found


def _check(
    node: yamlfile.Node, commands: tuple[model.Command, ...], problems: fields.Problems
) -> model.CheckUse:
    part = fields.Fields(node, problems, "the check")
    name, title = part.text("check"), part.texts("title")
    named = [command.host for command in commands if command.host]
    host = part.text("host", required=False) or (named[-1] if named else "")
    given = part.mapping("with")
    args: Mapping[str, Any] = given.plain() if given else {}
    part.end()
    return model.CheckUse(name, args, host, title, node.place)
