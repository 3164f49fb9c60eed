"""prove.yaml: how else a step is done rightly, and how it is done wrongly. Text in, trials out.

    steps:
      deployment:
        undo: [{run: …, host: …}]            # after each trial, before the next
        right:
          - about: short names
            commands: [{run: kubectl get deploy -n kube-system, host: k8s-m}]
        wrong:
          - about: echoes what the table would say
            fails: [kubectl.shown]        # the checks that must refuse it; all of the step's if not said
            commands: [{run: echo coredns 2/2, host: k8s-m}]
          - about: the other option
            answer: b                        # in place of, or beside, commands
        races:                            # graded while `during` goes on apart from the learner: must pass
          - about: in the middle of a rollout
            during: [{run: kubectl rollout restart …, host: k8s-m}]
            commands: [{run: …, host: …}]    # the solution if not said
      think:
        unraced: it looks at nothing …    # in place of `races`: the reason why there can be none

An answer is chosen before the commands are run; `late: true` chooses it when they have ended.

The step's solution is a right trial by itself. Every check wants RIGHT more right ones and WRONG wrong ones, and every
step with checks a race.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tutor.authoring import rules
from tutor.course import fields, model, structure, yamlfile

FILE = "prove.yaml"
RIGHT = 2
WRONG = 3

Kind = Literal["solution", "right", "wrong", "race"]


@dataclass(frozen=True)
class Trial:
    """One way of doing a step. `fails` names the checks that must refuse it; only a wrong one has any.

    `during` is run apart from the learner's shells while a race is graded. `late`: the answer comes after the commands.
    """

    kind: Kind
    about: str
    commands: tuple[model.Command, ...]
    answer: str
    place: model.Place
    fails: tuple[str, ...] = ()
    during: tuple[model.Command, ...] = ()
    late: bool = False


@dataclass(frozen=True)
class Trials:
    """All trials of a step but its solution, and what puts things back after each.

    `at` counts the steps that are proved, from 0.
    """

    step: str
    trials: tuple[Trial, ...]
    undo: tuple[model.Command, ...]
    at: int = 0

    def of(self, kind: Kind) -> tuple[Trial, ...]:
        """Those of one kind, in the order of the file."""
        return tuple(trial for trial in self.trials if trial.kind == kind)


def solution(step: structure.StepPart) -> Trial:
    """The step's own solution as a trial."""
    return Trial("solution", "the solution", step.solution, step.answer, step.place)


def parse(
    text: str, file: Path, steps: tuple[structure.StepPart, ...], problems: fields.Problems
) -> tuple[Trials, ...]:
    """The trials of every step that has checks. Raises CourseError where the file is no YAML."""
    top = fields.Fields(yamlfile.parse(text, file), problems, "prove.yaml")
    node = top.mapping("steps")
    top.end()
    given = dict(node.value) if node and isinstance(node.value, dict) else {}
    found: list[Trials] = []
    for step in steps:
        part = given.pop(step.id, None)
        if part is None:
            if step.checks:
                what = f"the checks of step {step.id!r} are not proved"
                fields.note(
                    problems, model.Place(file, 1), what, f"add `{step.id}:` with `right:` and `wrong:`"
                )
            continue
        found.append(_step(part, step, len(found), problems))
    for name, part in given.items():
        fields.note(problems, part.place, f"there is no step {name!r}", "use the id of a step of lesson.yaml")
    return tuple(found)


def _step(node: yamlfile.Node, step: structure.StepPart, at: int, problems: fields.Problems) -> Trials:
    part = fields.Fields(node, problems, f"step {step.id!r}")
    undo = _commands(part, "undo", problems)
    right = [_trial(item, step, "right", problems) for item in part.items("right")]
    wrong = [_trial(item, step, "wrong", problems) for item in part.items("wrong")]
    races = [_trial(item, step, "race", problems) for item in part.items("races")]
    unraced = part.text("unraced", required=False)
    part.end()
    if step.checks and not races and not unraced:
        todo = "add `races:` with something that goes on meanwhile, or `unraced:` with the reason why nothing can"
        fields.note(problems, node.place, f"step {step.id!r} has no race", todo)
    if races and unraced:
        what = f"step {step.id!r} has races, and a reason for having none"
        fields.note(problems, node.place, what, "remove one of the two")
    if len(right) < RIGHT:
        fields.note(
            problems, node.place, f"{len(right)} right variants of {step.id!r}", f"write {RIGHT} or more"
        )
    for check in rules.check_ids(step):
        count = sum(check in trial.fails for trial in wrong)
        if count < WRONG:
            what = f"{count} wrong variants for {check} in step {step.id!r}"
            fields.note(problems, node.place, what, f"write {WRONG} or more")
    return Trials(step.id, (*right, *wrong, *races), undo, at)


def _trial(node: yamlfile.Node, step: structure.StepPart, kind: Kind, problems: fields.Problems) -> Trial:
    part = fields.Fields(node, problems, "the variant")
    about = part.text("about")
    commands = _commands(part, "commands", problems)
    answer = part.text("answer", required=False)
    fails = _fails(part, step, problems) if kind == "wrong" else ()
    during = _commands(part, "during", problems) if kind == "race" else ()
    late = part.flag("late") if kind != "race" else False
    part.end()
    if kind == "race" and not during:
        fields.note(
            problems,
            node.place,
            "nothing goes on in this race",
            "add `during:` and a command that goes on meanwhile",
        )
    # A right variant answers a prediction rightly unless it says otherwise.
    answer = answer or ("" if kind == "wrong" else step.answer)
    doing = commands or (step.solution if kind == "race" else ())
    return Trial(kind, about, doing, answer, node.place, fails, during, late)


def _commands(part: fields.Fields, key: str, problems: fields.Problems) -> tuple[model.Command, ...]:
    return tuple(structure.command(item, problems) for item in part.items(key))


def _fails(part: fields.Fields, step: structure.StepPart, problems: fields.Problems) -> tuple[str, ...]:
    known = tuple(rules.check_ids(step))
    nodes = part.items("fails")
    for node in nodes:
        if node.value not in known:
            what = f"step {step.id!r} has no check {node.value!r}"
            fields.note(problems, node.place, what, f"use one of: {', '.join(known)}")
    return tuple(str(node.value) for node in nodes) or known
