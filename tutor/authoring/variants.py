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

The step's solution is a right trial by itself. Every check wants RIGHT more right ones and WRONG wrong ones.
"""

from dataclasses import dataclass
from pathlib import Path

from tutor.authoring import rules
from tutor.course import fields, model, structure, yamlfile

FILE = "prove.yaml"
RIGHT = 2
WRONG = 3


@dataclass(frozen=True)
class Trial:
    """One way of doing a step. `fails` names the checks that must refuse it; empty for a right one."""

    about: str
    commands: tuple[model.Command, ...]
    answer: str
    fails: tuple[str, ...]
    place: model.Place

    @property
    def right(self) -> bool:
        """Whether every check must accept it."""
        return not self.fails


@dataclass(frozen=True)
class Trials:
    """All trials of a step, and what puts things back after each."""

    step: str
    trials: tuple[Trial, ...]
    undo: tuple[model.Command, ...]


def parse(
    text: str, file: Path, steps: tuple[structure.StepPart, ...], problems: fields.Problems
) -> tuple[Trials, ...]:
    """The trials of every step that has checks. Raises CourseError where the file is no YAML."""
    top = fields.Fields(yamlfile.parse(text, file), problems, "prove.yaml")
    node = top.mapping("steps")
    top.end()
    given = dict(node.value) if node and isinstance(node.value, dict) else {}
    found = []
    for step in steps:
        part = given.pop(step.id, None)
        if part is None:
            if step.checks:
                what = f"the checks of step {step.id!r} are not proved"
                fields.note(
                    problems, model.Place(file, 1), what, f"add `{step.id}:` with `right:` and `wrong:`"
                )
            continue
        found.append(_step(part, step, problems))
    for name, part in given.items():
        fields.note(problems, part.place, f"there is no step {name!r}", "use the id of a step of lesson.yaml")
    return tuple(found)


def _step(node: yamlfile.Node, step: structure.StepPart, problems: fields.Problems) -> Trials:
    part = fields.Fields(node, problems, f"step {step.id!r}")
    undo = tuple(structure.command(item, problems) for item in part.items("undo"))
    known = rules.check_ids(step)
    right = [_trial(item, step, (), problems) for item in part.items("right")]
    wrong = [_trial(item, step, tuple(known), problems) for item in part.items("wrong")]
    part.end()
    if len(right) < RIGHT:
        fields.note(
            problems, node.place, f"{len(right)} right variants of {step.id!r}", f"write {RIGHT} or more"
        )
    for check in known:
        count = sum(check in trial.fails for trial in wrong)
        if count < WRONG:
            what = f"{count} wrong variants for {check} in step {step.id!r}"
            fields.note(problems, node.place, what, f"write {WRONG} or more")
    return Trials(step.id, (*right, *wrong), undo)


def _trial(
    node: yamlfile.Node, step: structure.StepPart, known: tuple[str, ...], problems: fields.Problems
) -> Trial:
    part = fields.Fields(node, problems, "the variant")
    about = part.text("about")
    commands = tuple(structure.command(item, problems) for item in part.items("commands"))
    answer = part.text("answer", required=False)
    fails = tuple(str(item.value) for item in part.items("fails")) if known else ()
    part.end()
    for name in fails:
        if name not in known:
            todo = f"use one of: {', '.join(known)}"
            fields.note(problems, node.place, f"step {step.id!r} has no check {name!r}", todo)
    # A right variant answers a prediction rightly unless it says otherwise.
    return Trial(about, commands, answer or ("" if known else step.answer), fails or known, node.place)
