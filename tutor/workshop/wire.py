"""Messages as JSON, and back. Pure.

One object a message: `v` the version, `kind` the dataclass's name in lower case, its fields in `body`, and the
envelope's fields. What comes in is foreign: a field that is missing, of another type, too long or out of range makes
the whole message Malformed; fields that are not known are passed over, so that a newer tutor can tell more.
"""

import dataclasses
import functools
import json
import math
import sys
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

VERSION = 1
LIMIT = 60_000
"""Bytes of a message; a learner's credential allows a little more."""
STORED_LIMIT = 15_000
"""Bytes of a report that is stored."""
REPORT_BYTES = 16_384
"""The same with its headers: what is larger no stream takes."""
TEXT_LIMIT = 4_000
"""Characters of a string; longer ones are cut when written, and refused when read."""
SHORTER = (TEXT_LIMIT, 800, 80)
"""Where strings are cut until a message is short enough: what a check has seen may be long, and several checks may."""
ITEMS_LIMIT = 500
EXACT = 1 << 53
"""Whole numbers from here on are not the same in every reader of JSON (RFC 8259, 6)."""


class Malformed(ValueError):  # noqa: N818 - reads as what it says
    """A message that is not one of ours."""


@dataclasses.dataclass(frozen=True)
class Envelope:
    """`n` counts a source's reports from 1; `source` is the device that sends them; `at` is RFC 3339 with microseconds.

    An order's `source` is the console, its `id` tells it from all others.
    """

    n: int
    at: str
    source: str
    id: str = ""


@dataclasses.dataclass(frozen=True)
class Message:
    """A report or an order in its envelope."""

    envelope: Envelope
    body: Any


def encode(body: Any, envelope: Envelope, limit: int = LIMIT) -> bytes:
    """The message as UTF-8 JSON, its strings cut as SHORTER has it. Raises Malformed where it is still too long."""
    written = b""
    for cut in SHORTER:
        data = {"v": VERSION, "kind": _kind(type(body)), **_plain(envelope, cut), "body": _plain(body, cut)}
        written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        if len(written) <= limit:
            return written
    raise Malformed(f"a message of {len(written)} bytes")


def decode(data: bytes, kinds: Sequence[type]) -> Message:
    """The message, if it is one of those kinds. Raises Malformed."""
    if len(data) > LIMIT:
        raise Malformed(f"a message of {len(data)} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(found, dict) or found.get("v") != VERSION:
        raise Malformed("another version")
    kind = _known(tuple(kinds)).get(str(found.get("kind")))
    if kind is None:
        raise Malformed(f"an unknown kind {str(found.get('kind'))[:40]!r}")
    if not isinstance(body := found.get("body"), dict):
        raise Malformed("no body")
    return Message(_build(Envelope, found), _build(kind, body))


def _kind(one: type) -> str:
    return one.__name__.lower()


def _plain(value: Any, cut: int) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), cut) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(one, cut) for one in value[:ITEMS_LIMIT]]
    if isinstance(value, str):
        return value.encode(errors="replace").decode()[:cut]
    return value


Read = Callable[[Any, str], Any]
"""Takes a value and its name, gives it as it is to be, or raises Malformed."""


@functools.cache
def _known(kinds: tuple[type, ...]) -> Mapping[str, type]:
    return {_kind(one): one for one in kinds}


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, Read, bool], ...]:
    hints = typing.get_type_hints(kind)
    return tuple(
        (field.name, _reader(hints[field.name]), field.default is dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    )


def _build(kind: type, found: dict[str, Any]) -> Any:
    values = {}
    for name, read, needed in _fields(kind):
        if name in found:
            values[name] = read(found[name], name)
        elif needed:
            raise Malformed(f"no {name}")
    return kind(**values)


def _reader(hint: Any) -> Read:
    """How a value of that type is read: looked at once, not with every message."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return _items(inner)
    if origin is typing.Literal:
        return functools.partial(_checked, lambda value: isinstance(value, str) and value in inner)
    if origin in (types.UnionType, typing.Union):
        other = _reader(next(one for one in inner if one is not type(None)))
        return lambda value, name: None if value is None else other(value, name)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return functools.partial(_object, hint)
    return _text if hint is str else functools.partial(_checked, SCALARS[hint])


def _checked(good: Callable[[Any], bool], value: Any, name: str) -> Any:
    if good(value):
        return value
    raise Malformed(f"{name} is not as it must be")


def _object(kind: type, value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return _build(kind, value)
    raise Malformed(f"{name} is not as it must be")


def _items(inner: tuple[Any, ...]) -> Read:
    readers = [_reader(one) for one in inner if one is not Ellipsis]
    endless = inner[-1] is Ellipsis

    def read(value: Any, name: str) -> tuple[Any, ...]:
        if isinstance(value, list) and len(value) <= ITEMS_LIMIT:
            if endless:
                return tuple(readers[0](one, name) for one in value)
            if len(value) == len(readers):
                return tuple(one(item, name) for one, item in zip(readers, value, strict=True))
        raise Malformed(f"{name} is not as it must be")

    return read


def _text(value: Any, name: str) -> str:
    """A string that can be written: JSON's escapes can make half a character, which nothing else takes.

    Interned, since a class says the same words many thousand times.
    """
    try:
        if type(value) is str and len(value) <= TEXT_LIMIT and (value.isascii() or value.encode()):
            return sys.intern(value)
    except UnicodeEncodeError:
        pass  # half a character
    raise Malformed(f"{name} is not as it must be")


SCALARS: Mapping[Any, Callable[[Any], bool]] = {
    bool: lambda value: isinstance(value, bool),
    int: lambda value: type(value) is int and abs(value) < EXACT,
    float: lambda value: (
        math.isfinite(value) if type(value) is float else type(value) is int and abs(value) < EXACT
    ),
}
"""What a value of each plain type must be; a bool is no number."""
