"""Kubernetes' protobuf bodies: the envelope, and objects by the field numbers of their types.

An envelope is the magic 6b 38 73 00 and a `runtime.Unknown` (apimachinery: pkg/runtime/generated.proto) that names
apiVersion and kind and holds the object's own message. kubectl sends these for `create deployment` and its like.
"""

import base64
import datetime
import json
import struct
from typing import Any

from tutor.lab.apiserver.decode import errors, typed, wire
from tutor.lab.apiserver.schema import model, types

MAGIC = b"k8s\x00"
MEDIA_TYPE = "application/vnd.kubernetes.protobuf"
_INTEGERS = frozenset({"int32", "int64", "int", "uint8"})
Message = dict[int, list[bytes | int]]


def decode(body: bytes) -> dict[str, Any]:
    """The object in an envelope, as its JSON. Raises DecodeError."""
    if not body.startswith(MAGIC):
        raise errors.DecodeError(
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]"
        )
    envelope = _message(body[len(MAGIC) :])
    type_meta = _message(_bytes(envelope, 1))
    api_version, kind = _text(type_meta, 1), _text(type_meta, 2)
    if _text(envelope, 4) == "application/json":
        found: dict[str, Any] = json.loads(_bytes(envelope, 2))
        return found
    of = type_of(api_version, kind)
    if of is None:
        group, _, version = api_version.rpartition("/")
        raise errors.DecodeError(f'no kind "{kind}" is registered for version "{group}/{version}"')
    fields = {"kind": kind, "apiVersion": api_version, **_struct(_bytes(envelope, 2), of)}
    return typed.convert(fields, of).object


def type_of(api_version: str, kind: str) -> model.Type | None:
    """The type of a kind, of its group or of those that every group has (DeleteOptions and its like)."""
    group, _, version = api_version.rpartition("/")
    return types.of(group, version, kind) or types.of("meta", "v1", kind)


def _message(data: bytes) -> Message:
    found: Message = {}
    for number, _, value in wire.fields(data):
        found.setdefault(number, []).append(value)
    return found


def _bytes(message: Message, number: int) -> bytes:
    value = message.get(number, [b""])[-1]
    if isinstance(value, int):
        raise errors.DecodeError(f"proto: wrong wireType = 0 for field {number}")
    return value


def _text(message: Message, number: int) -> str:
    return _bytes(message, number).decode(errors="replace")


def _struct(data: bytes, of: model.Type) -> dict[str, Any]:
    message = _message(data)
    found: dict[str, Any] = {}
    for field in of.wire:
        values = message.get(field.number) if field.number else None
        if not values:
            continue
        value = _field(values, field.shape)
        if field.inline:
            found.update(value)
        elif value is not None:
            found[field.name] = value
    return found


def _field(values: list[bytes | int], shape: model.Shape) -> Any:
    if shape.kind == "list":
        assert shape.item is not None
        item = shape.item
        return [_value(value, item) for packed in values for value in _unpacked(packed, item)]
    if shape.kind == "map":
        assert shape.item is not None
        entries = [_message(value) for value in values if isinstance(value, bytes)]
        return {_text(entry, 1): _map_value(entry, shape.item) for entry in entries}
    return _value(values[-1], shape)


def _unpacked(value: bytes | int, item: model.Shape) -> list[bytes | int]:
    """The numbers of a packed field, or the one value itself."""
    if not isinstance(value, bytes) or item.kind not in _INTEGERS:
        return [value]
    found: list[bytes | int] = []
    at = 0
    while at < len(value):
        number, at = wire.varint(value, at)
        found.append(number)
    return found


def _map_value(entry: Message, item: model.Shape) -> Any:
    if item.kind == "list":  # a named list, which is a message of its own (authentication's ExtraValue)
        assert item.item is not None
        return _field(_message(_bytes(entry, 2)).get(1, []), item)
    default: bytes | int = 0 if item.kind in _INTEGERS or item.kind == "bool" else b""
    return _value(entry.get(2, [default])[-1], item)


def _value(value: bytes | int, shape: model.Shape) -> Any:
    kind = shape.kind
    if isinstance(value, int):
        return _number(value, kind)
    if kind == "struct":
        return _struct(value, shape.type)
    if kind == "string":
        return value.decode(errors="replace")
    if kind == "bytes":
        return base64.b64encode(value).decode()
    return _special(_message(value), kind)


def _number(value: int, kind: str) -> Any:
    if kind == "bool":
        return value != 0
    if kind == "float64":
        return struct.unpack("<d", value.to_bytes(8, "little"))[0]
    if kind in _INTEGERS:
        return wire.signed(value)
    raise errors.DecodeError(f"proto: wrong wireType = 0 for a {kind}")


def _integer(message: Message, number: int) -> int:
    value = message.get(number, [0])[-1]
    return wire.signed(value) if isinstance(value, int) else 0


def _special(message: Message, kind: str) -> Any:
    """The messages that JSON writes as a scalar or as free JSON."""
    if kind == "quantity":
        return _text(message, 1)
    if kind == "intstr":
        return _text(message, 3) if _integer(message, 1) else _integer(message, 2)
    if kind in ("raw", "fields", "any"):
        text = _bytes(message, 1)
        return json.loads(text) if text else None
    if kind in ("time", "microtime"):
        return _time(message, kind) if message else None
    raise errors.DecodeError(f"proto: wrong wireType = 2 for a {kind}")


def _time(message: Message, kind: str) -> str:
    moment = datetime.datetime.fromtimestamp(_integer(message, 1), datetime.UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{_integer(message, 2) // 1000:06d}Z" if kind == "microtime" else f"{text}Z"
