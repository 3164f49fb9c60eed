"""Messages as JSON, and back. Pure.

One object a message: `v` the version, `kind` the dataclass's name in lower case, its fields in `body`, and the
envelope's fields. What comes in is foreign: a field that is missing, of another type, too long or out of range makes
the whole message Malformed; fields that are not known are passed over, so that a newer tutor can tell more.
"""

import dataclasses
import functools
import json
import math
import types
import typing
from collections.abc import Sequence
from typing import Any

VERSION = 1
LIMIT = 60_000
"""Bytes of a message; a learner's credential allows a little more."""
TEXT_LIMIT = 4_000
"""Characters of a string; longer ones are cut when written, and refused when read."""
ITEMS_LIMIT = 500


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


def encode(body: Any, envelope: Envelope) -> bytes:
    """The message as UTF-8 JSON, its strings cut at TEXT_LIMIT. Raises Malformed where it is still too long."""
    data = {"v": VERSION, "kind": _kind(type(body)), **_plain(envelope), "body": _plain(body)}
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    if len(written) > LIMIT:
        raise Malformed(f"a message of {len(written)} bytes")
    return written


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
    known = {_kind(one): one for one in kinds}
    kind = known.get(str(found.get("kind")))
    if kind is None:
        raise Malformed(f"an unknown kind {str(found.get('kind'))[:40]!r}")
    if not isinstance(body := found.get("body"), dict):
        raise Malformed("no body")
    return Message(_build(Envelope, found), _build(kind, body))


def _kind(one: type) -> str:
    return one.__name__.lower()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value[:ITEMS_LIMIT]]
    if isinstance(value, str):
        return value.encode(errors="replace").decode()[:TEXT_LIMIT]
    return value


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    hints = typing.get_type_hints(kind)
    return tuple(
        (field.name, hints[field.name], field.default is dataclasses.MISSING)
        for field in dataclasses.fields(kind)
    )


def _build(kind: type, found: dict[str, Any]) -> Any:
    values = {}
    for name, hint, needed in _fields(kind):
        if name in found:
            values[name] = _read(found[name], hint, name)
        elif needed:
            raise Malformed(f"no {name}")
    return kind(**values)


def _read(value: Any, hint: Any, name: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is tuple:
        return _items(value, typing.get_args(hint), name)
    if origin is typing.Literal:
        if value in typing.get_args(hint):
            return value
    elif origin in (types.UnionType, typing.Union):
        return (
            None
            if value is None
            else _read(value, next(t for t in typing.get_args(hint) if t is not type(None)), name)
        )
    elif dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if isinstance(value, dict):
            return _build(hint, value)
    elif _is(value, hint):
        return value
    raise Malformed(f"{name} is not as it must be")


def _items(value: Any, hints: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > ITEMS_LIMIT:
        raise Malformed(f"{name} is not as it must be")
    if hints[-1] is Ellipsis:
        return tuple(_read(one, hints[0], name) for one in value)
    if len(value) != len(hints):
        raise Malformed(f"{name} is not as it must be")
    return tuple(_read(one, hint, name) for one, hint in zip(value, hints, strict=True))


def _is(value: Any, hint: Any) -> bool:
    if hint is bool or isinstance(value, bool):
        return hint is bool and isinstance(value, bool)
    if hint is float:
        return isinstance(value, int | float) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and abs(value) < 1 << 53
    return hint is str and isinstance(value, str) and len(value) <= TEXT_LIMIT
