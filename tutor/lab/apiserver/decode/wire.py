"""The protobuf wire format (protobuf.dev/programming-guides/encoding): a message as its numbered fields."""

from collections.abc import Iterator

from tutor.lab.apiserver.decode import errors

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_LONGEST = 10


def fields(data: bytes) -> Iterator[tuple[int, int, bytes | int]]:
    """Each field of a message: number, wire type, and its bytes (length-delimited) or unsigned integer."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            value, at = varint(data, at)
            yield number, kind, value
        elif kind == BYTES:
            length, at = varint(data, at)
            yield number, kind, _cut(data, at, length)
            at += length
        elif kind in (FIXED64, FIXED32):
            width = 8 if kind == FIXED64 else 4
            yield number, kind, int.from_bytes(_cut(data, at, width), "little")
            at += width
        else:
            raise errors.DecodeError(f"proto: illegal wireType {kind}")


def _cut(data: bytes, at: int, length: int) -> bytes:
    if at + length > len(data):
        raise errors.DecodeError("unexpected EOF")
    return data[at : at + length]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A base-128 integer at `at`, and where it ends."""
    value = 0
    for index in range(_LONGEST):
        if at >= len(data):
            raise errors.DecodeError("unexpected EOF")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at
    raise errors.DecodeError("proto: integer overflow")


def signed(value: int) -> int:
    """An int32 or int64, which travel as 64-bit two's complement."""
    value &= 2**64 - 1
    return value - 2**64 if value >= 2**63 else value
