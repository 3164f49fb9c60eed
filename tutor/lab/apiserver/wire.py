"""The few protobuf encodings that the server writes: varints and length-delimited fields. Pure."""


def varint(value: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def data(number: int, value: bytes) -> bytes:
    """Field `number` with bytes or an embedded message."""
    return varint(number << 3 | 2) + varint(len(value)) + value


def text(number: int, value: str) -> bytes:
    """Field `number` with a text."""
    return data(number, value.encode())


def integer(number: int, value: int) -> bytes:
    """Field `number` with a number."""
    return varint(number << 3) + varint(value)
