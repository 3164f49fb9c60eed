"""The scenes of the class on the learner's screen that the snapshot tests compare."""

import dataclasses
import datetime
from collections.abc import Callable

from textual.pilot import Pilot

from tests.tui.classroom import fakeclass
from tests.tui.conftest import opened, until
from tutor.base import clock
from tutor.tui.classroom import application, widget
from tutor.workshop import lasting, orders

SMALL, LARGE = (80, 24), (120, 40)
Prepare = Callable[[fakeclass.Class], None]
POLL = orders.Poll(
    "p1",
    "How many CoreDNS pods are there?",
    (
        orders.Option("one", "one"),
        orders.Option("two", "two"),
        orders.Option("nodes", "one on each node"),
    ),
)


@dataclasses.dataclass(frozen=True)
class Scene:
    """What the instructor does, what is pressed then, and a name of the screen that must be there."""

    name: str
    size: tuple[int, int]
    before: Prepare | None = None
    keys: tuple[str, ...] = ()
    after: Prepare | None = None
    lang: str = "en"
    screen: str = "ClassScreen"
    clears: bool = True
    """Without what is said in passing."""

    def app(self) -> application.ClassApp:
        """A fresh application on a fresh engine."""
        return application.ClassApp(fakeclass.Engine(), self.lang)

    async def play(self, pilot: Pilot[int]) -> None:
        """Bring the application to the scene."""
        app = pilot.app
        assert isinstance(app, application.ClassApp)
        engine = app._behind
        assert isinstance(engine, fakeclass.Engine)
        await until(pilot, lambda: app.part is not None and bool(engine.session and engine.session.lives))
        if self.before:
            self.before(engine.attended)
        if self.clears:
            app.clear_notifications()
        for number, key in enumerate(self.keys):
            await pilot.press(key)
            if key in OPENS and (number == 0 or key == "f2"):
                await opened(pilot, OPENS[key])
        if self.after:
            self.after(engine.attended)
        await until(pilot, lambda: type(app.screen).__name__ == self.screen)
        app.show_class()
        await until(pilot, lambda: bool(app.screen_stack[0].query(widget.ClassLine)))
        if self.after is _taken:  # that the time is up is said once, at one of the next looks
            await until(pilot, lambda: app._over is not None)
        if self.clears:
            app.clear_notifications()
        await pilot.pause()


OPENS = {"a": "RaiseHand", "f2": "Ask"}
"""Which window a first key opens."""


def _all(of: fakeclass.Class) -> None:
    """Everything that the line can tell at once."""
    of.give(orders.Follow(True, "01-coredns", "pods"))
    of.give(orders.Say("Look at the second pod.", "Kim", "01-coredns", "pods"))
    of.give(POLL)
    of.give(fakeclass.WATCH)


def _watch(of: fakeclass.Class) -> None:
    of.give(fakeclass.WATCH)


def _watch_two(of: fakeclass.Class) -> None:
    of.give(fakeclass.WATCH)
    of.give(orders.Ask("watch", "Lee"), desk="desk-2")


def _offline(of: fakeclass.Class) -> None:
    of.become("offline", 3)


def _another(of: fakeclass.Class) -> None:
    of.error = lasting.Lasting(
        "the server at 192.168.1.7:7422 is not the class's",
        why="its certificate is another one",
        todo="ask the instructor for the code as it is now; until then nothing is sent there",
    )
    of.become("offline", 3)


def _messages(of: fakeclass.Class) -> None:
    at = "2026-01-01T09:00:00.000000Z"
    of.give(orders.Say("Welcome. We begin with lesson 1.", "Kim"), at=at)
    of.give(orders.Say("Look at the [bold]second\x1b[31m pod.", "Kim", "01-coredns", "pods"), at=at)


def _poll(of: fakeclass.Class) -> None:
    of.give(POLL)


def _shown(of: fakeclass.Class) -> None:
    of.give(POLL)
    of.give(orders.PollShown("p1", (("one", 3), ("two", 12), ("nodes", 5)), "two"))


def _locked(of: fakeclass.Class) -> None:
    of.give(orders.Pace(("02-services",)))


def _taken(of: fakeclass.Class) -> None:
    of.give(orders.Helped("taken", "Kim"))
    of.give(orders.Timer(clock.rfc3339(clock.now() - datetime.timedelta(seconds=1)), "step 3"))


def _both(name: str, lang: str = "en", **how: object) -> list[Scene]:
    return [
        Scene(f"{name}-80x24", SMALL, lang=lang, **how),  # type: ignore[arg-type]
        Scene(f"{name}-120x40", LARGE, lang=lang, **how),  # type: ignore[arg-type]
    ]


SCENES = [
    *_both("class"),
    *_both("class-all", before=_all),
    *_both("class-all-ko", "ko", before=_all),
    *_both("class-watched", before=_watch, keys=("f2", "y")),
    *_both("class-consent", before=_watch, keys=("f2",), screen="Ask"),
    *_both("class-consent-ko", "ko", before=_watch, keys=("f2",), screen="Ask"),
    Scene("class-watched-ko-80x24", SMALL, _watch, ("f2", "y"), lang="ko"),
    Scene("class-watched-two-80x24", SMALL, _watch_two, ("f2", "y", "f2", "y")),
    Scene("class-watched-two-ko-80x24", SMALL, _watch_two, ("f2", "y", "f2", "y"), lang="ko"),
    Scene("class-offline-80x24", SMALL, _offline),
    Scene("class-another-80x24", SMALL, after=_another, clears=False),
    Scene("class-another-ko-120x40", LARGE, after=_another, lang="ko", clears=False),
    Scene("class-why-80x24", SMALL, _another, ("i",), screen="Tell"),
    Scene("class-why-ko-80x24", SMALL, _another, ("i",), lang="ko", screen="Tell"),
    Scene("class-hand-80x24", SMALL, None, ("a", "w", "h", "y"), screen="RaiseHand"),
    Scene("class-helped-120x40", LARGE, None, ("a", "enter"), _taken),
    Scene("class-messages-80x24", SMALL, _messages, ("m",), screen="Tell"),
    Scene("class-poll-80x24", SMALL, _poll, ("o",), screen="Ask"),
    Scene("class-poll-shown-80x24", SMALL, _shown, ("o",), screen="Tell"),
    Scene("class-poll-shown-ko-80x24", SMALL, _shown, ("o",), lang="ko", screen="Tell"),
    Scene("class-locked-120x40", LARGE, _locked, ("c",), screen="MenuScreen"),
    Scene("class-joined-80x24", SMALL, clears=False),
    Scene("class-joined-ko-120x40", LARGE, lang="ko", clears=False),
    Scene("class-return-80x24", SMALL, None, ("i",), screen="Tell"),
    Scene("class-return-ko-80x24", SMALL, None, ("i",), lang="ko", screen="Tell"),
    Scene("class-help-120x40", LARGE, None, ("question_mark",), screen="Tell"),
]
