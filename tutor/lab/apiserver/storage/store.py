"""All objects of the cluster under one count of versions (etcd's part in a real cluster).

A write makes a new `Entry` and an `Event` in the history; watchers are told at once, in order. The history keeps a
window of each collection: a version before it is Expired, as after etcd's compaction.
"""

import collections
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tutor.lab.apiserver import errors
from tutor.lab.apiserver.storage import entry

Key = tuple[str, str]
"""(group, plural) of the stored kind."""
Name = tuple[str, str]
"""(namespace, name); the namespace is empty for cluster-scoped objects."""

WINDOW = 400
"""Events kept of each collection at least: as far back as a watch may begin and a list may page."""

EVENTS_PER_OBJECT = 10
"""Events kept for each object that there is. A pod has about as many before it is ready: with fewer, whoever lists
hundreds of them that start at once comes too late to watch, lists anew, and is never done."""


class Event(NamedTuple):
    """A change: ADDED, MODIFIED or DELETED, what is now (for DELETED: what was last), and what was before."""

    type: str
    name: Name
    entry: entry.Entry
    before: entry.Entry | None


Listener = Callable[[Event], None]


class Collection:
    """The objects of one kind, with the recent history and who listens."""

    def __init__(self, window: int) -> None:
        self.entries: dict[Name, entry.Entry] = {}
        self.history: collections.deque[Event] = collections.deque()
        self.compacted = 0
        self._window = window
        self.listeners: set[Listener] = set()

    def record(self, event: Event) -> None:
        """Keep the event and tell who listens."""
        self.history.append(event)
        while len(self.history) > max(self._window, EVENTS_PER_OBJECT * len(self.entries)):
            self.compacted = self.history.popleft().entry.version
        for listener in tuple(self.listeners):
            listener(event)
        if event.before is not None:
            event.before.release()


class Store:
    """Every collection, and the one version count."""

    def __init__(self, *, first_version: int = 1, window: int = WINDOW) -> None:
        self.version = first_version
        self._window = window
        self._collections: dict[Key, Collection] = {}

    def collection(self, key: Key) -> Collection:
        """The collection under `key`, made when first asked for."""
        found = self._collections.get(key)
        if found is None:
            found = self._collections[key] = Collection(self._window)
        return found

    def get(self, key: Key, namespace: str, name: str) -> entry.Entry | None:
        """One object as it is now."""
        return self.collection(key).entries.get((namespace, name))

    def entries(self, key: Key, namespace: str = "") -> list[entry.Entry]:
        """All objects, or those of one namespace, in the order of their keys."""
        return [found for _, found in self.items(key, namespace)]

    def items(self, key: Key, namespace: str = "") -> list[tuple[Name, entry.Entry]]:
        """As `entries`, with the keys."""
        found = self.collection(key).entries
        if namespace:
            return sorted((item for item in found.items() if item[0][0] == namespace), key=_by_name)
        return sorted(found.items(), key=_by_name)

    def items_at(self, key: Key, version: int, namespace: str = "") -> list[tuple[Name, entry.Entry]]:
        """The collection as it was at `version`. Raises errors.Expired where that is forgotten."""
        found = self.collection(key)
        if version < found.compacted:
            raise expired(version, found.compacted)
        past = dict(found.entries)
        for event in reversed(found.history):
            if event.entry.version <= version:
                break
            if event.before is None:
                past.pop(event.name, None)
            else:
                past[event.name] = event.before
        items = (item for item in past.items() if not namespace or item[0][0] == namespace)
        return sorted(items, key=_by_name)

    def since(self, key: Key, version: int) -> Iterator[Event]:
        """The changes after `version`, oldest first. Raises errors.Expired where some are forgotten."""
        found = self.collection(key)
        if version < found.compacted:
            raise expired(version, found.compacted)
        return iter([event for event in found.history if event.entry.version > version])

    def put(self, key: Key, obj: entry.Object) -> entry.Entry:
        """Store `obj` under its own namespace and name, with the next version."""
        found = self.collection(key)
        self.version += 1
        meta = obj["metadata"]
        name = (meta.get("namespace", ""), meta["name"])
        obj["metadata"] = _stamped(meta, self.version)
        fresh = entry.Entry(obj, self.version)
        before = found.entries.get(name)
        found.entries[name] = fresh
        found.record(Event("ADDED" if before is None else "MODIFIED", name, fresh, before))
        return fresh

    def remove(self, key: Key, namespace: str, name: str, last: entry.Object | None = None) -> entry.Entry:
        """Take an object away; `last` is the state that watchers see go. Raises KeyError if there is none."""
        found = self.collection(key)
        before = found.entries.pop((namespace, name))
        self.version += 1
        obj = dict(last if last is not None else before.object)
        obj["metadata"] = _stamped(obj["metadata"], self.version)
        gone = entry.Entry(obj, self.version)
        found.record(Event("DELETED", (namespace, name), gone, before))
        return gone

    def drop(self, key: Key) -> None:
        """Forget a collection whose kind is no more."""
        self._collections.pop(key, None)


def _by_name(item: tuple[Name, entry.Entry]) -> Name:
    return item[0]


_BEFORE_VERSION = ("name", "generateName", "namespace", "selfLink", "uid")


def _stamped(meta: entry.Object, version: int) -> entry.Object:
    """Metadata with its resourceVersion, at the place where the real server writes it."""
    first = {key: meta[key] for key in _BEFORE_VERSION if key in meta}
    first["resourceVersion"] = str(version)
    return first | {key: value for key, value in meta.items() if key != "resourceVersion"}


def expired(asked: int, oldest: int) -> errors.Expired:
    """410, as a watch cache says it."""
    return errors.Expired(f"too old resource version: {asked} ({oldest})")
