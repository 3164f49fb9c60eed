"""Finds the checks that are there, by path and by entry point.

Check files are Python and run with the learner's rights: a course's own checks are as trusted as the course.
They are never imported by name, so that one course's `http.py` cannot hide another's or the standard one.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tutor.base import errors, paths
from tutor.checkapi import declare

ENTRY_POINTS = "k8stutor.checks"


@dataclass(frozen=True)
class Found:
    """The checks by name, where each came from, and what could not be loaded (the rest still works)."""

    checks: Mapping[str, declare.Check]
    sources: Mapping[str, str]
    problems: tuple[errors.CourseError, ...]


def folders(course: Path) -> tuple[Path, ...]:
    """The folders of checks in the order of precedence: the bundle, the course, the user's own."""
    every = (paths.bundle() / "checks", course / "checks", paths.config() / "checks")
    return tuple(dict.fromkeys(folder.resolve() for folder in every))


def discover(where: Iterable[Path], *, entry_points: bool = True) -> Found:
    """Every check in these folders, then those of installed packages; a name is the first user's."""
    checks: dict[str, declare.Check] = {}
    sources: dict[str, str] = {}
    problems: list[errors.CourseError] = []
    for path, module in _modules(where, entry_points, problems):
        for check in vars(module).values():
            if not isinstance(check, declare.Check):
                continue
            if check.name in checks and checks[check.name] is not check:
                what = f"the check {check.name!r} exists already in {sources[check.name]}"
                problems.append(errors.CourseError(what, file=path, todo="give it another name"))
                continue
            checks[check.name], sources[check.name] = check, str(path)
    return Found(checks, sources, tuple(problems))


def _modules(
    where: Iterable[Path], entry_points: bool, problems: list[errors.CourseError]
) -> Iterable[tuple[Path, ModuleType]]:
    loaded: set[bytes] = set()
    for folder in where:
        for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
            # A course that was made from a copy brings the same files again, which is no conflict.
            if path.name.startswith("_") or (digest := _digest(path)) in loaded:
                continue
            loaded.add(digest)
            if module := _guarded(path, problems):
                yield path, module
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS) if entry_points else ():
        try:
            module = point.load()
        except Exception as error:  # a stranger's package may fail in any way; it is named, not fatal
            problems.append(_broken(Path(point.value), error))
            continue
        yield Path(getattr(module, "__file__", None) or point.value), module


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return os.fsencode(path)  # loading it will say what is wrong with it


def _guarded(path: Path, problems: list[errors.CourseError]) -> ModuleType | None:
    try:
        return load(path)
    except Exception as error:  # a stranger's file may fail in any way; it is named, not fatal
        problems.append(_broken(path, error))
        return None


def load(path: Path) -> ModuleType:
    """Run the file as a module of its own. Raises whatever the file raises."""
    # The module is not entered in sys.modules: its name only has to be unlike any other in a message.
    name = f"k8stutor_check_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _broken(path: Path, error: Exception) -> errors.CourseError:
    trace = error.__traceback__
    line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
    while trace:
        if Path(trace.tb_frame.f_code.co_filename) == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    why = f"{type(error).__name__}: {error}"
    return errors.CourseError(
        "the checks in it cannot be loaded", file=path, line=line, why=why, todo="mend it"
    )
