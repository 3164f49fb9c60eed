"""What speakers tell each other, as bytes. Pure."""

import dataclasses
import enum
import ipaddress
import json
from typing import Any

LONGEST = 60_000
"""Bytes of a message; with its seal it fits into one datagram."""
_LONGEST_NAME = 253


class Malformed(Exception):  # noqa: N818 - reads as what it says
    """The bytes are no message."""


class State(enum.Enum):
    """How a member is said to be; LEFT is dead by its own word."""

    ALIVE = "alive"
    SUSPECT = "suspect"
    DEAD = "dead"
    LEFT = "left"


class Kind(enum.Enum):
    """PING is answered with ACK, by way of another member where ASK asked for it; SYNC with STATE."""

    PING = "ping"
    ASK = "ask"
    ACK = "ack"
    SYNC = "sync"
    STATE = "state"
    NEWS = "news"


@dataclasses.dataclass(frozen=True)
class Claim:
    """What is said of a member. Of two claims the one with the higher incarnation counts."""

    node: str
    address: str
    incarnation: int
    state: State


@dataclasses.dataclass(frozen=True)
class Message:
    """One datagram. `number` ties an ACK to its PING; `target` is the node to be probed; claims may ride on any."""

    kind: Kind
    sender: str
    number: int = 0
    target: str = ""
    claims: tuple[Claim, ...] = ()


def encode(message: Message) -> bytes:
    """The message as JSON. Raises ValueError when it is longer than a datagram takes."""
    words = {
        "kind": message.kind.value,
        "from": message.sender,
        "number": message.number,
        "target": message.target,
        "claims": [[one.node, one.address, one.incarnation, one.state.value] for one in message.claims],
    }
    raw = json.dumps(words, separators=(",", ":")).encode()
    if len(raw) > LONGEST:
        raise ValueError(f"a message of {len(raw)} bytes fits into no datagram")
    return raw


def decode(raw: bytes) -> Message:
    """Read a message. Raises Malformed for anything but one."""
    try:
        words = json.loads(raw)
        return Message(
            kind=Kind(words["kind"]),
            sender=_name(words["from"]),
            number=_number(words["number"]),
            target=_name(words["target"], empty=True),
            claims=tuple(_claim(*one) for one in words["claims"]),
        )
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Malformed(str(error)) from error


def _claim(node: Any, address: Any, incarnation: Any, state: Any) -> Claim:
    return Claim(_name(node), str(ipaddress.ip_address(_name(address))), _number(incarnation), State(state))


def _name(value: Any, *, empty: bool = False) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not (value or empty):
        raise ValueError(f"{value!r:.80} is no name")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise ValueError(f"{value!r:.80} is no number")
    return value
