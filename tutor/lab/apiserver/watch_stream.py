"""One watcher: what it wants, and the bytes that wait for it."""

import asyncio
import contextlib
from typing import Any

from tutor.lab.apiserver import errors, negotiation, represent, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry, store
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import read

INITIAL_END = "k8s.io/initial-events-end"


class Stream:
    """Takes in changes, makes lines of those that concern it, and hands them out when asked."""

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
        asked = self._version()
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

    def _version(self) -> int:
        text = self._call.info.first("resourceVersion")
        try:
            return read.parse_version(text)
        except ValueError as error:
            found = field.Errors()
            found.invalid("resourceVersion", text, str(error))
            raise errors.Invalid(self._kind.group, self._kind.plural, "", found.causes) from error

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
                async with asyncio.timeout(timeout):  # wait_for may lose a cancellation (cpython issue 86296)
                    await self._wake.wait()
        self._wake.clear()
        found = b"".join(self._waiting)
        self._waiting.clear()
        return found
