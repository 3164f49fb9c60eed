"""The scenes that the snapshot tests compare and that stand in the README.

`python -m tests.tui.pictures` writes them to assets/screens/.
"""

import asyncio
import dataclasses
from pathlib import Path

from textual.pilot import Pilot

from tests.tui import fakes, fakesession
from tests.tui.conftest import until
from tutor.checkapi import verdict
from tutor.session import events
from tutor.tui import application

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "screens"
SMALL, LARGE = (80, 24), (120, 40)


@dataclasses.dataclass(frozen=True)
class Scene:
    """What is pressed until the picture is taken, and a name of the screen that must be there then."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    lang: str = "en"
    screen: str = "LessonScreen"
    asks: bool = False
    looks: tuple[str | None, ...] = ()
    """What each check has seen so far, None for one that has passed; nothing where none waits."""

    def app(self) -> application.TutorApp:
        """A fresh application on a fresh engine."""
        engine = fakes.Engine(wanted=None if self.asks else "lab")
        engine.statuses = {("02-services", "health"): "passed"}
        return application.TutorApp(engine, self.lang)

    async def play(self, pilot: Pilot[int]) -> None:
        """Bring the application to the scene."""
        app = pilot.app
        assert isinstance(app, application.TutorApp)
        if not self.asks:
            await until(pilot, lambda: _has_terminal(app))
        for key in self.keys:
            await pilot.press(key)
            # What a key started is done before the next one.
            await until(pilot, lambda: not any(one.name == "run a command" for one in app.workers))
        if self.looks:
            _wait(app, self.looks)
        await until(pilot, lambda: type(app.screen).__name__ == self.screen)
        await pilot.pause()


def _has_terminal(app: application.TutorApp) -> bool:
    shown = app.lesson_screen
    return bool(shown and shown.is_complete and shown.terminals.terminal())


def _wait(app: application.TutorApp, looks: tuple[str | None, ...]) -> None:
    """The checks of the present step wait for the cluster."""
    session = app.lesson_screen.play.session if app.lesson_screen else None
    assert isinstance(session, fakesession.Session)
    found = [verdict.Result("", seen is None, "", seen or "two pods listed") for seen in looks]
    session.tell(events.Grading())
    waiting = frozenset(at for at, seen in enumerate(looks) if seen)
    session.tell(events.Looked(session.index, tuple(found), waiting))


def _both(name: str, keys: tuple[str, ...] = (), *, screen: str = "LessonScreen") -> list[Scene]:
    return [
        Scene(f"{name}-80x24", SMALL, keys, screen=screen),
        Scene(f"{name}-120x40", LARGE, keys, screen=screen),
    ]


SCENES = [
    *_both("menu", ("c",), screen="MenuScreen"),
    *_both("lesson"),
    *_both("verdict", ("2", "enter", "enter")),
    *_both("verdict-failed", ("1", "enter", "enter")),
    Scene(
        "verdict-waiting-120x40", LARGE, ("2", "enter"), looks=(None, "coredns-64897985d-8x6mq: not ready")
    ),
    Scene("lesson-ko-120x40", LARGE, ("2", "enter"), lang="ko"),
    Scene("lesson-ko-80x24", SMALL, lang="ko"),
    Scene("menu-ko-80x24", SMALL, ("c",), lang="ko", screen="MenuScreen"),
    Scene("verdict-ko-80x24", SMALL, ("2", "enter", "enter"), lang="ko"),
    Scene("welcome-120x40", LARGE, screen="Ask", asks=True),
    Scene("help-80x24", SMALL, ("question_mark",), screen="Tell"),
    Scene("edit-80x24", SMALL, ("e",), screen="Edit"),
    Scene("leave-120x40", LARGE, ("q",), screen="Ask"),
]


async def _write(scene: Scene) -> None:
    app = scene.app()
    async with app.run_test(size=scene.size) as pilot:
        await scene.play(pilot)
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{scene.name}.svg").write_text(app.export_screenshot(title="k8stutor"))


if __name__ == "__main__":
    for each in SCENES:
        asyncio.run(_write(each))
