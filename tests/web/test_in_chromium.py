"""The page in a real browser: painted, typed into, left and found again."""

import asyncio
import contextlib
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.web import chromium, serving_fake
from tutor.base import i18n
from tutor.web import words

pytestmark = chromium.MARKS

BLANK_OCTETS = 20_000
"""A picture of nothing is smaller, as PNG."""


@contextlib.asynccontextmanager
async def serve(*words: str) -> AsyncIterator[str]:
    """`k8stutor serve` with these words, as a user starts it; the address that it prints."""
    async with _called("serve", *words) as until:
        yield (await until(r"http\S+"))[0]


Until = Callable[[str], Awaitable[re.Match[str]]]
"""Reads what a program prints until a pattern is found in a line."""


@contextlib.asynccontextmanager
async def _called(*words: str) -> AsyncIterator[Until]:
    """`k8stutor` with these words, which has to end well when it is asked to."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tutor", *words),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = process.stdout

    async def until(pattern: str) -> re.Match[str]:
        async with asyncio.timeout(120):  # the first time tools are fetched
            async for line in lines:
                if found := re.search(pattern, line.decode()):
                    return found
        raise AssertionError(f"{words} ended")

    try:
        yield until
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def painted(tab: chromium.Tab, folder: Path, origin: str) -> None:
    """Hold the page to what every front of ours must keep: painted, no complaint, nothing from elsewhere."""
    await tab.until_page("document.getElementById('notice').hidden")
    async with asyncio.timeout(20):  # what has come is painted in one of the next frames
        while len(await tab.picture(folder / "painted.png")) < BLANK_OCTETS:
            await asyncio.sleep(0.1)
    assert tab.complaints == []
    assert [url for url in tab.fetched if not url.startswith((origin, "data:"))] == []
    assert await tab.evaluate("location.search") == ""  # the token is gone
    await tab.until_page("document.fonts.check(\"16px 'Roboto Mono'\")")


@pytest.mark.lab
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
async def test_the_tutor_is_used_in_a_browser(lang: str, tmp_path: Path) -> None:
    """Lesson painted, lab ready, a command run by key, its output and its verdict seen; after a reload all is there."""
    title = {"en": "CoreDNS", "ko": "클러스터 안의 DNS 서버"}[lang]
    async with (
        serve("--max", "2") as url,
        chromium.browser(tmp_path / "profile", lang=lang) as browser,
        browser.tab() as tab,
    ):
        await tab.open(url)
        await tab.until(title)
        await tab.until("root@k8s-m:~#", limit=120)
        await tab.press("1", 49, "1")
        await tab.until("(•)")
        await tab.press("Enter", 13, "\r")
        await tab.until("UP-TO-DATE   AVAILABLE")
        await tab.until(lambda screen: "✔" in screen)
        await painted(tab, tmp_path, url.partition("?")[0])
        await tab.reload()
        await tab.until(
            lambda screen: "UP-TO-DATE   AVAILABLE" in screen and "✔" in screen and title in screen
        )
        await painted(tab, tmp_path, url.partition("?")[0])


async def test_a_link_on_another_site_leads_in(tmp_path: Path) -> None:
    """SameSite=Strict keeps a cookie back from what another site's link has led to; ours is set on the way."""
    async with (
        serving_fake.running() as server,
        chromium.browser(tmp_path) as browser,
        browser.tab() as tab,
    ):
        await tab.open(f"data:text/html,<a id=in href='{server.url}'>in</a>")
        await tab.until_page("document.getElementById('in') !== null")
        await tab.evaluate("document.getElementById('in').click()")
        await tab.until("began")
        assert await tab.evaluate("location.href") == f"{server.origin}/"


async def test_an_error_is_told_on_the_page(tmp_path: Path) -> None:
    """In its own words, which are text whatever they hold; the key goes on."""
    async with (
        serving_fake.running("early") as server,
        chromium.browser(tmp_path, lang="ko") as browser,
        browser.tab() as tab,
    ):
        await tab.open(server.url)
        await tab.until_page("document.body.innerText.includes('레슨이 없습니다 <b>')")
        shown = await tab.evaluate("document.body.innerText")
        assert words.text("ko", "failed") in shown
        assert words.text("ko", "again") in shown


async def test_a_lost_connection_is_taken_up_again(tmp_path: Path) -> None:
    """By itself, and with the same program."""
    async with (
        serving_fake.running() as server,
        _Wire.to(server) as wire,
        chromium.browser(tmp_path) as browser,
        browser.tab() as tab,
    ):
        await tab.open(server.url.replace(server.origin, wire.origin))
        await tab.until("began")
        wire.up = False
        wire.cut()
        await tab.until_page(f"document.body.innerText.includes({words.text('en', 'lost')!r})")
        wire.up = True
        await tab.until("attach")


async def test_another_tab_takes_over(tmp_path: Path) -> None:
    """The first says so and offers to take it back; both do not fight."""
    async with (
        serving_fake.running() as server,
        chromium.browser(tmp_path) as browser,
        browser.tab() as first,
        browser.tab() as second,
    ):
        await first.open(server.url)
        await first.until("began")
        await second.open(server.url)
        await second.until("attach")
        await first.until_page(f"document.body.innerText.includes({words.text('en', 'taken')!r})")
        await first.evaluate("document.getElementById('again').click()")
        await second.until_page(f"document.body.innerText.includes({words.text('en', 'taken')!r})")


class _Wire:
    """A network between browser and server that can be cut."""

    def __init__(self, port: int) -> None:
        self.up = True
        self.origin = ""
        self._port = port
        self._ends: set[asyncio.StreamWriter] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, server: serving_fake.Running) -> AsyncIterator["_Wire"]:
        """A wire to this server."""
        wire = cls(int(server.origin.rpartition(":")[2]))
        listener = await asyncio.start_server(wire._carry, "127.0.0.1", 0)
        async with listener:
            wire.origin = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
            yield wire
            wire.cut()

    def cut(self) -> None:
        """Break every connection."""
        for one in self._ends:
            one.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.up:
            writer.transport.abort()
            return
        onward, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._ends |= {writer, back}
        await asyncio.gather(_copy(reader, back), _copy(onward, writer))
        self._ends -= {writer, back}


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while read := await source.read(65536):
            target.write(read)
            await target.drain()
    target.close()


@pytest.mark.lab
async def test_a_class_is_held_in_browsers_alone(tmp_path: Path) -> None:
    """The console on the projector, and a learner who installs nothing: who joins there is seen here, and who leaves
    comes back in another browser by the return code that they read."""
    korean = "한글 이름; id"
    async with (
        _hosted() as code,
        serve("--console", "web") as console_url,
        serve("--workshop", code) as learner_url,
        chromium.browser(tmp_path / "instructor") as theirs,
        chromium.browser(tmp_path / "learner") as ours,
        theirs.tab() as console,
        ours.tab() as learner,
    ):
        await console.open(console_url)
        await console.until("Nobody has joined yet")
        await painted(console, tmp_path, console_url.partition("?")[0])
        await learner.open(learner_url)
        await learner.until_page("document.querySelector('form') !== null")
        assert "The instructor sees" in await learner.evaluate("document.body.innerText")
        await learner.evaluate(f"document.querySelector('input').value = {korean!r}")
        await learner.evaluate("document.querySelector('button').click()")
        await learner.until("root@k8s-m:~#")
        await painted(learner, tmp_path, learner_url.partition("?")[0])
        await console.until(korean)
        returning = await _return_code(learner)
        await _left(learner)
        await console.until("0 of 1 here")
        async with chromium.browser(tmp_path / "elsewhere") as elsewhere, elsewhere.tab() as again:
            await again.open(learner_url)
            await again.until_page("document.querySelector('form') !== null")
            await again.evaluate(f"document.querySelector('input[name=return]').value = {returning!r}")
            await again.evaluate("document.querySelector('button').click()")
            await again.until(returning)
            await console.until("1 of 1 here")


async def _return_code(learner: chromium.Tab) -> str:
    await learner.press("i", 73, "i")
    await learner.until("Whoever has it is you")
    found = re.search(r"--return ([0-9A-Z]{5}-[0-9A-Z]{5})", learner.screen)
    assert found
    await learner.press("Escape", 27)
    await learner.until(lambda screen: "Whoever has it is you" not in screen)
    return found[1]


async def _left(learner: chromium.Tab) -> None:
    """The lab takes its time to stop, and the end is told as one."""
    await learner.press("q", 81, "q")
    await learner.until("Leave and stop the lab")
    await learner.press("x", 88, "x")
    await learner.until_page(f"document.body.innerText.includes({words.text('en', 'ended')!r})")


@contextlib.asynccontextmanager
async def _hosted() -> AsyncIterator[str]:
    """A class on this machine's loopback; its code."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    words = (
        "workshop",
        "host",
        "web",
        "--headless",
        "--address",
        "127.0.0.1",
        "--bind",
        "127.0.0.1",
        "--port",
        port,
    )
    async with _called(*words) as until:
        yield (await until(r"^\s+([0-9A-Z]{5}(-[0-9A-Z]+)+)\s*$"))[1]
