"""Reads the course again when its author has saved a file, and shows the lesson as it is now.

The learner stays at their step and keeps their shells. What is wrong with a file is told, with its line; the lesson as
it was last in order stays on the screen meanwhile.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.base import errors, watcher
from tutor.tui import texts

if TYPE_CHECKING:
    from tutor.tui.application import TutorApp

LOOK = 1.0
"""Seconds between two looks at the files where the kernel does not tell of changes."""

SHORTEST, LONGEST = 2.0, 10.0
"""Seconds for which it is said that all is well, and that something is not."""

Stamp = tuple[tuple[str, int, int], ...]


async def follow(app: "TutorApp", root: Path) -> None:
    """Look at the files of the course for as long as the application runs."""
    known = stamp(root)
    while True:
        # Anew for each look: folders come and go. What was saved meanwhile shows in the stamp.
        with watcher.Watcher(*(str(folder / "any") for folder in folders(root))) as changes:
            if stamp(root) == known:
                await changes.wait(LOOK)
        if (now := stamp(root)) != known:
            try:
                await reload(app)
                known = now
            except OSError:
                await asyncio.sleep(LOOK)  # a file came or went while it was read: read all of it once more


async def reload(app: "TutorApp") -> None:
    """Read the course and go on in it; what cannot be read is told."""
    try:
        problems = await app.engine.reload()
    except errors.CourseError as error:
        tell(app, [error])
        return
    tell(app, problems)
    shown = app.lesson_screen
    if shown is None:
        return
    if now := app.engine.course().lesson(shown.play.lesson.id):
        await shown.renew(now)
        app.notify(texts.text(app.lang, "reloaded"), timeout=SHORTEST, markup=False)


def tell(app: "TutorApp", problems: Sequence[errors.CourseError]) -> None:
    """Name each problem, with file and line."""
    for problem in problems:
        app.notify(errors.render(problem, app.lang), severity="error", timeout=LONGEST, markup=False)


def folders(root: Path) -> list[Path]:
    """Where files of the course lie."""
    lessons = root / "lessons"
    inner = sorted(path for path in lessons.iterdir() if path.is_dir()) if lessons.is_dir() else []
    return [folder for folder in (root, lessons, root / "checks", *inner) if folder.is_dir()]


def _of_a_course(name: str) -> bool:
    """Not an editor's own file, such as `.en.md.swp` or `4913`."""
    return not name.startswith(".") and name.endswith((".yaml", ".md", ".py"))


def stamp(root: Path) -> Stamp:
    """Changes with every file of the course."""
    found: list[tuple[str, int, int]] = []
    for folder in folders(root):
        try:
            with os.scandir(folder) as entries:
                known = [
                    (one.path, one.stat()) for one in entries if one.is_file() and _of_a_course(one.name)
                ]
        except FileNotFoundError:
            continue  # saved or removed at this very moment: the next look sees it
        found += [(path, stat.st_mtime_ns, stat.st_size) for path, stat in known]
    return tuple(sorted(found))
