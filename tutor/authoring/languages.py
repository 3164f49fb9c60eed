"""Whether a lesson says the same in every language, and says it of steps that exist. Pure."""

from collections.abc import Sequence

from tutor.course import fields, loader, model, prose, structure


def examine(source: loader.Source, languages: Sequence[str], problems: fields.Problems) -> None:
    """Note missing translations, unused sections, and languages that disagree with the first one."""
    for lang in languages:
        text = source.prose.get(lang)
        if text is None:
            place = model.Place(source.folder / f"{lang}.md")
            if not place.file.exists():  # the loader has reported one that cannot be read
                what = f"the lesson is not written in {lang!r}"
                fields.note(problems, place, what, "write it, step for step")
            continue
        _file(text, source, problems)
        for step in source.steps:
            _step(step, text, problems)
    _agree(source, languages, problems)


def _file(text: prose.ProseFile, source: loader.Source, problems: fields.Problems) -> None:
    if not text.title:
        fields.note(problems, text.place, "the lesson has no title", "begin the file with `# Title`")
    if not text.intro:
        fields.note(
            problems, text.place, "the lesson has no introduction", "say under the title what it is about"
        )
    ids = {step.id for step in source.steps}
    for section in text.sections.values():
        if section.id not in ids:
            what = f"the prose of {section.id!r} belongs to no step"
            fields.note(problems, section.place, what, "remove it, or add the step to lesson.yaml")


def _step(step: structure.StepPart, text: prose.ProseFile, problems: fields.Problems) -> None:
    section = text.sections.get(step.id)
    if section is None:
        what = f"step {step.id!r} has no prose here"
        fields.note(problems, text.place, what, f"add `<!-- step: {step.id} -->` and its text")
        return
    if not section.title:
        fields.note(
            problems, section.place, f"step {step.id!r} has no title", "add `## Title` below the comment"
        )
    if not section.body:
        fields.note(problems, section.place, f"step {step.id!r} has an empty prose", "say what it is about")
    if step.checks and not section.hints:
        what = f"step {step.id!r} has checks and no hint"
        fields.note(problems, section.place, what, "add `<!-- hints -->` and a numbered list")
    if "" in section.hints:
        fields.note(problems, section.place, f"step {step.id!r} has an empty hint", "write it or remove it")
    _prediction(step, section, problems)


def _prediction(step: structure.StepPart, section: prose.Section, problems: fields.Problems) -> None:
    place = section.place
    asked = bool(section.question or section.options)
    if not step.answer:
        if asked:
            what = f"step {step.id!r} asks for a prediction that lesson.yaml has no answer to"
            fields.note(problems, place, what, "add `predict: <option>` to the step")
        return
    if not asked:
        what = f"step {step.id!r} predicts, but nothing is asked here"
        fields.note(problems, place, what, "add `<!-- predict -->`, the question, and `- (a) …` lines")
        return
    if not section.question:
        fields.note(problems, place, f"step {step.id!r} has options but no question", "ask above the options")
    if len(section.options) < 2:
        fields.note(problems, place, f"step {step.id!r} leaves no choice", "offer at least two options")
    if step.answer not in section.options:
        known = ", ".join(section.options) or "none"
        what = f"the answer {step.answer!r} is not among the options"
        fields.note(problems, step.answer_place, what, f"use one of: {known}")


def _agree(source: loader.Source, languages: Sequence[str], problems: fields.Problems) -> None:
    """Compare every language with the first one that exists."""
    there = [lang for lang in languages if lang in source.prose]
    for step in source.steps:
        said = {
            lang: source.prose[lang].sections[step.id]
            for lang in there
            if step.id in source.prose[lang].sections
        }
        for lang in list(said)[1:]:
            first = next(iter(said))
            _compare(first, said[first], lang, said[lang], problems)


def _compare(
    first: str, one: prose.Section, second: str, two: prose.Section, problems: fields.Problems
) -> None:
    if len(one.hints) != len(two.hints):
        what = f"step {two.id!r} has {len(two.hints)} hints in {second!r} and {len(one.hints)} in {first!r}"
        fields.note(problems, two.place, what, "write the same ladder in both")
    if list(one.options) != list(two.options):
        theirs, ours = ", ".join(one.options) or "none", ", ".join(two.options) or "none"
        what = f"step {two.id!r} offers the options {ours} in {second!r} and {theirs} in {first!r}"
        fields.note(problems, two.place, what, "give the same options in the same order")
