"""BGP's messages and their framing (RFC 4271 §4.1, §4.4, §4.5, §6.1). Pure.

`decode` takes one whole message; `wanted` tells a reader how long the next one is.
"""

import dataclasses

from tutor.lab.metallb.bgp import notifications, opens, updates

MARKER = b"\xff" * 16
HEADER_LENGTH = 19
MAXIMUM = 4096

OPEN, UPDATE, NOTIFICATION, KEEPALIVE = 1, 2, 3, 4
SHORTEST = {OPEN: 29, UPDATE: 23, NOTIFICATION: 21, KEEPALIVE: 19}


@dataclasses.dataclass(frozen=True)
class Notification:
    """The last word on a connection."""

    code: int
    subcode: int
    data: bytes = b""


@dataclasses.dataclass(frozen=True)
class Keepalive:
    """The session lives."""


Message = opens.Open | updates.Update | Notification | Keepalive


def encode(message: Message, *, wide: bool = True) -> bytes:
    """As it goes over the wire; with `wide` AS numbers in paths take four octets (RFC 6793).

    Raises ValueError for one that does not fit into a message.
    """
    match message:
        case opens.Open():
            kind, body = OPEN, opens.encode(message)
        case updates.Update():
            kind, body = UPDATE, updates.encode(message, wide=wide)
        case Notification(code, subcode, data):
            kind, body = NOTIFICATION, bytes((code, subcode)) + data
        case Keepalive():
            kind, body = KEEPALIVE, b""
    length = HEADER_LENGTH + len(body)
    if length > MAXIMUM:
        raise ValueError(f"a BGP message of {length} octets")
    return MARKER + length.to_bytes(2, "big") + bytes((kind,)) + body


def wanted(header: bytes) -> int:
    """How many octets follow a header of HEADER_LENGTH. Raises Fault."""
    if header[:16] != MARKER:
        raise notifications.Fault(notifications.HEADER, notifications.NOT_SYNCHRONIZED)
    length, kind = int.from_bytes(header[16:18], "big"), header[18]
    if not HEADER_LENGTH <= length <= MAXIMUM:
        raise notifications.Fault(notifications.HEADER, notifications.BAD_LENGTH, header[16:18])
    if kind not in SHORTEST:
        raise notifications.Fault(notifications.HEADER, notifications.BAD_TYPE, header[18:19])
    if length < SHORTEST[kind] or (kind == KEEPALIVE and length != SHORTEST[kind]):
        raise notifications.Fault(notifications.HEADER, notifications.BAD_LENGTH, header[16:18])
    return length - HEADER_LENGTH


def decode(octets: bytes, *, wide: bool = True) -> Message:
    """One message with its header. Raises Fault, with what is to be answered."""
    if len(octets) < HEADER_LENGTH or len(octets) != HEADER_LENGTH + wanted(octets[:HEADER_LENGTH]):
        raise notifications.Fault(notifications.HEADER, notifications.BAD_LENGTH, octets[16:18])
    kind, body = octets[18], octets[HEADER_LENGTH:]
    match kind:
        case 1:
            return opens.decode(body)
        case 2:
            return updates.decode(body, wide=wide)
        case 3:
            return Notification(body[0], body[1], body[2:])
        case _:
            return Keepalive()
