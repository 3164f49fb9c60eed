"""What a test looks at on the lesson screen."""

from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui import fakes, fakesession
from tutor.tui import application
from tutor.tui.screens import lesson
from tutor.tui.widgets import keybar
from tutor.tui.widgets.verdict import pane as verdict


def shown(pilot: Pilot[int]) -> lesson.LessonScreen:
    """The lesson screen."""
    assert isinstance(pilot.app, application.TutorApp)
    found = pilot.app.lesson_screen
    assert found
    return found


def session(engine: fakes.Engine) -> fakesession.Session:
    """The session under way."""
    assert engine.session
    return engine.session


def bar(pilot: Pilot[int]) -> str:
    """The key bar's words."""
    return str(shown(pilot).query_one(keybar.KeyBar).render())


def verdicts(pilot: Pilot[int]) -> str:
    """The verdict pane's words."""
    return str(shown(pilot).query_one(verdict.VerdictPane).query_one(Static).render())
