"""A class without server or network: what is told is noted, what is asked is given by the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal

from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui import fakes
from tests.tui.conftest import until
from tutor.base import clock, errors
from tutor.tui.classroom import application, part, widget
from tutor.workshop import incoming, orders, reports, wire


class Class:
    """Online at once."""

    def __init__(self) -> None:
        self.title = "Networking 101"
        self.name = "Ann"
        self.anonymous = False
        self.returning = ""
        self.state: incoming.State = "online"
        self.error: errors.TutorError | None = None
        self.failed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        self._waiting = 0
        self.told: list[reports.Report] = []
        self.read: list[tuple[str, str]] = []
        self.frames: list[reports.Frame | None] = []
        self.hears = False
        self.settings: dict[str, str] = {}
        self._listeners: list[incoming.Listener] = []
        self._given = 0

    @property
    def waiting(self) -> int:
        """As the test says."""
        return self._waiting

    def listen(self, listener: incoming.Listener) -> None:
        """Listen."""
        self._listeners.append(listener)

    def emit(self, event: incoming.Event) -> None:
        """To everyone."""
        for listener in self._listeners:
            listener(event)

    def give(self, order: orders.Order, *, live: bool = True, at: str = "", desk: str = "desk-1") -> None:
        """An order of an instructor's."""
        self._given += 1
        envelope = wire.Envelope(self._given, at or clock.rfc3339_micro(clock.now()), desk, str(self._given))
        self.emit(incoming.Ordered(wire.Message(envelope, order), live))

    def become(self, state: incoming.State, waiting: int = 0) -> None:
        """Another state of the connection."""
        self.state, self._waiting = state, waiting
        self.emit(incoming.Changed())

    def tell(self, report: reports.Report) -> str:
        """Note it."""
        self.told.append(report)
        return f"me-{len(self.told)}"

    def reads(self, lesson: str, step: str) -> None:
        """Note it."""
        self.read.append((lesson, step))

    def show(self, frame: reports.Frame | None) -> None:
        """Note it."""
        self.frames.append(frame)

    def hear_watchers(self, *, wanted: bool) -> None:
        """Note it."""
        self.hears = wanted

    def setting(self, name: str) -> str:
        """As in memory."""
        return self.settings.get(name, "")

    def set_setting(self, name: str, value: str) -> None:
        """In memory."""
        self.settings[name] = value


class Engine(fakes.Engine):
    """The fake engine, in a class."""

    def __init__(self, *, wanted: Literal["lab", "cluster"] | None = "lab") -> None:
        super().__init__(wanted=wanted)
        self.pulse: Callable[[], reports.Pulse] | None = None
        self.made: Class | None = None
        self.settings: dict[str, str] = {}
        self.returning = "K7Q2M-9XWTB"

    @property
    def attended(self) -> Class:
        """The class, once it is open."""
        assert self.made
        return self.made

    async def attend(self, pulse: Callable[[], reports.Pulse]) -> Class:
        """Open it."""
        self.pulse = pulse
        self.made = Class()
        self.made.settings, self.made.returning = self.settings, self.returning
        return self.made


@asynccontextmanager
async def running(
    engine: Engine, *, lang: str = "en", size: tuple[int, int] = (120, 40), toasts: bool = False
) -> AsyncIterator[Pilot[int]]:
    """The application in a class, up to its first session; what is said in passing is drawn with `toasts` only."""
    app = application.ClassApp(engine, lang)
    async with app.run_test(size=size, notifications=toasts) as pilot:
        await until(pilot, lambda: app.part is not None)
        await until(pilot, lambda: engine.session is not None and bool(engine.session.lives))
        await until(pilot, lambda: bool(app.screen.query(widget.ClassLine)))
        yield pilot


def app(pilot: Pilot[int]) -> application.ClassApp:
    """The application."""
    assert isinstance(pilot.app, application.ClassApp)
    return pilot.app


def taking_part(pilot: Pilot[int]) -> part.Part:
    """The learner's part."""
    found = app(pilot).part
    assert found
    return found


def line(pilot: Pilot[int]) -> str:
    """What the line of the class says, on the screen that is shown or the one under a window."""
    found = [one for shown in pilot.app.screen_stack for one in shown.query(widget.ClassLine)]
    return str(found[-1].render())


def said(pilot: Pilot[int]) -> str:
    """What was said in passing."""
    return "\n".join(str(one.message) for one in pilot.app._notifications)


def window(pilot: Pilot[int]) -> str:
    """The words of the window that is shown."""
    return "\n".join(str(one.render()) for one in pilot.app.screen.query(Static))


WATCH = orders.Ask("watch", "Kim")
TYPE = orders.Ask("type", "Kim")
