"""watch: the changes of a collection as a stream (apiserver: pkg/endpoints/handlers/watch.go, pkg/storage/cacher).

A line is made once for all watchers of the same form that see it. Bookmarks go out now and then, and at the end of
the initial events where `sendInitialEvents` asks for them.
"""

import asyncio
import contextlib
import random
from collections.abc import Iterator

from aiohttp import web

from tutor.lab.apiserver import errors, negotiation, response, state, watch_stream
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.validation import field

BOOKMARK_SECONDS = 60.0
LEAST_SECONDS = 1800
"""A watch without timeoutSeconds ends by itself between this and twice this."""


def _check(call: state.Call) -> None:
    info, faults = call.info, field.Errors()
    match = info.first("resourceVersionMatch")
    if "sendInitialEvents" in info.query:
        if match != "NotOlderThan":
            faults.forbidden(
                "resourceVersionMatch",
                "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
            )
    elif match:
        faults.forbidden(
            "resourceVersionMatch",
            "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        )
    faults.raise_for("meta.k8s.io", "ListOptions", "")


def _seconds(call: state.Call) -> float:
    asked = call.info.first("timeoutSeconds", "0")
    return float(asked) if asked.isdigit() and asked != "0" else LEAST_SECONDS * (1 + random.random())


@contextlib.contextmanager
def _listening(held: state.State, one: kind.Kind, stream: watch_stream.Stream) -> Iterator[None]:
    listeners = held.store.collection(one.key).listeners
    listeners.add(stream.offer)
    held.endings.add(stream.end)
    try:
        yield
    finally:
        listeners.discard(stream.offer)
        held.endings.discard(stream.end)


async def serve(
    call: state.Call, one: kind.Kind, request: web.BaseRequest, form: negotiation.Format
) -> web.StreamResponse:
    """Stream events until the time is over or the caller goes."""
    _check(call)
    stream = watch_stream.Stream(call, one, form)
    answer = web.StreamResponse(headers=response.headers(call.warnings))
    answer.headers["Content-Type"] = "application/json"
    answer.enable_chunked_encoding()
    with _listening(call.state, one, stream):
        try:
            stream.begin()
        except errors.Expired as error:
            # The real server begins the stream and says so inside it.
            return await _ended(answer, request, error)
        await answer.prepare(request)
        await _pump(stream, answer, _seconds(call), bookmarks=call.info.flag("allowWatchBookmarks"))
    with contextlib.suppress(ConnectionError):
        await answer.write_eof()
    return answer


async def _ended(
    answer: web.StreamResponse, request: web.BaseRequest, error: errors.ApiError
) -> web.StreamResponse:
    await answer.prepare(request)
    await answer.write(entry.dumps({"type": "ERROR", "object": error.status()}) + b"\n")
    await answer.write_eof()
    return answer


async def _pump(
    stream: watch_stream.Stream, answer: web.StreamResponse, seconds: float, *, bookmarks: bool
) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while (left := end - loop.time()) > 0 and not stream.ended:
        data = await stream.take(min(left, BOOKMARK_SECONDS))
        if not data and bookmarks and end - loop.time() > 0 and not stream.ended:
            data = stream.bookmark()
        try:
            if data:
                await answer.write(data)
        except (ConnectionError, RuntimeError):
            # The caller went; there is nobody left to tell.
            return
