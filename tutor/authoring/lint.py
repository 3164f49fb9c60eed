"""`course lint`: everything that is wrong with a course, each with file, line and the mend."""

from collections.abc import Mapping
from pathlib import Path

from tutor.authoring import languages, links, rules, variants
from tutor.base import errors
from tutor.checkapi import declare, discovery
from tutor.course import fields, files, loader


def lint(root: Path) -> list[errors.CourseError]:
    """All problems, in the order of file and line; the checks are those that a learner of the course has."""
    found = discovery.discover(discovery.folders(root))
    return [*found.problems, *examine(root, found.checks)]


def examine(root: Path, checks: Mapping[str, declare.Check]) -> list[errors.CourseError]:
    """The problems of the course's files, given the checks that exist."""
    reading = loader.read(root)
    problems: fields.Problems = list(reading.problems)
    for source in reading.sources:
        rules.examine(source, checks, reading.course.languages, problems)
        languages.examine(source, reading.course.languages, problems)
        _variants(root, source, problems)
        for text in source.prose.values():
            links.examine(root, text.place.file, problems)
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line))


def _variants(root: Path, source: loader.Source, problems: fields.Problems) -> None:
    path = source.folder / variants.FILE
    if path.exists():
        try:
            found = variants.parse(files.read(root, path), path, source.steps, problems)
        except errors.CourseError as problem:
            problems.append(problem)
            return
        for trials in found:
            tried = (command for one in trials.trials for command in (*one.commands, *one.during))
            # A race that is done by the solution has the lesson's own commands, which are looked at there.
            for command in (*trials.undo, *(one for one in tried if one.place.file == path)):
                rules.host(command.host, command.place, problems)


def report(problems: list[errors.CourseError], root: Path) -> str:
    """The problems as text, one block each, with paths relative to the course."""
    if not problems:
        return "The course is in order."
    blocks = []
    for problem in problems:
        path = problem.file.relative_to(root) if problem.file.is_relative_to(root) else problem.file
        where = f"{path}:{problem.line}" if problem.line else str(path)
        lines = [f"{where}: {problem.what}"]
        lines += [f"  why: {problem.why}"] if problem.why else []
        lines += [f"  mend: {problem.todo}"] if problem.todo else []
        blocks.append("\n".join(lines))
    count = len(problems)
    return "\n".join([*blocks, f"{count} problem{'s' if count > 1 else ''}."])
