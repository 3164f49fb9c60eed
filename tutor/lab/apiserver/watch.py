"""watch: the changes of a collection as a stream (apiserver: pkg/endpoints/handlers/watch.go, pkg/storage/cacher).

A line is made once for all watchers of the same form that see it. Bookmarks go out now and then, and at the end of
the initial events where `sendInitialEvents` asks for them.
"""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from tutor.lab.apiserver import errors, negotiation, represent, response, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry, store
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import read

BOOKMARK_SECONDS = 60.0
LEAST_SECONDS = 1800
"""A watch without timeoutSeconds ends by itself between this and twice this."""
INITIAL_END = "k8s.io/initial-events-end"


class Stream:
    """One watcher: what it wants, and the bytes that wait for it."""

    def __init__(self, call: state.Call, one: kind.Kind, form: negotiation.Format) -> None:
        self._call = call
        self._kind = one
        self._form = form
        self._keep = read.matcher(call, one)
        self._namespace = call.info.namespace
        self._name = call.info.name
        self._columns_sent = False
        self._waiting: list[bytes] = []
        self._wake = asyncio.Event()
        self.ended = False
        self._plain = not form.transform and one.conversion is None and form.media_type == negotiation.JSON

    def offer(self, event: store.Event) -> None:
        """Take in a change, if it concerns this watcher."""
        if (self._namespace and event.name[0] != self._namespace) or (
            self._name and event.name[1] != self._name
        ):
            return
        change = self._change(event)
        if change:
            self._waiting.append(self._line(change, event.entry))
            self._wake.set()

    def _change(self, event: store.Event) -> str:
        """The event's type for this watcher: an object may come into or go out of what its selectors match."""
        if self._keep is None:
            return event.type
        now = event.type != "DELETED" and self._keep(event.entry.object)
        before = event.before is not None and self._keep(event.before.object)
        if now:
            return "MODIFIED" if before else "ADDED"
        return "DELETED" if before else ""

    def _line(self, change: str, found: entry.Entry) -> bytes:
        if self._plain:
            return b'{"type":"%s","object":%s}\n' % (change.encode(), found.json)
        obj = represent.as_object(self._kind, found.object)
        if self._form.transform == "Table":
            meta = {"resourceVersion": str(found.version)}
            first = not self._columns_sent
            self._columns_sent = True
            obj = represent.table(self._call, self._kind, [found], meta, with_columns=first)
        elif self._form.transform:
            obj = represent.partial(obj)
        return entry.dumps({"type": change, "object": obj}) + b"\n"

    def begin(self) -> None:
        """Queue what comes first: the objects as they are, or the changes since a version. Raises errors.Expired."""
        info = self._call.info
        asked = read.parse_version(info.first("resourceVersion"))
        if asked > self._call.state.store.version:
            raise errors.TooLargeVersion(asked, self._call.state.store.version)
        initial = info.flag("sendInitialEvents")
        if initial or (not asked and "sendInitialEvents" not in info.query):
            for name, found in self._call.state.store.items(self._kind.key, self._namespace):
                self.offer(store.Event("ADDED", name, found, None))
            if initial and info.flag("allowWatchBookmarks"):
                self._waiting.append(self.bookmark(initial_end=True))
        elif asked:
            for event in self._call.state.store.since(self._kind.key, asked):
                self.offer(event)

    def bookmark(self, *, initial_end: bool = False) -> bytes:
        """An object of the kind that carries nothing but the version reached."""
        meta: dict[str, Any] = {"resourceVersion": str(self._call.state.store.version)}
        if initial_end:
            meta["annotations"] = {INITIAL_END: "true"}
        obj: dict[str, Any] = {
            "kind": self._kind.kind,
            "apiVersion": self._kind.api_version,
            "metadata": meta,
        }
        if self._form.transform == "Table":
            obj = {
                "kind": "Table",
                "apiVersion": "meta.k8s.io/v1",
                "metadata": meta,
                "columnDefinitions": None,
                "rows": [],
            }
        elif self._form.transform:
            obj |= {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
        return entry.dumps({"type": "BOOKMARK", "object": obj}) + b"\n"

    def end(self) -> None:
        """Nothing more is wanted."""
        self.ended = True
        self._wake.set()

    async def take(self, timeout: float) -> bytes:
        """What waits, once anything does; nothing after `timeout` seconds."""
        if not self._waiting:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), timeout)
        self._wake.clear()
        found = b"".join(self._waiting)
        self._waiting.clear()
        return found


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
def _listening(held: state.State, one: kind.Kind, stream: Stream) -> Iterator[None]:
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
    stream = Stream(call, one, form)
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


async def _pump(stream: Stream, answer: web.StreamResponse, seconds: float, *, bookmarks: bool) -> None:
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
