"""What must hold of a lesson's steps, whatever the language. Pure."""

import difflib
from collections.abc import Mapping, Sequence

from tutor.checkapi import declare
from tutor.course import fields, hosts, loader, model, structure


def examine(
    source: loader.Source,
    checks: Mapping[str, declare.Check],
    languages: Sequence[str],
    problems: fields.Problems,
) -> None:
    """Note what is wrong with each step's commands and checks."""
    for step in source.steps:
        # A solution that is not given is the commands themselves: those are looked at once.
        own = () if step.solution is step.commands else step.solution
        for command in (*step.commands, *own, *step.cleanup):
            host(command.host, command.place, problems)
        for use in step.checks:
            # Where a command lacks its host, the check's comes with the mend.
            if not use.host and all(command.host for command in step.commands):
                fields.note(problems, use.place, "the check has no host to look from", "add `host: k8s-m`")
            _check(use, checks, languages, problems)
        if step.commands and not step.checks:
            what = f"step {step.id!r} has commands, but nothing grades them"
            fields.note(problems, step.place, what, "add `checks:`")


def host(name: str, place: model.Place, problems: fields.Problems) -> None:
    """Note a host that no lesson may name; a missing one is noted where it is read."""
    if name and not hosts.known(name):
        todo = f"use one of {', '.join(hosts.HOSTS)}, or pod/NAME"
        fields.note(problems, place, f"there is no host {name!r}", todo)


def _check(
    use: model.CheckUse,
    checks: Mapping[str, declare.Check],
    languages: Sequence[str],
    problems: fields.Problems,
) -> None:
    host(use.host, use.place, problems)
    for lang in languages:
        if not use.title.get(lang):
            fields.note(
                problems,
                use.place,
                f"the check has no title in {lang!r}",
                f"add it to `title: {{{lang}: …}}`",
            )
    if not use.name:
        return
    if use.name in checks:
        for misfit in checks[use.name].misfits(use.args):
            fields.note(problems, use.place, misfit, f"it takes: {signature(checks[use.name])}")
        return
    near = difflib.get_close_matches(use.name, checks, n=3) or sorted(checks)
    fields.note(problems, use.place, f"there is no check {use.name!r}", f"use one of: {', '.join(near)}")


def signature(check: declare.Check) -> str:
    """The arguments of a check as its author wrote them."""
    return ", ".join(str(parameter) for parameter in check.parameters.values()) or "no arguments"


def check_ids(step: structure.StepPart) -> list[str]:
    """A name for each check of a step: the check's own, with #2, #3 … where a step uses it again."""
    seen: dict[str, int] = {}
    ids = []
    for use in step.checks:
        seen[use.name] = seen.get(use.name, 0) + 1
        ids.append(use.name if seen[use.name] == 1 else f"{use.name}#{seen[use.name]}")
    return ids
