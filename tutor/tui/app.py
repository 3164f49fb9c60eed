"""The door to the screens: `run`."""

import asyncio
import gc
from typing import TYPE_CHECKING

from tutor.base import errors

if TYPE_CHECKING:
    from tutor.session import request
    from tutor.tui import application


def run(options: "request.Options") -> int:
    """The tutor's screens until the learner leaves; the exit code. Raises TutorError, and any fault as it
    is."""
    # Hardly any garbage is made up to the first paint, but looking for it takes a tenth of that time. The
    # application turns the collector on again.
    gc.disable()
    from tutor.tui import application, engine

    tutor: application.TutorApp
    if options.attend:
        from tutor.tui.classroom import application as attending
        from tutor.tui.classroom import engine as classes

        tutor = attending.ClassApp(classes.Engine(options), options.lang)
    else:
        tutor = application.TutorApp(engine.Engine(options), options.lang)
    if not tutor.engine.course().lessons:
        todo = "make one: k8stutor course new DIR"
        raise errors.UsageError(f"the course {options.course} has no lesson", todo=todo)
    return asyncio.run(shown(tutor))


async def shown(tutor: "application.TutorApp") -> int:
    """The screens in the running loop, until the learner leaves or the process is told to end; as `run`."""
    from tutor.tui import signals

    signals.at_end(lambda: tutor.exit(errors.GOOD) if tutor.is_running else None)
    code = await tutor.run_async()
    if tutor.fault is not None:
        raise tutor.fault
    return code if code is not None else errors.GOOD
