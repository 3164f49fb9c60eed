"""The trainer's notes on a lesson: `notes.LANG.md` in its folder, markdown for whoever teaches it.

They are no part of the lesson: a learner never sees them, no screen waits for them, and a lesson needs none.
"""

import re

from tutor.base import errors
from tutor.course import files, model

NAME = re.compile(r"notes\.([a-z]{2,3}(?:-[A-Z]{2})?)\.md")


def of(lesson: model.Lesson) -> model.Texts:
    """The notes by language, none where there are none. What cannot be read says so in its place."""
    if not lesson.folder.is_dir():
        return {}
    found: dict[str, str] = {}
    for path in sorted(lesson.folder.iterdir()):
        if name := NAME.fullmatch(path.name):
            try:
                found[name[1]] = files.read(lesson.folder, path)
            except errors.CourseError as error:
                found[name[1]] = f"`{path.name}`: {error.what}"
    return found
