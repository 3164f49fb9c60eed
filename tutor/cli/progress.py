"""`k8stutor progress show|export|reset`: what the learner has done."""

import argparse
import contextlib
import json

from tutor.base import errors, i18n, paths
from tutor.cli import texts
from tutor.course import loader
from tutor.progress import store
from tutor.session import ledger, opening


def _open() -> "contextlib.closing[store.Store]":
    return contextlib.closing(store.Store(opening.progress_file()))


def show(args: argparse.Namespace) -> int:
    """A line a lesson: steps passed of all."""
    course = loader.load(args.course or paths.bundle())
    with _open() as kept:
        found = kept.steps(ledger.course_id(course))
    for lesson in course.lessons:
        passed = sum(step.lesson == lesson.id and step.status == "passed" for step in found)
        print(f"{passed:3}/{len(lesson.steps):<3} {lesson.id:24} {i18n.pick(lesson.title, args.lang)}")
    return errors.GOOD


def export(args: argparse.Namespace) -> int:
    """Everything of the course as one JSON object."""
    course = loader.load(args.course or paths.bundle())
    name = ledger.course_id(course)
    with _open() as kept:
        content = {
            "course": name,
            "steps": [step._asdict() for step in kept.steps(name)],
            "commands": [
                line._asdict() for lesson in course.lessons for line in kept.commands(name, lesson.id)
            ],
        }
    print(json.dumps(content, ensure_ascii=False, indent=2))
    return errors.GOOD


def reset(args: argparse.Namespace) -> int:
    """Forget a lesson, or the course; only with --yes, since nothing brings it back."""
    course = loader.load(args.course or paths.bundle())
    lesson = opening.find_lesson(course, args.lesson).id if args.lesson else None
    if not args.yes:
        raise errors.UsageError(
            "nothing was forgotten",
            why="what is reset can't be brought back",
            todo="k8stutor progress export keeps a copy; then say --yes",
        )
    with _open() as kept:
        kept.reset(ledger.course_id(course), lesson)
    print(i18n.text(texts.TEXTS, args.lang, "was_reset", what=lesson or ledger.course_id(course)))
    return errors.GOOD
