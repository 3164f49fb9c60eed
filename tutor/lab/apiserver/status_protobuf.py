"""A Status as Kubernetes protobuf: what a caller gets that accepts nothing else, or accepts it first.

Field numbers: apimachinery, pkg/apis/meta/v1/generated.proto; envelope: pkg/runtime/generated.proto (Unknown).
"""

from typing import Any

MAGIC = b"k8s\x00"


def encode(status: dict[str, Any]) -> bytes:
    """The Status in its envelope."""
    kind = _text(1, status["apiVersion"]) + _text(2, status["kind"])
    unknown = _bytes(1, kind) + _bytes(2, _status(status)) + _text(3, "") + _text(4, "")
    return MAGIC + unknown


def _status(status: dict[str, Any]) -> bytes:
    meta = _text(1, "") + _text(2, "") + _text(3, "")
    found = _bytes(1, meta) + _text(2, status.get("status", "")) + _text(3, status.get("message", ""))
    found += _text(4, status.get("reason", ""))
    if "details" in status:
        found += _bytes(5, _details(status["details"]))
    return found + _number(6, status.get("code", 0))


def _details(details: dict[str, Any]) -> bytes:
    found = (
        _text(1, details.get("name", ""))
        + _text(2, details.get("group", ""))
        + _text(3, details.get("kind", ""))
    )
    for cause in details.get("causes", ()):
        inner = (
            _text(1, cause.get("reason", ""))
            + _text(2, cause.get("message", ""))
            + _text(3, cause.get("field", ""))
        )
        found += _bytes(4, inner)
    return found + _number(5, details.get("retryAfterSeconds", 0)) + _text(6, details.get("uid", ""))


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _text(number: int, value: str) -> bytes:
    return _bytes(number, value.encode())


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)
