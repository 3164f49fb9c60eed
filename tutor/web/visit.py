"""One visitor: their program, and the page that shows it, of which there may be none for a while."""

import asyncio
import contextlib
import enum
import os
from collections.abc import AsyncIterator
from typing import Protocol

from tutor.base import aio, errors
from tutor.web import frames, program, served


class Close(enum.IntEnum):
    """Why a page is closed (RFC 6455, 7.4.2: 4000 and above are the application's); page.js knows them too."""

    ENDED = 4000
    TAKEN = 4001
    FULL = 4002


class Page(Protocol):
    """A browser's page, by its websocket."""

    async def draw(self, octets: bytes) -> None:
        """Hand octets to the page's terminal. A page that has gone loses them."""

    def said(self) -> AsyncIterator[bytes]:
        """The packets that the page has for the program, until it goes."""

    async def close(self, why: Close) -> None:
        """End the page."""


class Visit:
    """Shows one program in one page at a time."""

    def __init__(self, what: served.Served, place: served.Place, tasks: aio.Tasks) -> None:
        self.place = place
        self.ending: program.Ending | None = None
        """How the last program ended."""
        self.said: tuple[str, ...] = ()
        """What the visitor answered, as words for the program."""
        self._what, self._tasks = what, tasks
        self._page: Page | None = None
        self._program: program.Program | None = None
        self._drawing: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    @property
    def watched(self) -> bool:
        """Whether there is a page."""
        return self._page is not None

    async def show(self, page: Page, at: served.Size, lang: str) -> None:
        """Show the program in this page, and in no other, until the page goes."""
        former, self._page = self._page, page
        try:
            if former is not None:
                await former.close(Close.TAKEN)
            try:
                async with self._starting:
                    await self._begin(at, lang)
            except OSError as error:  # no memory, no descriptors
                self.ending = program.Ending(errors.LACKS_SOMETHING, str(error))
                await page.close(Close.ENDED)
            async for packet in page.said():
                if self._page is page and self._program is not None:
                    await self._program.send(packet)
        finally:
            if self._page is page:
                self._page = None

    async def _begin(self, at: served.Size, lang: str) -> None:
        if self._program is not None:
            await self._program.send(frames.meta("attach", at._asdict()))
            return
        argv = served.argv(self._what, lang, self.said)
        env = served.environment(self._what, self.place, at, os.environ)
        begun = await program.start(argv, env, self.place.folder, self._tasks)
        self.ending, self._program = None, begun
        self._drawing = self._tasks.start(self._draw(begun), name=f"pictures for {self.place.lab}")

    async def _draw(self, begun: program.Program) -> None:
        """Hand on what the program draws; what nobody sees is not kept, since a page that comes gets a whole
        picture."""
        drawn = False
        try:
            with contextlib.suppress(frames.BrokenError):
                async for octets in begun.pictures():
                    drawn = True
                    if self._page is not None:
                        await self._page.draw(octets)
        finally:
            self.ending = await aio.whole(begun.close())
            self._program = None
        if self.ending.code and not drawn:
            self.said = ()  # what was answered may be the reason, such as a mistyped return code: it is asked again
        if self._page is not None:
            await self._page.close(Close.ENDED)

    async def close(self) -> None:
        """End program and page."""
        if self._drawing is not None:
            self._drawing.cancel()
            await asyncio.wait((self._drawing,))
        if self._page is not None:
            await self._page.close(Close.ENDED)
