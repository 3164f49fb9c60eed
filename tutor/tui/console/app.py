"""The door to the console: `run` with a room that is still to be opened, `attend` with one that is open."""

import asyncio
from typing import TYPE_CHECKING

from tutor.base import errors

if TYPE_CHECKING:
    from tutor.tui.console import ports


def run(opening: "ports.Opening", lang: str) -> int:
    """The console until the instructor leaves; the exit code. Raises TutorError, and any fault as it is.

    The room is opened before the first picture: where that fails the terminal is still the user's own.
    """
    return asyncio.run(_run(opening, lang))


async def _run(opening: "ports.Opening", lang: str) -> int:
    async with opening() as room:
        return await attend(room, lang)


async def attend(
    room: "ports.Room",
    lang: str,
    *,
    hosting: bool = False,
    failed: "asyncio.Future[BaseException] | None" = None,
) -> int:
    """The console on an open room, in the running loop; `hosting` where the class ends with it.

    It ends where `failed` completes, and raises what that brings; and where it is told to by SIGTERM, or by SIGHUP as
    when the window of its terminal is closed. Raises as `run` does.
    """
    from tutor.tui import signals
    from tutor.tui.console import application, collecting

    console = application.ConsoleApp(room, lang, hosting=hosting)
    if failed is not None:
        failed.add_done_callback(lambda _: console.exit())
    signals.at_end(lambda: console.exit(errors.GOOD) if console.is_running else None)
    with collecting.sparing():
        code = await console.run_async()
    if failed is not None and failed.done():
        raise failed.result()
    if console.fault is not None:
        raise console.fault
    return code if code is not None else errors.GOOD
