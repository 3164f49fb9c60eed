"""The real server with a fake program behind it, and visitors who speak as browsers do."""

import asyncio
import contextlib
import json
import os
import re
import sys
import urllib.parse
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

from tutor.web import served, serving, visit

PROGRAM = (sys.executable, str(Path(__file__).with_name("fake.py")))


class Running:
    """The server under test."""

    def __init__(self, url: str, most: int, labs: list[str]) -> None:
        self.url, self.most = url, most
        self.labs = labs
        """Those that it has ended."""
        parts = urllib.parse.urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"


@contextlib.asynccontextmanager
async def running(*words: str, **options: Any) -> AsyncIterator[Running]:
    """Serve the fake program, called with these words."""
    what = served.Served(
        words, "the fake", apart=options.pop("apart", True), program=PROGRAM, asks=options.pop("asks", None)
    )
    labs: list[str] = []
    async with serving.opened(serving.Options(what, "en", **options), end_lab=labs.append) as (url, most):
        yield Running(url, most, labs)


class Visitor:
    """A browser with cookies of its own."""

    def __init__(self, server: Running) -> None:
        self.server = server
        # Cookies of an address are kept too, as a browser keeps them.
        self.client = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def enter(self) -> str:
        """Come by the printed address; where the page leads on to."""
        async with self.client.get(self.server.url) as answer:
            assert answer.status == 200
            found = re.search(r'http-equiv="refresh" content="0;url=(.*?)"', await answer.text())
            assert found
            return found[1]

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text."""
        async with self.client.get(
            self.server.origin + path, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    @contextlib.asynccontextmanager
    async def page(self, query: str = "?width=90&height=30", **headers: str) -> AsyncIterator["Shown"]:
        """A page whose websocket is open. Raises WSServerHandshakeError."""
        told = {"Origin": self.server.origin, **headers}
        async with self.client.ws_connect(f"{self.server.origin}/ws{query}", headers=told) as socket:
            yield Shown(socket)


class Shown:
    """A page's end of its websocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def key(self, text: str) -> None:
        """Press a key."""
        await self.socket.send_json(["stdin", text])

    async def drawn(self) -> str:
        """What is drawn next; the test fails where the page is closed."""
        return (await asyncio.wait_for(self.socket.receive_bytes(), 10)).decode()

    async def environment(self) -> dict[str, str]:
        """That of the program."""
        await self.key("e")
        found: dict[str, str] = json.loads(await self.drawn())
        return found

    async def closed(self) -> visit.Close:
        """Why the server closes the page."""
        async with asyncio.timeout(15):
            async for _ in self.socket:
                pass
        return visit.Close(self.socket.close_code or 0)


async def until_dead(*pids: int, limit: float = 15.0) -> None:
    """Wait until no such process runs. Raises TimeoutError."""
    async with asyncio.timeout(limit):
        while any(map(_runs, pids)):
            await asyncio.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def pids(home: str) -> tuple[int, ...]:
    """The processes of a visitor, as the fake program wrote them down."""
    return tuple(map(int, (Path(home) / "pids").read_text().split()))


def folders() -> list[str]:
    """What servers keep on disk now."""
    base = Path(os.environ["XDG_RUNTIME_DIR"]) / "k8stutor" / "serve"
    return sorted(str(one.relative_to(base)) for one in base.rglob("*")) if base.exists() else []
