"""Reads a course from its folder.

course.yaml                optional: title per language, languages in order of preference
lessons/NN-name/           lesson.yaml (see `structure`), and a prose file per language (see `prose`)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.base import errors
from tutor.course import fields, files, model, prose, structure, yamlfile

FOLDER = re.compile(r"(\d{2,3})-[a-z0-9][a-z0-9-]*")
LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[A-Z]{2})?)\.md")
MOST_LESSONS = 200


@dataclass(frozen=True)
class Source:
    """One lesson as its files say it, before structure and prose are joined."""

    folder: Path
    part: structure.LessonPart
    prose: Mapping[str, prose.ProseFile]

    @property
    def steps(self) -> tuple[structure.StepPart, ...]:
        """The steps of its structure."""
        return self.part.steps


@dataclass(frozen=True)
class Reading:
    """A course as far as it could be read, each lesson's source, and everything that was wrong."""

    course: model.Course
    sources: tuple[Source, ...]
    problems: tuple[errors.CourseError, ...]


def load(root: Path) -> model.Course:
    """The course in `root` without the lessons that have something wrong, which stands in `broken`.

    Raises CourseError for the first thing that is wrong where no lesson is left.
    """
    reading = read(root)
    broken = [_broken(root, problem) for problem in reading.problems]
    bad = {one.lesson for one in broken if one.lesson}
    lessons: list[model.Lesson] = []
    for lesson in reading.course.lessons:
        if lesson.continues in bad and lesson.id not in bad:
            bad.add(lesson.id)
            problem = errors.CourseError(
                f"the lesson continues {lesson.continues!r}, which is broken",
                file=lesson.place.file,
                line=lesson.place.line,
                todo="mend that one first",
            )
            broken.append(_broken(root, problem))
        if lesson.id not in bad:
            lessons.append(lesson)
    if not lessons:
        raise reading.problems[0]
    return reading.course._replace(lessons=tuple(lessons), broken=tuple(broken))


def _broken(root: Path, problem: errors.CourseError) -> model.Broken:
    """A problem, and the lesson in whose folder it is."""
    home = root / "lessons"
    within = problem.file.relative_to(home).parts if problem.file.is_relative_to(home) else ()
    lesson = within[0] if within and FOLDER.fullmatch(within[0]) else ""
    return model.Broken(
        lesson, problem.what, model.Place(problem.file, problem.line), problem.why, problem.todo
    )


def read(root: Path) -> Reading:
    """The course in `root` and all that is wrong with it, for the linter. Raises nothing."""
    problems: fields.Problems = []
    title, declared = _course_file(root, problems)
    sources = tuple(_sources(root, problems))
    _continue(root, sources, problems)
    found = sorted({lang for source in sources for lang in source.prose})
    languages = tuple(declared) or tuple(sorted(found, key=lambda lang: (lang != "en", lang)))
    lessons = tuple(_lesson(source, languages) for source in sources)
    if not lessons:
        problems.append(
            errors.CourseError(
                "there is no lesson here",
                file=root / "lessons",
                todo=f"make one with `k8stutor course new {root}`, or name another folder",
            )
        )
    return Reading(model.Course(root, languages, lessons, title), sources, tuple(problems))


def _course_file(root: Path, problems: fields.Problems) -> tuple[dict[str, str], list[str]]:
    path = root / "course.yaml"
    if not path.exists():
        return {}, []
    try:
        node = yamlfile.parse(files.read(root, path), path)
    except errors.CourseError as problem:
        problems.append(problem)
        return {}, []
    top = fields.Fields(node, problems, "the course")
    title = top.texts("title")
    languages = [str(item.value) for item in top.items("languages")]
    top.end()
    return title, languages


def _sources(root: Path, problems: fields.Problems) -> list[Source]:
    """Every lesson of the course in the order of its number."""
    home = root / "lessons"
    folders = sorted(path for path in home.iterdir() if path.is_dir()) if home.is_dir() else []
    found: dict[int, Source] = {}
    for folder in folders[:MOST_LESSONS]:
        name = FOLDER.fullmatch(folder.name)
        if not name:
            if not folder.name.startswith((".", "_")):
                place = model.Place(folder)
                fields.note(problems, place, "a lesson's folder is named NN-name", "rename it, e.g. 01-dns")
            continue
        number = int(name[1])
        if number in found:
            other = found[number].folder.name
            fields.note(problems, model.Place(folder), f"{other} has this number already", "renumber one")
        elif source := _source(root, folder, problems):
            found[number] = source
    return [found[number] for number in sorted(found)]


def _source(root: Path, folder: Path, problems: fields.Problems) -> Source | None:
    path = folder / "lesson.yaml"
    try:
        part = structure.parse(files.read(root, path), path, problems)
    except errors.CourseError as problem:
        problems.append(problem)
        return None
    texts: dict[str, prose.ProseFile] = {}
    for path in sorted(folder.iterdir()):
        if name := LANGUAGE.fullmatch(path.name):
            try:
                texts[name[1]] = prose.parse(files.read(root, path), path, problems)
            except errors.CourseError as problem:
                problems.append(problem)
    return Source(folder, part, texts)


def _continue(root: Path, sources: tuple[Source, ...], problems: fields.Problems) -> None:
    """Note every lesson that continues one which is not there, or not before it."""
    known = {source.folder.name for source in sources}
    for at, source in enumerate(sources):
        part, before = source.part, [other.folder.name for other in sources[:at]]
        # One that is there and could not be read has been noted already.
        unread = part.continues not in known and (root / "lessons" / part.continues).is_dir()
        if part.continues and part.continues not in before and not unread:
            what = f"there is no earlier lesson {part.continues!r} to continue"
            todo = f"use one of: {', '.join(before)}" if before else "remove `continues`"
            fields.note(problems, part.continues_place, what, todo)


def _lesson(source: Source, languages: tuple[str, ...]) -> model.Lesson:
    texts = {lang: source.prose[lang] for lang in languages if lang in source.prose}
    steps = tuple(_step(part, texts) for part in source.steps)
    hosts = [command.host for step in steps for command in (*step.commands, *step.solution)]
    return model.Lesson(
        id=source.folder.name,
        number=int(source.folder.name.split("-")[0]),
        title={lang: text.title for lang, text in texts.items()},
        intro={lang: text.intro for lang, text in texts.items()},
        steps=steps,
        hosts=tuple(dict.fromkeys(host for host in hosts if host)),
        folder=source.folder,
        place=model.Place(source.folder / "lesson.yaml", 1),
        continues=source.part.continues,
        start=source.part.start,
        forms=source.part.forms,
    )


def _step(part: structure.StepPart, texts: Mapping[str, prose.ProseFile]) -> model.Step:
    said = {lang: text.sections[part.id] for lang, text in texts.items() if part.id in text.sections}
    return model.Step(
        id=part.id,
        title={lang: section.title for lang, section in said.items()},
        prose={lang: section.body for lang, section in said.items()},
        commands=part.commands,
        prediction=_prediction(part, said),
        checks=part.checks,
        hints={lang: section.hints for lang, section in said.items()},
        solution=part.solution,
        cleanup=part.cleanup,
        place=part.place,
        form=part.form,
        needs=part.needs,
    )


def _prediction(part: structure.StepPart, said: Mapping[str, prose.Section]) -> model.Prediction | None:
    if not part.answer:
        return None
    ids = dict.fromkeys(option for section in said.values() for option in section.options)
    options = tuple(
        model.Option(
            option,
            {lang: section.options[option] for lang, section in said.items() if option in section.options},
        )
        for option in ids
    )
    question = {lang: section.question for lang, section in said.items()}
    return model.Prediction(question, options, part.answer, part.answer_place)
