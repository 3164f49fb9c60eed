"""Keys in a browser: no command hangs on one that the browser keeps, and what is written is what works."""

import pytest
from textual import app

from tests.tui import fakes, looking
from tests.tui.conftest import running, until
from tutor.base import i18n
from tutor.tui import browser, commands
from tutor.tui.classroom import commands as classroom
from tutor.tui.console import commands as console
from tutor.tui.console import keys
from tutor.tui.modals import tell
from tutor.tui.widgets import keybar

KEPT = {"ctrl+t", "ctrl+n", "ctrl+w", "ctrl+pageup", "ctrl+pagedown", "ctrl+shift+t", "ctrl+shift+n"}
"""What Chromium gives to no page (chrome/browser/ui/browser_command_controller.cc, IsReservedCommandOrKey)."""
DECLARED = (commands.LESSON, commands.MENU, classroom.LESSON, console.EVERYWHERE, console.LEARNER)


@pytest.mark.parametrize("declared", DECLARED)
def test_every_command_can_be_given_in_a_browser(declared: tuple[commands.Command, ...]) -> None:
    """By one of its keys."""
    for command in declared:
        assert set(command.keys) - KEPT, command


@pytest.mark.parametrize("pair", [browser.TERMINAL, browser.PREPARED])
def test_what_a_browser_keeps_has_a_second_key(pair: tuple[str, ...]) -> None:
    """Here both work."""
    assert len(set(pair) - KEPT) == 1


async def test_f6_leads_into_the_terminal_and_out(engine: fakes.Engine) -> None:
    """As ctrl+t does; neither reaches the shell."""
    async with running(engine) as pilot:
        await pilot.press("f6")
        await until(pilot, lambda: looking.shown(pilot).typing)
        await pilot.press("n", "f6")
        await until(pilot, lambda: not looking.shown(pilot).typing)
        assert looking.session(engine).lives["k8s-m"].typed == b"n"


async def test_a_page_is_shown_the_keys_that_work_there(
    engine: fakes.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the bar, while reading and in a terminal, and in the help."""
    monkeypatch.setattr(app.App, "is_web", True)
    async with running(engine, size=(160, 50)) as pilot:
        bar = looking.shown(pilot).query_one(keybar.KeyBar)
        await until(pilot, lambda: "F6 terminal" in str(bar.render()))
        await pilot.press("f6")
        await until(pilot, lambda: "F6 back to the lesson" in str(bar.render()))
        assert "ctrl" not in str(bar.render())
        await pilot.press("f6", "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))


async def test_a_click_on_other_host_takes_the_keyboard_along(engine: fakes.Engine) -> None:
    """A browser keeps the key for it, so a click has to be as good."""
    async with running(engine) as pilot:
        await pilot.press("f6")
        await until(pilot, lambda: looking.shown(pilot).typing)
        bar = looking.shown(pilot).query_one(keybar.KeyBar)
        at = str(bar.render()).index("other host")
        await pilot.click(keybar.KeyBar, offset=(at + 1, 0))
        await until(pilot, lambda: "k8s-w1" in looking.session(engine).lives)
        await until(pilot, lambda: looking.shown(pilot).typing)
        await pilot.press("x")
        await until(pilot, lambda: looking.session(engine).lives["k8s-w1"].typed == b"x")


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_help_tells_of_the_browsers_keys_only_there(lang: str) -> None:
    """The tutor's and the console's."""
    for web in (False, True):
        helps = (
            tell.of_help(commands.LESSON, lang, web=web),
            keys.help_of(console.EVERYWHERE, lang, web=web),
        )
        for one in helps:
            assert ("Alt+Backspace" in one._body.plain) is web
            assert ("F6" in one._body.plain) or not web
