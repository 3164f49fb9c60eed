"""lesson.yaml: what all languages share of a lesson. Text in, structure and problems out.

continues: 06-metallb                # begins in the state in which that earlier lesson ends; else in a new lab's
start: [{run: …, host: …}]           # and after these commands, which the learner does not see
forms:                               # if the lesson goes in several ways; the ids are `needs.FORMS`
  metallb-crd: {en: custom resources, ko: 커스텀 리소스}
steps:
  - id: deployment
    predict: b                       # the id of the right option; question and options are prose
    commands:
      - run: kubectl get deployments.apps -n kube-system
        host: k8s-m
        timeout: 20                  # seconds, if not the usual ones
      - run: tcpdump -i enp0s8 -nn port 53
        host: k8s-w1
        ready: listening on          # goes on beside what follows, from when its output matches this
        until: NXDomain              # and gets Ctrl-C at the step's end, when it matches that
      - run: kubectl exec -it web -- sh
        host: k8s-m
        ready: '[#$] $'
        keys: [hostname, exit]       # lines typed into it
    checks:
      - check: kubectl.shown
        title: {en: The table is the cluster's, ko: 표가 클러스터의 실제 상태입니다}
        host: k8s-m                  # where it looks from, if not the last command's host
        with: {resource: deployments.apps, namespace: kube-system}
    solution: [{run: …, host: …}]    # if the commands shown are not it
    cleanup: [{run: …, host: …}]
    form: metallb-crd                # only in this form of the lesson
    needs: [calico]                  # what the cluster must have, or the step is not graded (see `needs`)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.course import fields, hosts, model, needs, yamlfile

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
    form: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class LessonPart:
    """A lesson without its prose. `continues` is "" where it begins by itself."""

    steps: tuple[StepPart, ...]
    continues: str
    continues_place: model.Place
    start: tuple[model.Command, ...]
    forms: Mapping[str, model.Texts]


def parse(text: str, file: Path, problems: fields.Problems) -> LessonPart:
    """The lesson with its steps in order. Raises CourseError where the file is no YAML at all."""
    top = fields.Fields(yamlfile.parse(text, file), problems, "the lesson")
    nodes = top.items("steps")
    continues = top.take("continues")
    start = _commands(top.items("start"), problems)
    forms = _forms(top.mapping("forms"), problems)
    top.end()
    if not nodes:
        fields.note(
            problems, model.Place(file, 1), "the lesson has no steps", "add `steps:` and a first step"
        )
    if len(nodes) > MOST_STEPS:
        fields.note(problems, nodes[MOST_STEPS].place, f"more than {MOST_STEPS} steps", "split the lesson")
    steps = [step for node in nodes[:MOST_STEPS] if (step := _step(node, forms, problems))]
    for form in forms:
        if steps and not any(step.form in ("", form) for step in steps):
            fields.note(
                problems, top.place, f"no step is in the form {form!r}", "write one, or remove the form"
            )
    return LessonPart(
        tuple(_unique(steps, problems)),
        "" if continues is None else str(continues.value),
        continues.place if continues else model.Place(file, 1),
        start,
        forms,
    )


def _forms(node: yamlfile.Node | None, problems: fields.Problems) -> dict[str, model.Texts]:
    if node is None or not isinstance(node.value, dict):
        return {}
    part = fields.Fields(node, problems, "'forms'")
    found: dict[str, model.Texts] = {}
    for name, of in node.value.items():
        if name in needs.FORMS:
            found[name] = part.texts(name)
        else:
            fields.note(
                problems, of.place, f"there is no form {name!r}", f"use one of: {', '.join(needs.FORMS)}"
            )
    return found


def _needs(nodes: list[yamlfile.Node], problems: fields.Problems) -> tuple[str, ...]:
    for node in nodes:
        if node.value not in needs.NEEDS:
            what = f"nothing is known as {node.value!r} that a step could need"
            fields.note(problems, node.place, what, f"use one of: {', '.join(needs.NEEDS)}")
    return tuple(str(node.value) for node in nodes)


def _form(node: yamlfile.Node | None, forms: Mapping[str, model.Texts], problems: fields.Problems) -> str:
    if node is not None and str(node.value) not in forms:
        known = ", ".join(forms) or "none: add `forms:` to the lesson"
        fields.note(problems, node.place, f"the lesson has no form {node.value!r}", f"use one of: {known}")
    return "" if node is None else str(node.value)


def _unique(steps: list[StepPart], problems: fields.Problems) -> list[StepPart]:
    found: dict[str, StepPart] = {}
    for step in steps:
        if step.id in found:
            line = found[step.id].place.line
            fields.note(problems, step.place, f"step {step.id!r} exists already in line {line}", "rename one")
        else:
            found[step.id] = step
    return list(found.values())


def _step(
    node: yamlfile.Node, forms: Mapping[str, model.Texts], problems: fields.Problems
) -> StepPart | None:
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
        form=_form(part.take("form"), forms, problems),
        needs=_needs(part.items("needs"), problems),
    )
    part.end()
    return step if name else None


def _commands(nodes: list[yamlfile.Node], problems: fields.Problems) -> tuple[model.Command, ...]:
    return tuple(command(node, problems) for node in nodes)


def command(node: yamlfile.Node, problems: fields.Problems) -> model.Command:
    """One `{run, host, timeout, ready, until, keys}`."""
    part = fields.Fields(node, problems, "the command")
    found = model.Command(
        text=part.text("run", example="kubectl get nodes").rstrip("\n"),
        host=part.text("host", example=hosts.HOSTS[0]),
        timeout=part.seconds("timeout", model.DEFAULT_TIMEOUT),
        place=node.place,
        ready=_pattern(part, "ready", problems),
        until=_pattern(part, "until", problems),
        keys=tuple(str(item.value) for item in part.items("keys")),
    )
    part.end()
    if (found.until or found.keys) and not found.ready:
        todo = "add `ready:`, a pattern of what it shows when it is"
        fields.note(problems, node.place, "nothing says when the command is ready", todo)
    return found


def _pattern(part: fields.Fields, key: str, problems: fields.Problems) -> str:
    text = part.text(key, required=False)
    try:
        re.compile(text)
    except re.error as error:
        fields.note(problems, part.place, f"{key!r} is no pattern: {error}", "write a regular expression")
        return ""
    return text


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
