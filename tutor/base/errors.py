"""The one tree of errors that a user may see.

TutorError
├── UsageError          exit 2  the call's words are off
├── EnvironmentLacks    exit 3  the machine or the cluster lacks something, named
├── CourseError         exit 2  a lesson or course file is broken; carries file and line
├── LabError            exit 3  the lab did not do what it should; says what to do
└── InternalFault       exit 4  a fault of ours; carries the report's path

Each says what happened, why, and what to do. A front renders them with `render`, never with a traceback.
"""

from pathlib import Path

from tutor.base import i18n, wording

GOOD, CHECK_FAILED, WRONG_USAGE, LACKS_SOMETHING, INTERNAL_FAULT = range(5)
"""Exit codes of the command line."""

LABELS: i18n.Table = {
    "why": {"en": "why: {text}", "ko": "이유: {text}"},
    "todo": {"en": "do:  {text}", "ko": "할 일: {text}"},
}


class TutorError(Exception):
    """What happened, why, and what to do next."""

    exit_code = INTERNAL_FAULT

    def __init__(self, what: str, *, why: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.todo = todo


class UsageError(TutorError):
    """The words of the call are off."""

    exit_code = WRONG_USAGE


class EnvironmentLacks(TutorError):  # noqa: N818 - reads as what it says
    """The machine or the cluster lacks something that is needed."""

    exit_code = LACKS_SOMETHING


class LabError(TutorError):
    """The lab could not do what was asked of it."""

    exit_code = LACKS_SOMETHING


class CourseError(TutorError):
    """A file of a course is broken."""

    exit_code = WRONG_USAGE

    def __init__(self, what: str, *, file: Path, line: int = 0, why: str = "", todo: str = "") -> None:
        super().__init__(what, why=why, todo=todo)
        self.file = file
        self.line = line


class InternalFault(TutorError):  # noqa: N818 - reads as what it says
    """A fault of the tutor itself, written to a report."""

    exit_code = INTERNAL_FAULT


class ProcessFault(Exception):  # noqa: N818 - reads as what it says
    """A fault of ours in another process of ours; `trace` is for the report, no user sees it.

    It stands outside the tree as every unforeseen exception does, and ends in an InternalFault as they do.
    """

    def __init__(self, what: str, trace: str) -> None:
        super().__init__(what)
        self.add_note(trace)


def render(error: TutorError, lang: str = i18n.DEFAULT) -> str:
    """The error as plain text for a terminal, one fact a line, in `lang`."""
    where = ""
    if isinstance(error, CourseError):
        where = f"{error.file}:{error.line}: " if error.line else f"{error.file}: "
    lines = [i18n.plain(f"k8stutor: {where}{wording.said(error.what, lang)}")]
    for key, text in (("why", error.why), ("todo", error.todo)):
        if text:
            lines.append("  " + i18n.text(LABELS, lang, key, text=wording.said(text, lang)))
    return "\n".join(lines)
