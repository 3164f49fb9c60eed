"""A headless Chromium, driven over its DevTools protocol: the page as a visitor sees it."""

import asyncio
import base64
import contextlib
import itertools
import json
import os
import shutil
import signal
import urllib.parse
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pyghostty
import pytest

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")
MARKS = [
    pytest.mark.skipif(
        PROGRAM is None and os.environ.get("CI") != "true",
        reason="there is no Chromium here: apt-get install chromium fonts-nanum",
    ),
    pytest.mark.timeout(300),
]
"""Of every test that needs it."""

FLAGS = (
    "--headless=new",
    *(["--no-sandbox"] if os.getuid() == 0 else []),  # with it Chromium refuses to run as root
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--enable-unsafe-swiftshader",  # WebGL by the processor
    "--remote-debugging-port=0",
    "--window-size=1280,900",
)


class Tab:
    """One page. What its websocket brings is fed to a VT engine, so that a test can read what xterm.js draws."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._vt = pyghostty.Terminal(cols=80, rows=24)
        self._news = asyncio.Event()
        self.sockets = 0
        """How many websockets the page has opened."""
        self.fetched: list[str] = []
        """The URLs that were asked for."""
        self.questions: list[str] = []
        """The kinds of the dialogs that stood over the page, such as "beforeunload"."""
        self.agrees = True
        """What they are answered."""
        self.complaints: list[str] = []
        """What the console and the log say: errors, refusals by the content security policy."""

    async def listen(self) -> None:
        """Take what the browser tells, until it ends."""
        async for message in self._socket:
            told = json.loads(message.data)
            if asked := self._asked.pop(told.get("id", 0), None):
                asked.set_result(told)
            else:
                self._note(told.get("method", ""), told.get("params", {}))
            if told.get("method") == "Page.javascriptDialogOpening":
                await self._answer()
            self._news.set()

    async def _answer(self) -> None:
        """Put a dialog away. The page stands still until then, so nothing is waited for."""
        call = {"method": "Page.handleJavaScriptDialog", "params": {"accept": self.agrees}}
        await self._socket.send_json({"id": next(self._numbers), **call})

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.webSocketCreated":
            asked = urllib.parse.parse_qs(urllib.parse.urlsplit(params["url"]).query)
            self._vt.close()
            self._vt = pyghostty.Terminal(cols=int(asked["width"][0]), rows=int(asked["height"][0]))
            self.sockets += 1
        elif method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            self._vt.feed(base64.b64decode(params["response"]["payloadData"]))
        elif method == "Network.requestWillBeSent":
            self.fetched.append(params["request"]["url"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == "Page.javascriptDialogOpening":
            self.questions.append(params["type"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"])[:600])

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self._asked[number], 30)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, url: str) -> None:
        """Go to a page."""
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=url)

    async def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    @property
    def screen(self) -> str:
        """What the terminal of the page shows."""
        return str(self._vt.text())

    async def until(self, shown: str | Callable[[str], bool], *, limit: float = 60.0) -> None:
        """Wait until the terminal shows a text. Raises TimeoutError with the screen as it is."""
        fulfilled = shown if callable(shown) else lambda text: shown in text
        try:
            async with asyncio.timeout(limit):
                while not fulfilled(self.screen):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(
                f"{shown!r} is not on the screen after {limit} s:\n{self.screen}\n{self.complaints}"
            ) from None

    async def until_page(self, expression: str, *, limit: float = 30.0) -> None:
        """Wait until an expression in the page is true. Raises TimeoutError with the page's words."""
        try:
            async with asyncio.timeout(limit):
                while not await self._holds(expression):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            words = await self.evaluate("document.body.innerText")
            raise TimeoutError(f"{expression} is not true after {limit} s: {words}") from None

    async def _holds(self, expression: str) -> bool:
        try:
            return bool(await self.evaluate(expression))
        except AssertionError:  # the page was left meanwhile; the next one is asked
            return False

    async def reload(self) -> None:
        """Load the page anew, until its new websocket is there: what was drawn before counts no more."""
        before = self.sockets
        await self.call("Page.reload")
        async with asyncio.timeout(60):
            while self.sockets == before:
                self._news.clear()
                await self._news.wait()

    async def press(self, key: str, code: int, text: str = "", *, modifiers: int = 0) -> None:
        """One key, as the keyboard gives it (UI Events: `key`, and the old virtual key code that xterm.js reads).

        `modifiers`: 1 Alt, 2 Ctrl.
        """
        common = {"key": key, "windowsVirtualKeyCode": code, "code": key, "modifiers": modifiers}
        down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
        await self.call("Input.dispatchKeyEvent", **common, **down)
        await self.call("Input.dispatchKeyEvent", **common, type="keyUp")

    async def picture(self, file: Path) -> bytes:
        """What is painted, as PNG, kept in `file`."""
        data = base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])
        file.write_bytes(data)
        return data


class Browser:
    """A running Chromium with a profile of its own: its cookies are one visitor's."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self._client, self._url = client, url

    @contextlib.asynccontextmanager
    async def tab(self) -> AsyncIterator[Tab]:
        """A new, empty page."""
        async with self._client.put(f"{self._url}/json/new?about:blank") as answer:
            found = await answer.json()
        async with self._client.ws_connect(found["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen(), name="listen to Chromium")
            try:
                yield tab
            finally:
                listening.cancel()
                await asyncio.wait((listening,))
        async with self._client.get(f"{self._url}/json/close/{found['id']}"):
            pass


@contextlib.asynccontextmanager
async def browser(profile: Path, *, lang: str = "en") -> AsyncIterator[Browser]:
    """A Chromium that is ended with the block."""
    assert PROGRAM is not None
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *FLAGS,
        f"--user-data-dir={profile}",
        f"--lang={lang}",
        f"--accept-lang={lang}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        port = await _port(profile / "DevToolsActivePort", process)
        async with aiohttp.ClientSession() as client:
            yield Browser(client, f"http://127.0.0.1:{port}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # it has a session of its own
            await process.wait()


async def _port(file: Path, process: asyncio.subprocess.Process) -> int:
    """The first line of the file that Chromium writes once it listens."""
    async with asyncio.timeout(90):
        while not (file.exists() and (lines := file.read_text().splitlines()) and len(lines) > 1):
            assert process.returncode is None, f"Chromium ended with {process.returncode}"
            await asyncio.sleep(0.05)
    return int(lines[0])
