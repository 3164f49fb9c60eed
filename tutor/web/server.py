"""The routes, and what stands before each of them: Host, Origin, badge."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any

from aiohttp import WSMsgType, web

from tutor.web import badge, frames, names, pages, served, visit, visits

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MOST_OCTETS = 1024 * 1024
"""Of one message from a page: a long paste."""

MOST_FORM_OCTETS = 16 * 1024
HEARTBEAT_SECONDS = 15.0
CLOSE_SECONDS = 2.0


class Server:
    """Answers browsers, for the visitors that it is given."""

    def __init__(
        self,
        there: visits.Visits,
        badges: badge.Badges,
        *,
        port: int,
        what: served.Served,
        host_names: Collection[str],
        language: Callable[[str], str],
        full: dict[str, object],
        secure: bool,
    ) -> None:
        """`port` is where it listens; `language` picks one by an Accept-Language header;
        `full` fills the text of that name in `words`."""
        self._there, self._badges, self._what, self._names = there, badges, what, host_names
        self._language, self._full, self._secure = language, full, secure
        self._port = port

    @property
    def cookie(self) -> str:
        """Its name. Cookies know no ports (RFC 6265, 8.5), and several servers may run here."""
        return f"{'__Host-' if self._secure else ''}k8stutor-{self._port}"

    def application(self) -> web.Application:
        """All routes."""
        app = web.Application(middlewares=[self._guard], client_max_size=MOST_FORM_OCTETS)
        app.router.add_get("/", self._index)
        app.router.add_post("/enter", self._enter)
        app.router.add_get("/ws", self._socket)
        app.router.add_get("/ending", self._ending)
        app.router.add_get("/static/{name}", self._file)
        app.on_response_prepare.append(_secured)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not names.known(request.host, self._names):
            raise web.HTTPMisdirectedRequest(text="this name is not one of this server's")
        origin = request.headers.get("Origin")
        if origin is not None and not names.same(origin, request.host):
            raise web.HTTPForbidden(text="another site's page may not ask this")
        if request.path == "/" and "token" in request.query:
            return self._admit(request)
        if self._visitor(request) is None:
            return self._page(request, "door", status=403)
        return await handler(request)

    def _admit(self, request: web.Request) -> web.Response:
        if not self._badges.knows(request.query["token"]):
            return self._page(request, "door", status=403)
        response = self._page(request, "admitted", onward="/")
        if self._visitor(request) is None:
            response.set_cookie(
                self.cookie,
                self._badges.issue(),
                path="/",
                httponly=True,
                samesite="Strict",
                secure=self._secure,
            )
        return response

    def _visitor(self, request: web.Request) -> str | None:
        return self._badges.holder(request.cookies.get(self.cookie, ""))

    def _known(self, request: web.Request) -> str:
        visitor = self._visitor(request)
        assert visitor is not None  # _guard
        return visitor

    def _lang(self, request: web.Request) -> str:
        return self._language(request.headers.get("Accept-Language", ""))

    def _page(self, request: web.Request, key: str, *, status: int = 200, **args: Any) -> web.Response:
        text = pages.notice(self._lang(request), key, **args)
        return web.Response(text=text, status=status, content_type="text/html")

    async def _index(self, request: web.Request) -> web.Response:
        visitor = self._known(request)
        if not self._there.has_room(visitor):
            return self._page(request, "full", status=503, **self._full)
        lang, title = self._lang(request), self._what.title
        if self._what.asks and not self._has_answered(visitor):
            text = pages.entry(lang, title, self._what.asks)
        else:
            text = pages.terminal(lang, title, f"{'wss' if self._secure else 'ws'}://{request.host}/ws")
        return web.Response(text=text, content_type="text/html")

    def _has_answered(self, visitor: str) -> bool:
        found = self._there.found(visitor)
        return found is not None and bool(found.said)

    async def _enter(self, request: web.Request) -> web.Response:
        _of_a_page(request)
        form = await request.post()
        said = (form.get(field, "") for field in ("name", "return"))
        name, returning = (one if isinstance(one, str) else "" for one in said)
        try:
            with self._there.present(self._known(request)) as mine:
                mine.said = mine.said or served.answer(name, returning)
        except visits.FullError:
            pass  # the page that follows says so
        raise web.HTTPSeeOther("/")

    async def _ending(self, request: web.Request) -> web.Response:
        found = self._there.found(self._known(request))
        ending = found.ending if found else None
        return web.json_response(ending._asdict() if ending else {"code": 0, "words": ""})

    async def _file(self, request: web.Request) -> web.FileResponse:
        if (found := pages.files().get(request.match_info["name"])) is None:
            raise web.HTTPNotFound
        return web.FileResponse(found)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        _of_a_page(request)
        if self._what.asks and not self._has_answered(self._known(request)):
            raise web.HTTPForbidden(text="nobody has agreed yet")
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=MOST_OCTETS, timeout=CLOSE_SECONDS
        )
        await socket.prepare(request)
        page = SocketPage(socket)
        asked = (_number(request.query.get(name, "")) for name in ("width", "height"))
        try:
            with self._there.present(self._known(request)) as mine:
                await mine.show(page, served.size(*asked), self._lang(request))
        except visits.FullError:
            await page.close(visit.Close.FULL)
        return socket


def _of_a_page(request: web.Request) -> None:
    """Refuse what tells no Origin, as every browser does where something is changed."""
    if "Origin" not in request.headers:
        raise web.HTTPForbidden(text="no Origin")


async def _secured(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(pages.HEADERS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


class SocketPage:
    """A page by its websocket, in the words of textual-serve's terminal (static/js/textual.js)."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def draw(self, octets: bytes) -> None:
        """Hand octets to the page's terminal. A page that has gone loses them."""
        with contextlib.suppress(ConnectionError):
            await self._socket.send_bytes(octets)

    async def said(self) -> AsyncIterator[bytes]:
        """The packets that the page has for the program, until it goes. A message that is none is passed over."""
        async for message in self._socket:
            if message.type is not WSMsgType.TEXT:
                continue
            with contextlib.suppress(ValueError, RecursionError):
                if packet := packet_of(json.loads(message.data)):
                    yield packet

    async def close(self, why: visit.Close) -> None:
        """End the page, whether it answers or not."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._socket.close(code=why), CLOSE_SECONDS)


def packet_of(message: object) -> bytes | None:
    """A page's message as the program's packet; None for one that is not for the program, or is none. Pure."""
    match message:
        case ["stdin", str(keys)]:
            return frames.data(keys)
        case ["resize", {"width": width, "height": height}]:
            return frames.meta("resize", served.size(width, height)._asdict())
        case ["focus" | "blur" as kind, *_]:
            return frames.meta(kind)
    return None
