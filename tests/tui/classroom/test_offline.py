"""Why there is no connection: told in time, once, and again when asked."""

import pytest
from textual.pilot import Pilot

from tests.tui.classroom import fakeclass
from tests.tui.conftest import until
from tutor.base import errors
from tutor.tui.classroom import outage
from tutor.tui.modals import tell
from tutor.workshop import lasting

AWAY = errors.EnvironmentLacks(
    "the class's server at 192.168.1.7:7422 does not answer",
    why="[Errno 113] No route to host",
    todo="see that this machine is in the instructor's network, and that no firewall is between",
)
ANOTHER = lasting.Lasting(
    "the server at 192.168.1.7:7422 is not the class's",
    why="its certificate is another one",
    todo="ask the instructor for the code as it is now; until then nothing is sent there",
)


class Clock:
    """Goes as the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_cause_is_told_in_time_and_once() -> None:
    """At once where waiting mends nothing, else when it has lasted; anew after there was a connection."""
    clock = Clock()
    told = outage.Outage(clock)
    for _ in range(2):
        assert told.due("offline", None) is None
        assert told.due("offline", ANOTHER) is ANOTHER
        assert told.due("offline", AWAY) is None
        clock.now += outage.PATIENCE_SECONDS - 1
        assert told.due("connecting", None) is None  # which is not back yet
        assert told.due("offline", AWAY) is None
        clock.now += 1
        assert told.due("offline", AWAY) is AWAY
        for error in (AWAY, ANOTHER):
            assert told.due("offline", error) is None
        assert told.due("online", None) is None


def test_a_refusal_is_told_elsewhere() -> None:
    """In a window that stays."""
    assert outage.Outage(lambda: 100.0).due("refused", ANOTHER) is None


@pytest.fixture
def engine() -> fakeclass.Engine:
    return fakeclass.Engine()


def _lose(engine: fakeclass.Engine, error: errors.TutorError) -> None:
    engine.attended.error = error
    engine.attended.become("offline", 3)


async def _window(pilot: Pilot[int]) -> str:
    await pilot.press("i")
    await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
    return fakeclass.window(pilot)


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("en", ("is not the class's.", "ask the instructor for the code as it is now", "i shows this again")),
        ("ko", ("이 워크숍의 서버가 아닙니다", "강사", "i 키로 다시 봅니다")),
    ],
)
async def test_that_the_class_is_another_is_told_at_once(
    engine: fakeclass.Engine, lang: str, parts: tuple[str, ...]
) -> None:
    """In the learner's language, once however often it is tried; a key shows it again, with the return code."""
    async with fakeclass.running(engine, lang=lang) as pilot:
        pilot.app.clear_notifications()
        _lose(engine, ANOTHER)
        await until(pilot, lambda: all(part in fakeclass.said(pilot) for part in parts))
        pilot.app.clear_notifications()
        _lose(engine, ANOTHER)
        fakeclass.app(pilot)._look()
        await pilot.pause()
        assert fakeclass.said(pilot) == ""
        assert ("i why" if lang == "en" else "i 이유") in fakeclass.line(pilot)
        shown = await _window(pilot)
        assert parts[0].rstrip(".") in shown
        assert parts[1] in shown
        assert "K7Q2M-9XWTB" in shown


async def test_a_network_that_is_away_is_told_after_a_while(
    engine: fakeclass.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for the moment in which a server is started anew; the window tells it from the first moment on."""
    clock = Clock()
    async with fakeclass.running(engine) as pilot:
        monkeypatch.setattr(fakeclass.taking_part(pilot)._outage, "_now", clock)
        engine.attended.become("online")
        pilot.app.clear_notifications()
        _lose(engine, AWAY)
        fakeclass.app(pilot)._look()
        await pilot.pause()
        assert fakeclass.said(pilot) == ""
        assert "does not answer" in await _window(pilot)
        await pilot.press("escape")
        clock.now = outage.PATIENCE_SECONDS
        await until(pilot, lambda: "no firewall is between. " in fakeclass.said(pilot).replace("\n", " "))
        engine.attended.error = None
        engine.attended.become("online")
        assert "does not answer" not in await _window(pilot)
