"""Keys that a real browser keeps for itself, and what stands for them."""

import asyncio
from pathlib import Path

import pytest

from tests.web import chromium, serving_fake
from tutor.web import words

pytestmark = chromium.MARKS


@pytest.mark.parametrize(
    ("key", "code", "modifiers", "heard"),
    [("F6", 117, 0, r"\x1b[17~"), ("g", 71, 2, r"\x07"), ("Backspace", 8, 1, r"\x1b\x7f")],
)
async def test_keys_that_stand_for_the_browsers_reach_the_program(
    key: str, code: int, modifiers: int, heard: str, tmp_path: Path
) -> None:
    """And the browser is told to leave them alone: what F6, ctrl+g and Alt+Backspace do there would be done as well."""
    async with (
        serving_fake.running() as server,
        chromium.browser(tmp_path) as browser,
        browser.tab() as tab,
    ):
        await tab.open(server.url)
        await tab.until("began")
        look = "addEventListener('keydown', (event) => setTimeout(() => (window.left = event.defaultPrevented)), true)"
        await tab.evaluate(look)
        await tab.press(key, code, modifiers=modifiers)
        await tab.until(f"key {heard}")
        await tab.until_page("window.left === true")


async def test_a_tab_with_a_running_program_is_not_left_without_a_word(tmp_path: Path) -> None:
    """Ctrl+W is a habit of shells, and the browser's own key; once the program has ended nothing is asked."""
    async with (
        serving_fake.running() as server,
        chromium.browser(tmp_path) as browser,
        browser.tab() as tab,
    ):
        await tab.open(server.url)
        await tab.until("began")
        await tab.press("a", 65, "a")  # a browser asks for the sake of a page that was used, and of no other
        await tab.until("key a")
        tab.agrees = False
        await tab.evaluate("window.still = true, setTimeout(() => location.reload()), 0")
        async with asyncio.timeout(20):
            while not tab.questions:
                await asyncio.sleep(0.05)
        assert tab.questions == ["beforeunload"]
        await tab.press("b", 66, "b")
        await tab.until("key b")
        assert await tab.evaluate("window.still")
        await tab.press("q", 81, "q")
        await tab.until_page(f"document.body.innerText.includes({words.text('en', 'ended')!r})")
        await tab.evaluate("setTimeout(() => document.getElementById('again').click()), 0")
        await tab.until_page("window.still === undefined")
        assert tab.questions == ["beforeunload"]
